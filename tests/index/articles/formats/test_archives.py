"""Archives: pages in a zip or a WARC, and archives that are made to harm."""

from __future__ import annotations

import gzip
import stat
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from index.articles.draft import Draft, LeftOut, Refused
from index.articles.formats import drafts_of_file

SENTENCE = "The council of Rye has bought a ferry for £4.5m, the mayor said on Monday in the town hall. "
ARTICLE = f"<article><h1>A ferry</h1><p>{SENTENCE * 4}</p></article>"
PAGE = f"<html><head><title>A ferry</title></head><body>{ARTICLE}</body></html>"


def zipped(path: Path, members: Mapping[str, str | bytes]) -> list[Draft | LeftOut | Refused]:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return list(drafts_of_file(path))


def test_the_articles_in_a_zip(tmp_path: Path) -> None:
    members: dict[str, str | bytes] = {
        "news/a.html": PAGE,
        "news/b.md": "---\ntitle: B\n---\nWords of *b*.",
        "c.txt": "Words of c.",
        "news/": "",
        ".hidden.txt": "x",
        "__MACOSX/c.txt": "x",
        "README.md": "x",
        "logo.png": b"\x89PNG",
        "photo.png": b"\x89PNG",
        "letters.mbox": b"From a@b.example",
        "short.html": "<p>Few words.</p>",
    }
    a, b, c, short, report, others = zipped(tmp_path / "a.zip", members)
    assert isinstance(a, Draft)
    assert isinstance(b, Draft)
    assert isinstance(c, Draft)
    assert (a.title, b.title, c.text) == ("A ferry", "B", "Words of c.")
    assert a.key.endswith("a.zip#news/a.html")
    assert isinstance(short, Refused)
    assert short.what.endswith("a.zip, short.html")
    assert report == (
        f"{tmp_path}/a.zip, letters.mbox",
        "not read inside an archive: unpack it, and add it from there",
    )
    assert others == LeftOut(f"{tmp_path}/a.zip", "2 files in it are not in a format that is read (2 .png)")
    assert isinstance(others, LeftOut)


@pytest.mark.parametrize(
    "name", ["../up.txt", "a/../../up.txt", "/etc/x.txt", "..\\up.txt", "C:\\x.txt", "C:x.txt"]
)
def test_a_name_that_leads_out_of_the_archive(tmp_path: Path, name: str) -> None:
    good, refused, last = zipped(
        tmp_path / "a.zip", {"good.txt": "Words.", name: "Bad.", "last.txt": "Ends."}
    )
    assert refused == Refused(f"{tmp_path}/a.zip, {name}", "its name leads out of the archive")
    assert [draft.text for draft in (good, last) if isinstance(draft, Draft)] == ["Words.", "Ends."]


def test_an_archive_made_to_fill_a_disk(tmp_path: Path) -> None:
    (refused,) = zipped(tmp_path / "a.zip", {f"{n}.txt": bytes(2**22) for n in range(4)})
    assert isinstance(refused, Refused)
    assert "fill a disk" in refused.reason


def test_a_member_that_says_less_than_it_has(tmp_path: Path) -> None:
    file = tmp_path / "a.zip"
    zipped(file, {"a.txt": b"x" * 2**23, "noise.bin": bytes(range(256)) * 1000})
    content = file.read_bytes()
    file.write_bytes(content.replace((2**23).to_bytes(4, "little"), (20).to_bytes(4, "little")))
    cut_off, noise = drafts_of_file(file)
    assert isinstance(cut_off, Refused)
    assert isinstance(noise, LeftOut)


