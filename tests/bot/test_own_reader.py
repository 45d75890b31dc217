"""A reader of one's own, as the command has it: told of, exported once, named by status, calibrated."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.building import UNCALIBRATED
from bot.settings import load_settings
from index.evaluation.calibrate import Calibration, Level, save
from index.judging.confidence import CALIBRATION, STRICTNESSES, model_mark
from index.reading.own.description import read_description
from index.reading.own.scale import MarginScale
from tests.bot.conftest import SEIZED, Newsroom
from tests.index.reading.own.tiny import make_model

SEED = 2
"""Chance weights whose margins are not so wild that forty questions are too few to calibrate them."""
EXPORTING = "Exporting the reader {} to ONNX, once; this can take a minute.\n"


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The folder of a tiny reader. Write nothing there."""
    return str(make_model("mpnet", tmp_path_factory.mktemp("tiny") / "model", seed=SEED))


def mark_of(newsroom: Newsroom) -> str:
    (folder,) = (newsroom.data / "readers").glob("model-*")
    return read_description(folder).mark


def test_it_reads_and_is_told_of_until_it_is_calibrated(newsroom: Newsroom, model: str) -> None:
    asked = newsroom.run("ask", "--json", "--reader", model, SEIZED)
    told = f"The reader {model}: {UNCALIBRATED}.\n"
    assert asked.stderr == EXPORTING.format(model) + told
    answer = json.loads(asked.stdout)
    assert answer["quotes"] or answer["nearest"]
    assert newsroom.run("--reader", model, "ask", SEIZED).stderr == told

    status = newsroom.run("status", "--reader", model).stdout
    assert "model" in status.split("reader  ", 1)[1]
    assert "`pullquote calibrate QUESTIONS`" in " ".join(status.split())
    levels = tuple(Level(name, 0.1, 0.5, None, None) for name in STRICTNESSES)
    calibration = Calibration(levels, 9, 5, 9, "now")
    save(calibration, newsroom.data, reader=mark_of(newsroom), scale=MarginScale(0.5, 0.0))
    assert newsroom.run("ask", "--reader", model, SEIZED).stderr == ""
    assert "`pullquote" not in newsroom.run("status", "--reader", model).stdout


def test_without_one_the_packages_own_reads(newsroom: Newsroom) -> None:
    status = newsroom.run("status").stdout
    assert "reader      the package's own\n" in status
    assert not list((newsroom.data / "readers").glob("*/"))


def test_calibrate_fits_it_and_keeps_that_for_it_alone(
    newsroom: Newsroom, model: str, tmp_path: Path
) -> None:
    # No article has a word of these: search alone tells them from what can be answered.
    questions = [f"why did zebra {number} juggle kumquats?" for number in range(30, 50)]
    asked = [{"question": question, "answers": []} for question in questions]
    # A reader of chance weights may prefer either sentence.
    asked += [{"question": "when was the bridge opened?", "answers": ["17 July 1981", "1,410 metres"]}] * 20
    (tmp_path / "set.jsonl").write_text("\n".join(map(json.dumps, asked)))
    ran = newsroom.run("calibrate", "--json", "--reader", model, str(tmp_path / "set.jsonl"))
    assert ran.stderr == EXPORTING.format(model)
    assert ran.exit_code == 0, ran.stdout
    assert json.loads(ran.stdout)["written"] == str(newsroom.data / CALIBRATION)
    stored = json.loads((newsroom.data / CALIBRATION).read_text())
    assert stored["model"] == model_mark(mark_of(newsroom))
    assert stored["margins"][0] > 0
    assert "`pullquote" not in newsroom.run("status", "--reader", model).stdout


def test_a_reader_that_is_none_is_a_sentence(newsroom: Newsroom, tmp_path: Path) -> None:
    ran = newsroom.run("ask", "--reader", str(tmp_path / "nowhere"), SEIZED)
    assert ran.exit_code == 2
    assert "There is no reader in" in ran.stderr
    assert ran.stdout == ""


def test_the_setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PULLQUOTE_MODELS", raising=False)
    monkeypatch.setenv("PULLQUOTE_READER", "somebody/some-reader")
    settings = load_settings(data=tmp_path)
    assert settings.reader == "somebody/some-reader"
    assert settings.readers_folder == tmp_path / "readers"
    assert load_settings().readers_folder.parent == load_settings().models_folder.parent
    assert load_settings(reader="other").reader == "other"
