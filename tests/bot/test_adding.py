"""`pullquote add` and `remove`: from an address, a file or a mailbox to a live answer."""

from __future__ import annotations

import mailbox
import os
import zipfile
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from index.articles import read_article
from tests.bot.conftest import Newsroom
from tests.folders import shut
from tests.index.adding.test_adding import article, rss
from tests.index.building.test_boilerplate import SIGN_UP
from tests.pdf import column, pdf
from tests.web import Site, serving

OPENED = "how many passengers does the ferry of Rye carry?"
FERRY = (
    "The council of Rye has bought a ferry for £4.5m, the mayor said on Monday in the town hall.",
    "The ferry of Rye carries 140 passengers and 12 cars, and goes every half an hour from June on.",
    "The old ferry was sold to a museum in Hastings, which means to show it from next spring on.",
)


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as running:
        yield running


@pytest.fixture
def room(newsroom: Newsroom) -> Newsroom:
    """The newsroom, allowed to fetch from this machine."""
    newsroom.environment["PULLQUOTE_ALLOWED_NETWORKS"] = "127.0.0.1"
    return newsroom


def page(title: str, *paragraphs: str) -> str:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{text}</article></body></html>"


def test_a_page_is_added_corrected_verified_and_removed(room: Newsroom, site: Site) -> None:
    url = site.put("/ferry", page("A ferry for Rye", *FERRY))
    added = room.run("add", "--date", "2024-03-19", "--publisher", "The Rye Echo", url)
    assert added.exit_code == 0, added.output
    assert added.stdout.startswith("+ 2024-03-19-a-ferry-for-rye.md: A ferry for Rye\n")
    answer, given = room.run("ask", OPENED).stdout, room.run("ask", "--json", OPENED).stdout
    assert answer.startswith("140\n")
    assert "A ferry for Rye · The Rye Echo · 19 March 2024" in answer
    site.put("/ferry", page("A ferry for Rye", *(text.replace("140", "410") for text in FERRY)))
    corrected = room.run("add", "--date", "2024-03-20", url)
    assert corrected.stdout.startswith("~ 2024-03-19-a-ferry-for-rye.md: A ferry for Rye\n")
    assert room.run("ask", OPENED).stdout.startswith("410\n")
    verified = room.run("verify", given=given)
    assert verified.exit_code == 1
    assert verified.stdout.startswith("CHANGED ")
    assert "of 2024-03-19 was replaced on " in verified.stdout
    assert " of 2024-03-20" in verified.stdout
    again = room.run("add", "--date", "2024-03-20", url)
    assert again.stdout == "= 2024-03-19-a-ferry-for-rye.md: unchanged: A ferry for Rye\n"
    removed = room.run("remove", url)
    assert removed.exit_code == 0
    assert removed.stdout.startswith("- 2024-03-19-a-ferry-for-rye.md: kept as ")
    assert "ferry-for-rye" not in room.run("ask", OPENED).stdout


def test_what_is_said_of_a_page_that_has_not_changed_is_said_of_its_article(
    room: Newsroom, site: Site
) -> None:
    url = site.put("/ferry", page("A ferry for Rye", *FERRY), ETag='"1"')
    feed = site.put("/feed", rss((url, "x")), "application/rss+xml", ETag='"1"')
    name = "2024-03-20-a-ferry-for-rye.md"
    assert room.run("add", "--feed", feed).stdout.startswith(f"+ {name}")
    text = read_article(room.corpus / name, room.corpus).article.text
    for source in ([url], ["--feed", feed]):
        publisher = f"The Rye Echo {len(source)}"
        assert room.run("add", "--publisher", publisher, *source).stdout.startswith(f"~ {name}")
        article = read_article(room.corpus / name, room.corpus).article
        assert (article.publisher, article.text, article.url) == (publisher, text, url)
        assert room.run("add", "--publisher", publisher, *source).stdout.startswith(f"= {name}")
    assert site.paths().count("/ferry") == 4


