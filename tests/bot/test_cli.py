"""The command as people and scripts meet it: streams, exit codes, sentences."""

from __future__ import annotations

import json
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
import termios
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import SUBCOMMANDS, Subcommands, pullquote
from index.building.processor import instructions
from index.reading.own.description import READERS
from index.reading.reader import MODELS
from tests.bot.conftest import ROOT, SEIZED, UNKNOWN, Newsroom
from tests.folders import shut


def test_an_answer_has_its_words_its_quote_and_its_source(newsroom: Newsroom) -> None:
    result = newsroom.run("ask", *SEIZED.split())
    assert result.exit_code == 0
    assert result.stdout.split("\n")[0] == "386"
    assert "“Officers seized **386** illegal firearms in London last year, police said.”" in result.stdout
    assert "Gun crime falls in the capital · The Example · 19 March 2024" in result.stdout
    assert result.stderr == ""


def test_an_index_that_lags_behind_its_articles_is_told_of(newsroom: Newsroom) -> None:
    assert newsroom.run("index").exit_code == 0
    assert newsroom.run("ask", SEIZED).stderr == ""
    (newsroom.corpus / "new.txt").write_text("Nobody was hurt.")
    (newsroom.corpus / "bridge.md").unlink()
    asked = newsroom.run("ask", SEIZED)
    assert asked.stdout.startswith("386")
    assert (
        asked.stderr == "2 files have changed since the index was built: `pullquote index` takes that in.\n"
    )
    assert "up to date  no: 2 files changed since the build\n" in newsroom.run("status").stdout
    assert newsroom.run("index").exit_code == 0
    assert newsroom.run("ask", SEIZED).stderr == ""


def test_a_refusal_exits_with_1_and_claims_nothing(newsroom: Newsroom) -> None:
    result = newsroom.run("ask", UNKNOWN)
    assert result.exit_code == 1
    assert result.stdout.startswith("No answer. ")
    assert "not an answer:" in result.stdout


def test_a_remark_is_told_what_can_be_asked_and_exits_with_1(newsroom: Newsroom) -> None:
    result = newsroom.run("ask", "what can you do?")
    assert result.exit_code == 1
    assert result.stdout.startswith("I answer questions about news articles by quoting them")
    assert "not an answer" not in result.stdout
    answer = json.loads(newsroom.run("ask", "--json", "what can you do?").stdout)
    assert (answer["kind"], answer["status"], answer["quotes"], answer["nearest"]) == (
        "remark",
        "refused",
        [],
        [],
    )


def test_json_is_the_answer_and_its_quotes_are_exact(newsroom: Newsroom) -> None:
    answer = json.loads(newsroom.run("ask", "--json", SEIZED).stdout)
    assert (answer["status"], answer["answer"], answer["question"]) == ("answered", "386", SEIZED)
    quote = answer["quotes"][0]
    start, end = quote["highlights"][0]
    assert quote["text"][start:end] == "386"
    assert quote["citation"]["article"] == "guns.md"
    assert "explain" not in answer
    assert "explain" in json.loads(newsroom.run("ask", "--json", "--explain", SEIZED).stdout)


def test_json_is_ascii_so_that_nothing_in_it_is_obeyed(newsroom: Newsroom) -> None:
    shown = newsroom.run("ask", "--json", "what colour is the lighthouse?").stdout
    assert shown.isascii()
    assert "\x1b" not in shown


def test_explain_shows_what_was_found(newsroom: Newsroom) -> None:
    shown = newsroom.run("ask", "--explain", SEIZED).stdout
    assert "  386\n         guns.md · dense " in shown
    assert "bridge.md" in shown
    assert f"Asked: {SEIZED}\nAnswered because the confidence, 0." in shown
    took = " ".join(shown.partition("\ntook ")[2].split())
    stages = "opening, understanding, searching, reading quickly, reading carefully, judging, answering"
    assert re.sub(r" \d+\.\d", "", " " + took) == f" ms: {stages}"


