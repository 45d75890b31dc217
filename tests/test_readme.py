"""The README's examples, run as they stand, and where it and the others lead."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture
def fresh_clone(tmp_path: Path, models: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the sample corpus, where nothing was asked yet."""
    (tmp_path / "corpus").symlink_to(ROOT / "corpus")
    for name in [name for name in os.environ if name.startswith("PULLQUOTE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PULLQUOTE_MODELS", str(models))
    monkeypatch.setenv("PULLQUOTE_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_answers_shown_are_the_answers_given(fresh_clone: Path) -> None:
    (example,) = [block for block in _blocks("console") if "Manchester" in block]
    turns = re.findall(r"^\$ pullquote (.*)\n((?:(?!\$ ).*\n)*)", example, re.MULTILINE)
    assert len(turns) == 2
    for arguments, shown in turns:
        command = [sys.executable, "-m", "bot", *shlex.split(arguments)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        assert done.stdout == shown, done.stderr


def test_the_python_example_runs(fresh_clone: Path) -> None:
    (example,) = _blocks("python")
    done = subprocess.run(
        [sys.executable, "-c", example], capture_output=True, text=True, timeout=300, check=False
    )
    assert (done.returncode, done.stdout) == (0, "answered 386\n"), done.stderr


def test_every_command_is_in_the_readme() -> None:
    from bot.cli import SUBCOMMANDS

    table = " ".join(re.findall(r"^\| (`.*?) \|", README, re.MULTILINE))
    assert set(SUBCOMMANDS) <= set(re.findall(r"`(\w+)", table))


@pytest.mark.parametrize(
    "page", sorted({"README.md", *re.findall(r"\]\(([^):#]+\.md)", README)}), ids=lambda page: page
)
def test_every_link_to_a_file_leads_to_it(page: str) -> None:
    path = ROOT / page
    for link in re.findall(r"\]\(([^):]+)\)", path.read_text(encoding="utf-8")):
        name, _, heading = link.partition("#")
        target = path.parent / name if name else path
        assert target.exists(), link
        assert not heading or heading in _headings(target), link


def _headings(page: Path) -> set[str]:
    """The marks that GitHub gives to a page's headings."""
    titles = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def _blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