@pytest.mark.parametrize("etag", ["1", ""])
def test_of_what_is_as_it_was_the_same_is_said_whatever_told_it(
    room: Newsroom, site: Site, etag: str
) -> None:
    marked = {"ETag": etag} if etag else {}
    url = site.put("/ferry", article("A ferry for Rye"), **marked)
    feed = site.put("/feed", rss((url, "x")), "application/rss+xml", **marked)
    assert room.run("add", "--feed", feed).exit_code == 0
    (name,) = (path.name for path in room.corpus.glob("*ferry*"))
    same = f"= {name}: unchanged: A ferry for Rye\n"
    assert room.run("add", url).stdout == same
    again = room.run("add", "--feed", feed)
    assert again.exit_code == 0
    assert again.stdout == (f"= {feed}: unchanged: nothing is new in it\n" if etag else same)


def about(room: Newsroom, name: str) -> tuple[str | None, ...]:
    article = read_article(room.corpus / name, room.corpus).article
    return article.title, article.publisher, article.date, article.url


def test_what_was_given_stands_when_a_file_is_added_again_without_it(room: Newsroom, tmp_path: Path) -> None:
    report, name = tmp_path / "report.pdf", "2024-03-19-the-mill.md"
    words = "The mill of Rye\n\nIt ground 12 tonnes of flour."
    report.write_bytes(pdf([column(words)], CreationDate="D:20250102"))
    options = ("--publisher", "Rye Gazette", "--date", "2024-03-19", "--title", "The mill")
    added = room.run("add", str(report), *options)
    assert added.stdout.startswith(f"+ {name}: The mill\n")
    assert "the day when the file was made" not in added.stdout
    for again in ((), options):
        assert room.run("add", str(report), *again).stdout == f"= {name}: unchanged: The mill\n"
    report.write_bytes(pdf([column(words.replace("12", "14"))], CreationDate="D:20250203"))
    corrected = room.run("add", str(report), "--publisher", "Hastings Gazette")
    assert corrected.stdout.startswith(f"~ {name}: The mill\n")
    assert "the day when the file was made" not in corrected.stdout
    report.rename(other := tmp_path / "other.pdf")
    other.write_bytes(pdf([column("Another mill\n\nIt ground 16 tonnes of rye.")], CreationDate="D:20250203"))
    assert "its date, 2025-02-03, is the day when the file was made" in room.run("add", str(other)).stdout
    assert about(room, name) == ("The mill", "Hastings Gazette", "2024-03-19", None)
    assert "14 tonnes" in (room.corpus / name).read_text()


@pytest.mark.parametrize("source", ["page", "feed"])
def test_what_was_given_of_a_page_stands_whatever_brings_it_again(
    room: Newsroom, site: Site, source: str
) -> None:
    url = site.put("/ferry", page("A ferry for Rye", *FERRY))
    feed = site.put("/feed", rss((url, "x")), "application/rss+xml")
    again = [url] if source == "page" else ["--feed", feed]
    room.run("add", "--publisher", "Rye Gazette", "--date", "2024-03-19", *again)
    (name,) = (path.name for path in room.corpus.glob("*ferry*"))
    known = about(room, name)
    assert known == ("A ferry for Rye", "Rye Gazette", "2024-03-19", url)
    assert room.run("add", *again).stdout.startswith(f"= {name}: unchanged: ")
    site.put("/ferry", page("A ferry for Rye", *(text.replace("140", "410") for text in FERRY)))
    site.put("/feed", rss((url, "corrected")), "application/rss+xml")
    assert room.run("add", *again).stdout.startswith(f"~ {name}")
    assert about(room, name) == known
    assert "410" in (room.corpus / name).read_text()


def test_a_pipe_is_not_waited_for(room: Newsroom, tmp_path: Path) -> None:
    os.mkfifo(pipe := tmp_path / "pipe.txt")
    refused = room.run("add", str(pipe))
    assert refused.exit_code == 1
    assert "not a regular file" in refused.stderr