def test_a_link_and_a_locked_member(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    file = tmp_path / "a.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    (refused,) = drafts_of_file(file)
    assert isinstance(refused, Refused)
    assert "link" in refused.reason
    zipped(file, {"a.txt": "Words."})
    content = bytearray(file.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    content[6] |= 1
    file.write_bytes(content)
    (refused,) = drafts_of_file(file)
    assert isinstance(refused, Refused)
    assert "encrypted" in refused.reason


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04 cut off"])
@pytest.mark.parametrize("name", ["a.zip", "a.warc", "a.warc.gz"])
def test_what_is_no_archive(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    found = list(drafts_of_file(tmp_path / name))
    assert all(isinstance(one, Refused) for one in found)
    assert found or (name != "a.zip" and not content)


def record(path: str, status: str, kind: str, body: bytes) -> bytes:
    """A response as a crawler keeps it."""
    answer = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n\r\n".encode() + body
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:5e9c1b66-0000-4000-8000-000000000001>\r\n"
        f"WARC-Date: 2024-03-19T08:00:00Z\r\nWARC-Target-URI: https://echo.example/{path}\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
    )
    return head.encode() + answer + b"\r\n\r\n"


@pytest.mark.parametrize("name", ["crawl.warc", "crawl.warc.gz"])
def test_the_pages_of_a_web_archive(tmp_path: Path, name: str) -> None:
    records = [
        record("ferry", "200 OK", "text/html; charset=ISO-8859-1", PAGE.encode("iso-8859-1")),
        record("gone", "404 Not Found", "text/html", PAGE.encode()),
        record("logo", "200 OK", "image/png", b"x"),
        record("short", "200 OK", "text/html", b"<p>Few words.</p>"),
    ]
    file = tmp_path / name
    file.write_bytes(b"".join(gzip.compress(one) if name.endswith(".gz") else one for one in records))
    draft, refused = drafts_of_file(file)
    assert isinstance(draft, Draft)
    assert (draft.key, draft.url, draft.title) == (
        "https://echo.example/ferry",
        "https://echo.example/ferry",
        "A ferry",
    )
    assert "£4.5m" in draft.text
    assert isinstance(refused, Refused)
    assert refused.what.endswith("https://echo.example/short")


def test_a_folder_is_read_file_by_file(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("Words of a.")
    (tmp_path / "in" / "README.txt").write_text("Not this.")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "b.txt").write_text("Not this.")
    (tmp_path / "c.doc").write_text("x")
    draft, others = drafts_of_file(tmp_path)
    assert isinstance(draft, Draft)
    assert isinstance(others, LeftOut)
    assert others == (str(tmp_path), "1 file in it is not in a format that is read (1 .doc)")
    (refused,) = drafts_of_file(tmp_path / "c.doc")
    assert isinstance(refused, Refused)
    assert "not a format" in refused.reason


def broken(path: Path, *members: str) -> None:
    """A zip whose first member says that it is packed, and is not; the others are whole."""
    with zipfile.ZipFile(path, "w") as archive:
        for name in members:
            archive.writestr(name, f"Words of {name}.")
    content = bytearray(path.read_bytes())
    content[8], content[content.index(b"PK\x01\x02") + 10] = 8, 8
    path.write_bytes(content)


def test_a_member_that_cannot_be_unpacked_takes_no_other_with_it(tmp_path: Path) -> None:
    broken(tmp_path / "a.zip", "a.txt", "b.txt")
    (tmp_path / "c.txt").write_text("Words of c.")
    refused, b, c = drafts_of_file(tmp_path)
    assert isinstance(refused, Refused)
    assert (refused.what, refused.reason) == (f"{tmp_path}/a.zip, a.txt", "damaged")
    assert [draft.text for draft in (b, c) if isinstance(draft, Draft)] == ["Words of b.txt.", "Words of c."]


def test_a_member_without_a_name_ends_nothing(tmp_path: Path) -> None:
    assert zipped(tmp_path / "a.zip", {"a.txt": "Words.", ".": "Words."})


def test_what_no_reader_foresees_is_told_and_the_rest_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fall_over(_: str) -> None:
        raise AttributeError("no such thing")

    monkeypatch.setattr("index.articles.text.front_matter", fall_over)
    (tmp_path / "a.txt").write_text("Words of a.")
    (tmp_path / "b.md").write_text("Words of b.")
    refused, b = drafts_of_file(tmp_path)
    assert isinstance(refused, Refused)
    assert refused.reason == "it is malformed (AttributeError: no such thing)"
    assert isinstance(b, Draft)
