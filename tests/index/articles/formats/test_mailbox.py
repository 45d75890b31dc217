"""Newsletters: one message or a mailbox, plain or laid out in tables, without what stands below every one."""

from __future__ import annotations

import mailbox
from email.message import EmailMessage
from pathlib import Path

import pytest

from index.articles.draft import Draft, LeftOut, Refused
from index.articles.formats import drafts_of_file

PLAIN = """Good morning.

The council of Rye has bought a ferry for £4.5m.

-----------------------------

A FERRY FOR RYE

It carries 140 passengers and 12 cars, the mayor said on Monday.

-----------------------------

You get this because you signed up.
https://list.example/leave?u=7

--\x20
The Rye Echo, 1 High Street
"""
PARAGRAPHS = "".join(
    f"<tr><td><p>Paragraph {n} says that the ferry carries {140 + n} passengers, at some length.</p></td></tr>"
    for n in range(5)
)
HTML = f"""<html><body><div style="display:none">A preheader that nobody sees</div>
<table role="presentation"><tr><td><h1>A ferry for Rye</h1></td></tr>{PARAGRAPHS}
<tr><td><div class="sponsor-box"><p>Buy the best boots of the county at Smith and Sons.</p></div></td></tr>
<tr><td><p>You signed up. <a href="https://list.example/leave?u=7">Here</a> you leave.</p></td></tr>
</table></body></html>"""


def letter(
    subject: str = "A ferry for Rye", plain: str = PLAIN, html: str = "", **headers: str
) -> EmailMessage:
    message = EmailMessage()
    about = {
        "From": "The Rye Echo <news@echo.example>",
        "To": "reader@example.org",
        "Subject": subject,
        "Date": "Tue, 19 Mar 2024 08:00:00 +0000",
        "List-Unsubscribe": "<mailto:leave@list.example>, <https://list.example/leave?u=7>",
        **headers,
    }
    for name, value in about.items():
        message[name.replace("_", "-")] = value
    if plain:
        message.set_content(plain)
    if html:
        message.add_alternative(html, subtype="html")
    return message


def read(path: Path, *messages: EmailMessage) -> list[Draft | LeftOut | Refused]:
    """What a mailbox of these messages, or an .eml of one, is read as."""
    if path.suffix == ".eml":
        path.write_bytes(messages[0].as_bytes())
    else:
        box = mailbox.mbox(path)
        for message in messages:
            box.add(message)
        box.close()
    return list(drafts_of_file(path))


@pytest.mark.parametrize(
    "malformed",
    [
        b"Message-ID: <",
        b"Message-ID: <a@[b",
        b"Content-Type: text/plain; charset=nope",
        b"Content-Type: text/plain; charset=idna",
        b"Content-Type: text/plain; charset=hex",
        b"From: a@",
    ],
)
@pytest.mark.parametrize("name", ["a.eml", "a.mbox", "a.txt"])
def test_a_letter_with_malformed_headers_is_read_all_the_same(
    tmp_path: Path, name: str, malformed: bytes
) -> None:
    head = b"From a@b.example Tue Mar 19 08:00:00 2024\n" if name == "a.mbox" else b""
    sender = b"" if malformed.startswith(b"From") else b"From: a@b.example\n"
    about = sender + b"Subject: Caf\xc3\xa9 opens\nDate: Tue, 19 Mar 2024 08:00:00 +0000\n"
    (tmp_path / name).write_bytes(head + about + malformed + b"\n\nThe caf\xe9 of Rye opens.\n\n")
    (draft,) = drafts_of_file(tmp_path / name)
    assert isinstance(draft, Draft)
    assert draft.date == "2024-03-19"
    assert draft.text.strip() == "The café of Rye opens."


def test_a_letter_is_read_without_what_stands_below(tmp_path: Path) -> None:
    (draft,) = read(
        tmp_path / "a.eml", letter(Message_ID="<1@echo.example>", Archived_At="<https://echo.example/1>")
    )
    assert isinstance(draft, Draft)
    assert (draft.title, draft.publisher, draft.date) == ("A ferry for Rye", "The Rye Echo", "2024-03-19")
    assert (draft.key, draft.url) == ("mail:1@echo.example", "https://echo.example/1")
    assert "It carries 140 passengers" in draft.text
    assert "£4.5m" in draft.text
    assert "signed up" not in draft.text
    assert "High Street" not in draft.text


def test_a_letter_laid_out_in_tables(tmp_path: Path) -> None:
    (draft,) = read(tmp_path / "a.eml", letter(plain="Read this in your browser.", html=HTML))
    assert isinstance(draft, Draft)
    assert "Paragraph 4 says that the ferry carries 144 passengers" in draft.text
    for part in ("boots", "signed up", "preheader", "browser"):
        assert part not in draft.text


def test_a_mailbox_gives_an_article_for_each_message(tmp_path: Path) -> None:
    messages = [letter(f"Letter {n}", PLAIN.replace("140", str(140 + n))) for n in range(3)]
    drafts = read(tmp_path / "box.mbox", *messages, letter(plain=" "))
    *read_well, refused = drafts
    assert [draft.title for draft in read_well if isinstance(draft, Draft)] == [
        "Letter 0",
        "Letter 1",
        "Letter 2",
    ]
    assert len({draft.key for draft in read_well if isinstance(draft, Draft)}) == 3
    assert isinstance(refused, Refused)
    assert refused.what.endswith("message 4")


def test_a_sender_without_a_name_is_known_by_the_domain(tmp_path: Path) -> None:
    (draft,) = read(tmp_path / "a.eml", letter(From="news@echo.example"))
    assert isinstance(draft, Draft)
    assert draft.publisher == "echo.example"


@pytest.mark.parametrize(
    "content", [b"no mail at all", b"", b"\0\1\2", b"From: a@b.c\n\n", b"Subject: x\n\ny"]
)
@pytest.mark.parametrize("name", ["a.eml", "a.mbox"])
def test_what_is_no_mail(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    (refused,) = drafts_of_file(tmp_path / name)
    assert isinstance(refused, Refused)


def test_a_letter_in_another_encoding(tmp_path: Path) -> None:
    message = letter(plain="")
    message.set_content(PLAIN.replace("ferry", "Fähre"), charset="iso-8859-1")
    (draft,) = read(tmp_path / "a.eml", message)
    assert isinstance(draft, Draft)
    assert "bought a Fähre for £4.5m" in draft.text