def test_links_a_pdf_and_a_mailbox_at_once(room: Newsroom, site: Site, tmp_path: Path) -> None:
    links = [
        site.put(f"/{n}", page(f"Day {n} of the fair", *FERRY, f"The fair of day {n}.")) for n in range(3)
    ]
    report, letters = tmp_path / "report.pdf", tmp_path / "letters.mbox"
    lines = "The lighthouse of Dungeness is\n46 metres high, and was lit by the\nDuke in 1960."
    report.write_bytes(pdf([column("A first page with a few words\non it."), column(lines)]))
    message = EmailMessage()
    message["From"], message["Subject"] = "Echo <news@echo.example>", "The museum opens"
    message["Date"] = "Tue, 19 Mar 2024 08:00:00 +0000"
    message.set_content("The museum of Hastings opens on 5 May, and shows 300 boats.\n")
    box = mailbox.mbox(letters)
    box.add(message)
    box.close()
    result = room.run("add", *links, str(report), str(letters))
    assert result.exit_code == 0, result.output
    assert result.stdout.count("+ ") == 5
    shown = room.run("ask", "how high is the lighthouse of Dungeness?").stdout
    assert "**46" in shown
    assert "page 2, paragraph" in shown
    assert "300" in room.run("ask", "how many boats does the museum of Hastings show?").stdout


def test_what_of_an_article_is_not_searched_is_told_when_it_is_added(
    room: Newsroom, site: Site, tmp_path: Path
) -> None:
    (room.corpus / "there.txt").write_text("\n\n".join(["A mill", SIGN_UP, *FERRY]))
    url = site.put("/ferry", page("A ferry for Rye", SIGN_UP, *FERRY))
    for command in (("--date", "2024-03-19", url), ("--date", "2024-03-20", url)):
        added = room.run("add", *command).stdout.splitlines()
        assert "a-ferry-for-rye.md: A ferry for Rye" in added[0]
        assert added[1] == (
            "! 2024-03-19-a-ferry-for-rye.md: 1 paragraph is taken for no news, and not searched "
            "(“Sign up for the Orle Courier's free morning letter and …”)"
        )
        assert len(added) == 3


def test_a_dry_run_shows_the_article_and_writes_nothing(room: Newsroom, site: Site) -> None:
    before = sorted(room.corpus.iterdir())
    result = room.run("add", "--dry-run", "--publisher", "Echo", site.put("/a", page("A ferry", *FERRY)))
    assert result.exit_code == 0
    assert result.stdout.startswith("title     A ferry\npublisher Echo\ndate      not known\n")
    assert f"  {FERRY[1]}\n" in result.stdout
    assert result.stdout.endswith("Nothing was written: this was a dry run.\n")
    assert sorted(room.corpus.iterdir()) == before
    assert not (room.data / "added.sqlite3").exists()


def test_a_dry_run_shows_what_was_given_of_an_article_before(room: Newsroom, site: Site) -> None:
    url = site.put("/a", page("A ferry", *FERRY))
    assert room.run("add", "--publisher", "Echo", "--date", "2024-03-19", url).exit_code == 0
    known = (room.data / "added.sqlite3").read_bytes()
    shown = room.run("add", "--dry-run", "--date", "2024-03-20", url)
    assert shown.stdout.startswith("title     A ferry\npublisher Echo\ndate      2024-03-20\n")
    assert (room.data / "added.sqlite3").read_bytes() == known


def test_what_is_refused_is_told_and_the_rest_is_added(
    newsroom: Newsroom, site: Site, tmp_path: Path
) -> None:
    note = tmp_path / "note.txt"
    note.write_text("A note\n\nThe mill of Rye ground 12 tonnes.")
    url = site.put("/a", page("A", *FERRY))
    result = newsroom.run("add", url, str(note), "nothing.txt", "ftp://example.org//a")
    assert result.exit_code == 1
    assert f"! {url}: refused: 127.0.0.1 is no public address" in result.stderr
    assert "! nothing.txt: refused: there is no such file" in result.stderr
    assert "! ftp://example.org//a: refused: no address that can be fetched" in result.stderr
    assert result.stdout.startswith("+ a-note.md: A note\n")
    assert not site.asked