def test_top_limits_the_quotes(newsroom: Newsroom) -> None:
    nearest = json.loads(newsroom.run("ask", "--json", "--top", "1", UNKNOWN).stdout)["nearest"]
    assert len(nearest) == 1


def test_each_line_of_standard_input_gets_one_line(newsroom: Newsroom) -> None:
    lines = [SEIZED.encode(), b"", b"\xff\xfe", b"x " * 2000, UNKNOWN.encode()]
    result = newsroom.run("ask", "--json", "-", given=b"\n".join(lines) + b"\n")
    replies = [json.loads(line) for line in result.stdout.splitlines()]
    assert [reply.get("status", "error") for reply in replies] == [
        "answered",
        "error",
        "error",
        "error",
        "refused",
    ]
    assert [reply["line"] for reply in replies if "error" in reply] == [2, 3, 4]
    assert result.exit_code == 2


def test_refusals_among_many_questions_are_no_fault(newsroom: Newsroom) -> None:
    result = newsroom.run("ask", "-", given=f"{SEIZED}\n{UNKNOWN}\n")
    assert result.exit_code == 0
    assert f"> {SEIZED}\n386\n" in result.stdout
    assert f"> {UNKNOWN}\nNo answer. " in result.stdout


def test_an_answer_is_written_before_the_next_question_is_read(newsroom: Newsroom) -> None:
    with newsroom.spawn("ask", "--json", "-") as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for question in (SEIZED, UNKNOWN, SEIZED):
            process.stdin.write(question + "\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["question"] == question
        process.stdin.close()
        assert process.wait(60) == 0


def test_at_a_terminal_it_is_said_what_is_waited_for(newsroom: Newsroom) -> None:
    ours, theirs = pty.openpty()
    with newsroom.spawn("ask", "-", stdin=theirs) as process:
        os.close(theirs)
        assert process.stderr is not None
        assert process.stderr.readline() == "One question a line; Ctrl-D ends.\n"
        os.write(ours, f"{SEIZED}\n\x04".encode())
        answered, _ = process.communicate(timeout=60)
    os.close(ours)
    assert answered.startswith(f"> {SEIZED}\n386\n")


def test_the_first_question_builds_the_index(newsroom: Newsroom, tmp_path: Path) -> None:
    result = newsroom.run("--data", str(tmp_path / "new"), "ask", SEIZED)
    assert result.exit_code == 0
    assert result.stdout.startswith("386\n")
    assert "building it" in result.stderr


def test_asking_imports_nothing_it_does_not_need(newsroom: Newsroom) -> None:
    code = (
        "import sys; from bot.cli import pullquote; pullquote(sys.argv[1:], standalone_mode=False);"
        "print(*{name.partition('.')[0] for name in sys.modules}, file=sys.stderr)"
    )
    environment = {**os.environ, **newsroom.environment, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code, "ask", SEIZED],
        env=environment,
        cwd=newsroom.corpus.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith("386\n")
    heavy = {"torch", "transformers", "sentence_transformers", "onnx", "discord", "trafilatura"}
    adding = {"aiohttp", "feedparser", "protego", "pypdf", "warcio", "watchfiles"}
    assert not {*heavy, *adding, "prompt_toolkit"} & set(done.stderr.split())


def test_the_help_imports_no_subcommand() -> None:
    code = (
        "import sys; from bot.cli import pullquote; pullquote(['--help'], standalone_mode=False);"
        "print(*[name for name in sys.modules if name.startswith('bot.commands.')], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stderr.strip() == ""
    assert all(entry.help in done.stdout for entry in SUBCOMMANDS.values())


@pytest.mark.parametrize("name", SUBCOMMANDS)
def test_every_subcommand_is_there_and_described(newsroom: Newsroom, name: str) -> None:
    assert isinstance(pullquote, Subcommands)
    result = newsroom.run(name, "--help")
    assert result.exit_code == 0
    assert "--corpus" in result.stdout


def test_index_reports_what_changed_and_what_was_left_out(newsroom: Newsroom) -> None:
    (newsroom.corpus / "bridge.md").unlink()
    (newsroom.corpus / "odd.txt").write_text("A short new text about herons on the marsh.\n")
    (newsroom.corpus / "new.txt").write_text("A longer text about otters in the river.\n")
    (newsroom.corpus / "empty.md").write_text("")
    dry = newsroom.run("index", "--dry-run")
    done = newsroom.run("index", "--verbose")
    for result in (dry, done):
        assert result.exit_code == 0
        assert {"+ new.txt", "~ odd.txt", "- bridge.md"} <= set(result.stdout.splitlines())
        assert "! empty.md skipped: empty" in result.stdout
        assert "1 added, 1 changed, 1 removed, 1 unchanged, 1 skipped." in result.stdout
    assert "dry run" in dry.stdout
    assert "passages in generation" in done.stdout
    (newsroom.corpus / "new.txt").write_text("A longer text about two otters in the river.\n")
    brief = newsroom.run("index").stdout
    assert "0 added, 1 changed, 0 removed" in brief
    assert "new.txt" not in brief
    assert "! empty.md skipped: empty" in brief
    full = newsroom.run("index", "--full").stdout
    assert "3 unchanged" in full
    assert "passages in generation" in full


def test_status_tells_what_is_indexed(newsroom: Newsroom) -> None:
    shown = newsroom.run("status").stdout
    assert "articles    3\n" in shown
    assert "Gun crime falls in the capital (19 March 2024)" in shown
    fastest = instructions()
    runs = f"int8 on {fastest}" if fastest else "int8"
    assert f"encoder     all-MiniLM-L6-v2, {runs}\n" in shown


def test_status_tells_whether_it_is_up_to_date(newsroom: Newsroom) -> None:
    assert newsroom.run("index").exit_code == 0
    assert "up to date  yes\n" in newsroom.run("status").stdout
    (newsroom.corpus / "bridge.md").unlink()
    assert "up to date  no: 1 file changed since the build\n" in newsroom.run("status").stdout
    shutil.rmtree(newsroom.corpus)
    assert "up to date  not known" in newsroom.run("status").stdout


@pytest.mark.parametrize("corpus", ["nowhere", "empty"])
def test_nothing_is_announced_that_cannot_be_built(newsroom: Newsroom, tmp_path: Path, corpus: str) -> None:
    (tmp_path / "empty").mkdir()
    result = newsroom.run("--data", str(tmp_path / "new"), "--corpus", str(tmp_path / corpus), "ask", SEIZED)
    assert result.exit_code == 2
    assert re.fullmatch(r"Error: .*\n", result.stderr)
    assert str(tmp_path / corpus) in result.stderr


def test_everyday_settings_stand_together_and_last(newsroom: Newsroom) -> None:
    discord, everyday = newsroom.run("settings").stdout.split("\nAsking, in every client:\n")
    assert discord.startswith("The Discord client:\n  discord.token = not set\n")
    assert re.findall(r"^  (\w+) =", everyday, re.MULTILINE) == [
        "corpus",
        "data",
        "model",
        "models",
        "index_uri",
        "index_token",
        "index_ca",
        "reader",
        "top",
        "keep",
        "strictness",
        "allowed_networks",
        "feeds",
        "feed_minutes",
        "watch",
        "history",
    ]
    assert not re.search(r"^  (?!discord\.)\w+ =", discord, re.MULTILINE)


def test_settings_say_where_they_come_from(newsroom: Newsroom) -> None:
    result = newsroom.run("--corpus", str(newsroom.corpus), "settings")
    shown = result.stdout
    assert f"corpus = {newsroom.corpus}\n" in shown
    assert "from: command line" in shown
    assert "from: environment variable PULLQUOTE_DATA" in shown


def test_a_setting_that_is_misspelt_is_told_once(newsroom: Newsroom) -> None:
    newsroom.environment["PULLQUOTE_TOPP"] = "1"
    told = "PULLQUOTE_TOPP is set, but there is no such setting; PULLQUOTE_TOP may be meant.\n"
    for command in (("ask", SEIZED), ("settings",), ("doctor",)):
        assert newsroom.run(*command).stderr == told


@pytest.mark.parametrize(
    ("variables", "told", "code"),
    [
        ({}, "note: token: There is none", 0),
        ({"TOKEN": ""}, "FAULT: token: There is no token", 2),
        ({"TOKEN": "  "}, "FAULT: token: There is no token", 2),
        ({"KEEP_DAYS": "7"}, "FAULT: token: There is no token", 2),
    ],
)
def test_to_whom_the_bot_is_nothing_the_doctor_says_that_all_is_well(
    newsroom: Newsroom, variables: dict[str, str], told: str, code: int
) -> None:
    newsroom.environment.update({f"PULLQUOTE_DISCORD__{name}": value for name, value in variables.items()})
    (newsroom.corpus / "odd.txt").unlink()  # near-empty, which is a fault
    assert newsroom.run("index").exit_code == 0
    result = newsroom.run("doctor")
    assert told in result.stdout
    assert result.exit_code == code, result.output


@pytest.mark.run_models
def test_the_doctor_finds_a_reader_of_claims_that_cannot_be_opened(
    newsroom: Newsroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for file in MODELS.iterdir():
        (tmp_path / file.name).symlink_to(file)
    (tmp_path / "claims.onnx.gz").unlink()
    (tmp_path / "claims.onnx.gz").write_bytes(b"damaged")
    monkeypatch.setattr("index.archive.MODELS", tmp_path)
    assert newsroom.run("index").exit_code == 0
    result = newsroom.run("doctor")
    assert result.exit_code == 2
    assert re.search(r"FAULT: model: .*claims\.onnx\.gz .*Install Pullquote anew", result.stdout)


def test_the_doctor_goes_on_where_the_data_may_not_be_looked_at(
    newsroom: Newsroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "closed").mkdir()
    shut(tmp_path / "closed", monkeypatch)
    result = newsroom.run("doctor", "--data", str(tmp_path / "closed" / "data"))
    assert result.exit_code == 2
    assert "ok: disk: " in result.stdout
    assert "should not have happened" not in result.output


def test_folders_may_be_named_before_or_after_the_subcommand(newsroom: Newsroom, tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    assert f"corpus = {here}\n" in newsroom.run("--corpus", str(here), "settings").stdout
    assert f"corpus = {here}\n" in newsroom.run("settings", "--corpus", str(here)).stdout
    both = newsroom.run("--corpus", str(there), "settings", "--corpus", str(here))
    assert f"corpus = {here}\n" in both.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["ask"], "Missing argument"),
        (["ask", " "], "no question"),
        (["ask", "x" * 2001], "2001"),
        (["ask", "--top", "0", "who?"], "option --top"),
        (["ask", "--top", "many", "who?"], "not a valid integer"),
        (["ask", "\udcff?"], "not UTF-8"),
        (["xyzzy"], 'To ask a question: pullquote ask "'),
        (["who won the cup?"], 'To ask a question: pullquote ask "'),
        (["aks", "who?"], "No such command 'aks'. Did you mean `pullquote ask`?"),
        (["STATUS"], "Did you mean `pullquote status`?"),
        (["--bogus"], "No such option"),
        (["index", "--corpus", "nowhere"], "nowhere. Create it, let `pullquote add` create it"),
        (["index", "--data", "/dev/null/none"], "/dev/null/none cannot be written"),
        (["status", "--data", "nowhere"], "pullquote index"),
        (["ask", "who?", "--data", "none", "--corpus", "nowhere"], "nowhere. Create it"),
    ],
)
def test_a_fault_is_a_sentence_and_exit_code_2(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, arguments: list[str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    result = newsroom.run(*arguments)
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stdout == ""
    assert "Traceback" not in result.stderr


def test_what_nobody_foresaw_is_a_sentence_too(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr("bot.setting_origins.describe", broken)
    result = newsroom.run("settings")
    assert result.exit_code == 2
    assert "ZeroDivisionError: division by zero" in result.stderr
    assert "--traceback" in result.stderr
    assert isinstance(newsroom.run("--traceback", "settings").exception, ZeroDivisionError)


def test_ctrl_c_ends_with_a_word_and_130(newsroom: Newsroom) -> None:
    with newsroom.spawn("ask", "--json", "-") as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write(SEIZED + "\n")
        process.stdin.flush()
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 130
        assert process.stderr.read().strip() == "Stopped."


def test_a_reader_that_goes_away_is_no_fault_worth_a_word(newsroom: Newsroom) -> None:
    with newsroom.spawn("ask", "--json", "-") as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        process.stdin.write(f"{SEIZED}\n" * 3)
        process.stdin.close()
        assert process.wait(60) == 141
        assert process.stderr.read() == ""


@pytest.mark.parametrize("no_color", ["", "1"])
def test_on_a_terminal_words_are_bold_and_colour_can_be_refused(newsroom: Newsroom, no_color: str) -> None:
    shown = on_a_terminal(newsroom, "stdout", "ask", SEIZED, NO_COLOR=no_color)
    assert "\x1b[1m386\x1b[0m" in shown
    assert "**" not in shown
    assert ("36m" in shown) is not bool(no_color)


def test_progress_is_shown_on_a_terminal_alone(newsroom: Newsroom) -> None:
    assert "encoding" in on_a_terminal(newsroom, "stderr", "index", "--full")
    assert newsroom.run("index", "--full").stderr == ""


@pytest.mark.parametrize("columns", [40, 90])
@pytest.mark.parametrize(
    ("stream", "arguments"),
    [
        ("stdout", ["--help"]),
        ("stdout", ["ask", "--help"]),
        ("stdout", ["status"]),
        ("stderr", ["ask", "--top", "0", "who?"]),
        ("stderr", ["--nonsense"]),
        ("stderr", ["verify", "who?"]),
    ],
)
def test_lines_on_a_terminal_break_between_words(
    newsroom: Newsroom, stream: str, arguments: list[str], columns: int
) -> None:
    whole = newsroom.run(*arguments)
    text = whole.stdout + whole.stderr
    known = {*text.split(), *text.replace("pullquote", "python -m bot").split()}
    code = 0 if stream == "stdout" else 2
    shown = on_a_terminal(newsroom, stream, *arguments, columns=columns, code=code)
    too_wide = [line for line in shown.splitlines() if len(line) > columns]
    assert all(len(line.split()) == 1 for line in too_wide)  # a path, which is kept whole
    assert set(shown.split()) <= known


def test_the_version() -> None:
    assert re.fullmatch(
        r"pullquote, version \d+\.\d+\.\d+\n", CliRunner().invoke(pullquote, "--version").stdout
    )


def on_a_terminal(
    newsroom: Newsroom, stream: str, *arguments: str, columns: int = 80, code: int = 0, **environment: str
) -> str:
    """What the command writes to standard output or error when that is a terminal of so many columns."""
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, columns))
    variables = {**os.environ, **newsroom.environment, **environment, "PYTHONPATH": str(ROOT)}
    with newsroom.spawn(*arguments, env=variables, **{stream: theirs}) as process:
        os.close(theirs)
        shown = b""
        try:
            while piece := os.read(ours, 65536):
                shown += piece
        except OSError:  # Linux says so when the other end is closed
            pass
        finally:
            os.close(ours)
        assert process.wait(60) == code
    return shown.decode()


def test_the_log_lists_generations_and_going_back_restores_one(newsroom: Newsroom) -> None:
    assert newsroom.run("index").exit_code == 0
    (newsroom.corpus / "new.txt").write_text(
        "The ferry\n\nThe ferry to Grantley sails again after eleven weeks."
    )
    assert newsroom.run("index", "--keep", "3").exit_code == 0
    newest, first = (json.loads(line) for line in newsroom.run("log", "--json").stdout.splitlines()[:2])
    assert (newest["state"], newest["changes"]) == ("current", {"added": 1, "changed": 0, "removed": 0})
    said = newsroom.run("index", "--rollback", "--keep", "3")
    assert said.exit_code == 0
    assert f"is {first['generation']} once more" in said.stdout
    listed = newsroom.run("log").stdout
    assert f"back to {first['generation']}" in " ".join(listed.split())
    assert "1 added" in listed
    answer = json.loads(newsroom.run("ask", "--json", SEIZED).stdout)
    assert answer["generation"] == listed.split()[0]
    assert newsroom.run("index", "--rollback", "--full").exit_code == 2


def test_one_article_is_told_as_one(newsroom: Newsroom) -> None:
    for name in ("guns.md", "odd.txt"):
        (newsroom.corpus / name).unlink()
    (newsroom.corpus / "bridge.md").write_text(
        "---\ntitle: A bridge\n---\n\nThe Humber Bridge was opened by the Queen on 17 July 1981."
    )
    assert "1 passage in generation" in newsroom.run("index").stdout
    assert "1 article, 1 passage" in newsroom.run("log").stdout.splitlines()[0]
    assert "ok: index: 1 article in generation" in newsroom.run("doctor").stdout
    (newsroom.corpus / "odd.txt").write_text("Odd\n\nIt was painted red by Ada Okafor in 1962.")
    assert newsroom.run("index").exit_code == 0
    assert "once more: 1 article." in newsroom.run("index", "--rollback").stdout


def test_where_going_back_ends_the_way_to_what_is_kept_is_told(newsroom: Newsroom) -> None:
    (newsroom.corpus / "new.txt").write_text("The ferry\n\nThe ferry to Grantley sails again.")
    assert newsroom.run("index").exit_code == 0
    before = json.loads(newsroom.run("log", "--json").stdout.splitlines()[0])["articles"]
    assert newsroom.run("index", "--rollback").exit_code == 0
    current, kept, gone = (json.loads(line) for line in newsroom.run("log", "--json").stdout.splitlines())
    assert [entry["state"] for entry in (current, kept, gone)] == ["current", "kept", "gone"]
    again = newsroom.run("index", "--rollback")
    assert again.exit_code == 2
    told = (
        f"No generation from before {gone['generation']} is kept, which {current['generation']} is once more."
    )
    assert told in again.stderr
    way = f"index --rollback {int(kept['generation'].partition('-')[0])}"
    assert f"Kept is {kept['generation']}, from after it: `pullquote {way}` goes to that." in again.stderr
    assert newsroom.run(*way.split()).exit_code == 0
    assert json.loads(newsroom.run("log", "--json").stdout.splitlines()[0])["articles"] == before
    # The one before is now that which was gone back to first.
    back = newsroom.run("index", "--rollback")
    assert f"is {gone['generation']} once more" in back.stdout


def test_a_damaged_generation_is_told_of_and_the_one_before_answers(newsroom: Newsroom) -> None:
    assert newsroom.run("index").exit_code == 0
    (newsroom.corpus / "new.txt").write_text("The ferry\n\nThe ferry to Grantley sails again.")
    assert newsroom.run("index").exit_code == 0
    newest = max((newsroom.data / "generations").iterdir())
    (newest / "vectors.faiss").write_bytes(b"x")
    asked = newsroom.run("ask", SEIZED)
    assert asked.exit_code == 0
    assert "386" in asked.stdout
    assert "is damaged" in " ".join(asked.stderr.split())
    assert newest.name in asked.stderr.replace("\n", "")


def test_the_doctor_notes_an_older_format_and_repairs_as_the_settings_say(newsroom: Newsroom) -> None:
    for number in range(3):
        (newsroom.corpus / "new.txt").write_text(
            f"The ferry\n\nThe ferry to Grantley sails {number} times a day."
        )
        assert newsroom.run("index", "--keep", "5").exit_code == 0
    folders = sorted((newsroom.data / "generations").iterdir())
    manifest = folders[-2] / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"format": 1}))
    (folders[-3] / "notes.txt").write_text("mine")
    said = " ".join(newsroom.run("doctor", "--repair", "--keep", "5").stdout.split())
    assert f"repair: removed {folders[-3].name}/notes.txt" in said
    assert f"note: generation {folders[-2].name} is of another format" in said
    assert "FAULT: generation" not in said
    assert sorted((newsroom.data / "generations").iterdir()) == folders