@pytest.mark.parametrize("rest", [(), ("--dry-run",)])
def test_files_of_an_archive_that_are_no_articles_are_counted_and_no_fault(
    newsroom: Newsroom, tmp_path: Path, rest: tuple[str, ...]
) -> None:
    def archived(name: str, *pages: str) -> str:
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            for file in (*pages, "style.css", "photo.jpg"):
                archive.writestr(file, page(f"The ferry of {file}", *FERRY))
        return str(tmp_path / name)

    told = "left out: 2 files in it are not in a format that is read (1 .css, 1 .jpg)\n"
    both = newsroom.run("add", *rest, clean := archived("clean.zip", "a.html"))
    assert (both.exit_code, both.stderr) == (0, "")
    assert f"· {clean}: {told}" in both.stdout
    none = newsroom.run("add", *rest, bare := archived("bare.zip"))
    assert (none.exit_code, none.stderr) == (1, "")
    assert f"· {bare}: {told}" in none.stdout
    unsafe = newsroom.run("add", *rest, mixed := archived("mixed.zip", "../evil.html", "b.html"))
    assert unsafe.exit_code == 1
    assert unsafe.stderr == f"! {mixed}, ../evil.html: refused: its name leads out of the archive\n"
    assert "The ferry of b.html" in unsafe.stdout


def test_a_folder_that_is_empty_or_may_not_be_looked_into_is_told(
    newsroom: Newsroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty, mixed = tmp_path / "empty", tmp_path / "mixed"
    for folder in (empty, mixed / "closed", mixed / "open"):
        folder.mkdir(parents=True)
        (folder / "README.md").write_text("What lies here.")
    (mixed / "open" / "note.txt").write_text("A note\n\nThe mill of Rye ground 12 tonnes.")
    result = newsroom.run("add", str(empty))
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == f"! {empty}: refused: a folder with no file in it that could be an article\n"
    closed = shut(mixed / "closed", monkeypatch)
    result = newsroom.run("add", str(mixed))
    assert result.exit_code == 1
    assert result.stderr == f"! {closed}: refused: a folder that cannot be listed\n"
    assert result.stdout.startswith("+ a-note.md: A note\n")


def test_what_lies_where_nobody_may_look_is_told(
    newsroom: Newsroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    note, closed = tmp_path / "note.txt", tmp_path / "closed"
    note.write_text("A note\n\nThe mill of Rye ground 12 tonnes.")
    closed.mkdir()
    shut(closed, monkeypatch)
    result = newsroom.run("add", str(closed / "x.txt"))
    assert result.exit_code == 1
    assert result.stderr == f"! {closed / 'x.txt'}: refused: cannot be read: Permission denied\n"
    for command in (("add", str(note)), ("ask", "who?"), ("index",), ("watch",)):
        result = newsroom.run("--corpus", str(closed / "in"), "--data", str(tmp_path / "new"), *command)
        assert result.exit_code == 2
        assert f"{closed / 'in'} cannot be" in result.stderr
        assert result.stderr.count("Permission denied") == 1


def test_a_folder_of_articles_that_is_made_is_told(newsroom: Newsroom, tmp_path: Path) -> None:
    note, corpus = tmp_path / "note.txt", tmp_path / "corpsu"
    note.write_text("A note\n\nThe mill of Rye ground 12 tonnes.")
    made = f"There was no folder {corpus}: it was made.\n"
    arguments = ("--corpus", str(corpus), "--data", str(tmp_path / "new"), "add", str(note))
    assert newsroom.run(*arguments).stderr == made
    assert newsroom.run(*arguments).stderr == ""
    nothing = ("--corpus", str(tmp_path / "other"), "add", str(tmp_path / "nothing.txt"))
    assert "was made" not in newsroom.run(*nothing).stderr


def test_what_lies_in_the_corpus_is_not_added_to_it(newsroom: Newsroom) -> None:
    result = newsroom.run("add", str(newsroom.corpus / "guns.md"))
    assert result.exit_code == 1
    assert "it lies in the corpus already" in result.stderr


def test_of_a_folder_its_own_corpus_and_what_was_removed_are_left_out_and_told(newsroom: Newsroom) -> None:
    (newsroom.corpus.parent / "note.txt").write_text("A note\n\nThe mill of Rye ground 12 tonnes.")
    newsroom.run("remove", "odd.txt")
    before = {*newsroom.corpus.iterdir()}
    result = newsroom.run("add", str(newsroom.corpus.parent))
    assert f"! {newsroom.corpus}: refused: it lies in the corpus already" in result.stderr
    assert f"! {newsroom.data}: refused: the index, and what was taken out of the corpus" in result.stderr
    assert result.stderr.count("! ") == 2
    assert result.stdout.startswith("+ a-note.md: A note\n")
    assert {*newsroom.corpus.iterdir()} - before == {newsroom.corpus / "a-note.md"}


def test_the_last_article_is_removed_too(newsroom: Newsroom) -> None:
    result = newsroom.run("remove", *(path.name for path in newsroom.corpus.iterdir()))
    assert result.exit_code == 0, result.output
    assert "0 passages in generation" in result.stdout
    asked = newsroom.run("ask", "how many guns were seized?")
    assert asked.exit_code == 1
    assert "386" not in asked.output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "Name a page or a file"),
        (("--date", "soon", "a.txt"), "--date: 'soon' is not a date"),
        (("--url", "here", "a.txt"), "--url: 'here' is not a web address"),
        (("--title", "X", "a.txt", "b.txt"), "--title is of one article: name one page or file"),
        (("--url", "https://a.example", "a.txt", "b.txt"), "--url is of one article"),
        (("--title", "X", "--feed", "https://a.example/feed"), "--title is of one article"),
    ],
)
def test_wrong_usage(newsroom: Newsroom, arguments: tuple[str, ...], said: str) -> None:
    result = newsroom.run("add", *arguments)
    assert result.exit_code == 2
    assert said in result.stderr


def test_what_is_to_be_removed_is_not_guessed(newsroom: Newsroom, tmp_path: Path) -> None:
    lines = tmp_path / "a.jsonl"
    lines.write_text('{"title": "One", "text": "Words of one."}\n{"title": "Two", "text": "Words of two."}\n')
    newsroom.run("add", str(lines))
    result = newsroom.run("remove", "no such", str(lines))
    assert result.exit_code == 1
    assert "! no such: no such article\n" in result.stderr
    assert f"! {lines}: 2 articles, of which --all removes each: one.md, two.md\n" in result.stderr
    assert newsroom.run("remove", "--all", str(lines)).exit_code == 0
    assert sorted(file.name for file in newsroom.corpus.iterdir()) == ["bridge.md", "guns.md", "odd.txt"]


def test_an_article_is_removed_by_its_file_without_the_ending_where_that_is_one(newsroom: Newsroom) -> None:
    (newsroom.corpus / "odd.md").write_text("Another article of that name.")
    several = newsroom.run("remove", "odd")
    assert several.exit_code == 1
    assert several.stderr == "! odd: 2 articles, of which --all removes each: odd.md, odd.txt\n"
    removed = newsroom.run("remove", "guns")
    assert removed.exit_code == 0
    assert removed.stdout.startswith("- guns.md: kept as ")
    assert not (newsroom.corpus / "guns.md").exists()


def test_a_damaged_note_of_what_was_added_is_named_found_and_begun_anew(room: Newsroom, site: Site) -> None:
    url = site.put("/ferry", page("A ferry for Rye", *FERRY))
    assert room.run("add", "--date", "2024-03-19", url).exit_code == 0
    notes = room.data / "added.sqlite3"
    os.truncate(notes, 5000)
    cut_off = notes.read_bytes()
    for command in (("add", url), ("add", "--dry-run", url), ("remove", url)):
        refused = room.run(*command)
        assert refused.exit_code == 2
        assert f"{notes}, which notes what was added from where, is damaged (" in refused.stderr
        assert "`pullquote doctor --repair` begins it anew" in refused.stderr
        assert "--data" not in refused.stderr
    examined = room.run("doctor")
    assert examined.exit_code == 2
    assert f"FAULT: added articles: {notes}, which notes" in examined.stdout
    mended = room.run("doctor", "--repair")
    assert "FAULT: added articles" not in mended.stdout
    (kept,) = room.data.glob("added-damaged-*.sqlite3")
    assert kept.read_bytes() == cut_off
    assert f"repair: put the damaged added.sqlite3 aside as {kept}" in mended.stdout
    again = room.run("add", "--date", "2024-03-19", url)
    assert again.stdout == "= 2024-03-19-a-ferry-for-rye.md: unchanged: A ferry for Rye\n"