def test_what_is_unpacked_and_damaged_is_unpacked_anew_and_the_doctor_reads_it(newsroom: Newsroom) -> None:
    (unpacked,) = (newsroom.data / READERS).iterdir()
    whole = unpacked.read_bytes()
    for command, code in (("doctor", 2), ("ask", 0)):  # near-empty articles are a fault
        unpacked.unlink()  # it is linked: other tests read the same file
        unpacked.write_bytes(bytes(len(whole)))
        with newsroom.spawn(command, *([SEIZED] if command == "ask" else [])) as process:
            told, complaint = process.communicate(timeout=120)
        assert process.returncode == code, complaint
        assert ("ok: model: reads" if command == "doctor" else "386") in told
        assert unpacked.stat().st_size == len(whole)
        assert unpacked.read_bytes() == whole


def cut_off(file: Path) -> None:
    """Leave half of a file, which other tests may have linked."""
    content = file.read_bytes()
    file.unlink()
    file.write_bytes(content[: len(content) // 2])


@pytest.mark.parametrize(
    ("damaged", "kept", "faults"),
    [
        ("generations/*/catalogue.sqlite", 2, ["generation", "generation"]),
        ("generations/*/vectors.faiss", 1, ["generation"]),
        ("generations/000002-*/vectors.faiss", 2, ["generation"]),
        ("generations/000001-*/vectors.faiss", 2, ["generation"]),
        ("encoders/*/model.onnx", 2, ["encoder"]),
    ],
)
def test_each_fault_of_the_index_is_told_once_with_one_remedy_and_that_mends_it(
    newsroom: Newsroom, damaged: str, kept: int, faults: list[str]
) -> None:
    (newsroom.corpus / "odd.txt").unlink()  # near-empty, which is a fault of its own
    assert newsroom.run("index", "--keep", str(kept)).exit_code == 0
    files = sorted(newsroom.data.glob(damaged))
    assert len(files) == len(faults)
    for file in files:
        cut_off(file)
    examined = newsroom.run("doctor")
    assert examined.exit_code == 2
    told = [line for line in examined.stdout.splitlines() if line.startswith("FAULT")]
    assert [line.split(": ")[1] for line in told] == faults
    assert all(re.findall("`pullquote .*?`", line) == ["`pullquote doctor --repair`"] for line in told)
    mended = newsroom.run("doctor", "--repair")
    assert mended.exit_code == 0, mended.output
    assert "repair: " in mended.stdout
    assert "nothing to mend" not in mended.stdout
    asked = newsroom.run("ask", SEIZED)
    assert (asked.exit_code, asked.stderr) == (0, "")
    assert "386" in asked.stdout


@pytest.mark.parametrize("damaged", ["generations/*/catalogue.sqlite", "encoders/*/model.onnx"])
def test_what_a_question_advises_where_the_index_is_damaged_mends_it(
    newsroom: Newsroom, damaged: str
) -> None:
    for file in newsroom.data.glob(damaged):
        cut_off(file)
    asked = newsroom.run("ask", SEIZED)
    assert asked.exit_code == 2
    assert re.findall("`pullquote .*?`", asked.stderr) == ["`pullquote index`"]
    assert newsroom.run("index").exit_code == 0
    assert "386" in newsroom.run("ask", SEIZED).stdout
