"""Fit the judge: ask question sets over real articles, see which quotes are right, regress, choose thresholds.

    python -m training.judge collect WORK --news CORPUS SET.jsonl ... --squad TUNE.json.gz [--questions N] [--few] \\
        [--pages]
    python -m training.judge read WORK [--careful FOLDER]
    python -m training.judge fit WORK [--out index/models/judge.json]

`collect` asks, with the quick reader in the package, `read` lets a careful reader (the packaged one, if no other is
named) read the best quotes, `fit` prints held-out figures, with each signal left out in turn, and writes the model.
With `--few` a question is asked, by chance, of all articles or of one, three or ten of them, as somebody with a small
folder would; with `--pages` the questions on written pages that are held back (`training.written`) are asked, too. A
set's line is {"question" or "say", "answers", "kind", "day"}; no answers where a refusal is right. Claims and topics
are left out.
"""

from __future__ import annotations

import argparse
import json
import pickle
import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from index import Archive, build
from index.building.encoder import ENCODERS
from index.evaluation.ablation import KEPT
from index.evaluation.fitting import Asked, Held, fit, held_out
from index.evaluation.metrics import auroc
from index.evaluation.questions import Question as Wanted
from index.evaluation.questions import sample
from index.evaluation.rightness import is_right
from index.evaluation.squad import squad_corpus
from index.judging.signals import signals_of
from index.reading.careful import CarefulReader
from index.reading.citing import quote_of
from index.reading.closely import read_carefully
from index.reading.evidence import Evidence
from index.reading.own.description import READERS
from index.reading.reader import MODELS
from training import written
from training.passage import read_lines

LEFT_OUT = ("claim", "topic", "topic-absent", "meta")
FEW = "-few"


@dataclass(frozen=True, slots=True)
class Collected:
    """A question asked, and its evidence."""

    source: str
    kind: str
    group: str
    answerable: bool
    question: str
    evidence: list[Evidence]
    right: list[bool]


def main(arguments: list[str] | None = None) -> None:
    """Read the arguments and do one step."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    steps = parser.add_subparsers(dest="step", required=True)
    collecting = steps.add_parser("collect")
    collecting.add_argument("work", type=Path)
    collecting.add_argument("--news", type=Path, nargs="+", default=[], help="a corpus folder, then sets")
    collecting.add_argument("--squad", type=Path)
    collecting.add_argument("--questions", type=int, default=1200)
    collecting.add_argument(
        "--few", action="store_true", help="ask half of them of one, three or ten articles"
    )
    collecting.add_argument("--pages", action="store_true", help="ask of written pages, too")
    reading = steps.add_parser("read")
    reading.add_argument("work", type=Path)
    reading.add_argument("--careful", type=Path, default=MODELS, help="folder of the careful reader")
    fitting = steps.add_parser("fit")
    fitting.add_argument("work", type=Path)
    fitting.add_argument("--out", type=Path)
    given = parser.parse_args(arguments)
    if given.step == "collect":
        collect(given.work, given.news, given.squad, given.questions, few=given.few, pages=given.pages)
    elif given.step == "read":
        read_again(given.work, given.careful)
    else:
        fit_and_tell(given.work, given.out)


def collect(
    work: Path,
    news: Sequence[Path],
    squad: Path | None,
    questions: int,
    *,
    few: bool,
    pages: bool,
) -> None:
    """Ask all questions and keep what was found."""
    work.mkdir(parents=True, exist_ok=True)
    rows: list[Collected] = []
    if news:
        rows += _asked_of("news", news[0], work / "news", list(_news_questions(news[1:])), few=few)
    if squad:
        drawn = sample(squad_corpus(squad, work / "squad-corpus"), questions, 0)
        asked = [(one, "squad", one.article or "") for one in drawn]
        rows += _asked_of("squad", work / "squad-corpus", work / "squad", asked, few=few)
    if pages:
        held = written.pages(read_lines(written.QUESTIONS), work / "pages-corpus")
        asked = [(one, kind, one.article or "") for one, kind in held]
        rows += _asked_of("pages", work / "pages-corpus", work / "pages", asked, few=few)
    (work / "careful.pickle").unlink(missing_ok=True)  # what was read of other evidence
    (work / "collected.pickle").write_bytes(pickle.dumps(rows))


def _news_questions(sets: Sequence[Path]) -> Iterator[tuple[Wanted, str, str]]:
    for file in sets:
        for line in file.read_text(encoding="utf-8").splitlines():
            row: dict[str, Any] = json.loads(line)
            kind = row.get("kind", "plain")
            if "turns" not in row and kind not in LEFT_OUT:
                text = row.get("question") or row["say"]
                yield Wanted(text, tuple(row["answers"])), kind, row.get("day") or row["id"]


def _asked_of(
    source: str, corpus: Path, data: Path, asked: Sequence[tuple[Wanted, str, str]], *, few: bool
) -> list[Collected]:
    """Every question with its evidence; with `few` half of them out of some articles, as the source "SOURCE-few".

    These are an index of their own, as somebody with a small folder has it: how rare a word is, it tells otherwise.
    """
    build(corpus, data)
    rows = []
    rng, coin = random.Random(1), random.Random(2)
    with Archive.open(data) as archive:
        ids = sorted(article.id for article in archive.articles())
        for number, (wanted, kind, group) in enumerate(asked, 1):
            some = _few(ids, wanted, group, rng)
            if few and coin.random() < 0.5:
                of = source + FEW
                with _small(corpus, some, data) as small:
                    evidence = small.gathered(wanted.text, carefully=False)
            else:
                of, evidence = source, archive.gathered(wanted.text, carefully=False)
            right = [bool(wanted.answers) and is_right(quote_of(item), wanted) for item in evidence]
            rows.append(Collected(of, kind, group, bool(wanted.answers), wanted.text, evidence, right))
            if number % 100 == 0:
                print(source, number, "of", len(asked), flush=True)
    return rows


@contextmanager
def _small(corpus: Path, files: Sequence[str], data: Path) -> Iterator[Archive]:
    """An index of some articles of a corpus alone, with the encoder and the unpacked readers of the index of all."""
    with tempfile.TemporaryDirectory() as folder:
        some, own = Path(folder) / "corpus", Path(folder) / "data"
        some.mkdir()
        for file in files:
            shutil.copy(corpus / file, some)
        build(some, own, models=data / ENCODERS)
        with Archive.open(own, readers=data / READERS) as archive:
            yield archive


def _few(ids: Sequence[str], wanted: Wanted, group: str, rng: random.Random) -> list[str]:
    """One, three or ten articles that lie side by side; the question's own among them, where it has one."""
    own = wanted.article or f"{group}.md"
    place = ids.index(own) if own in ids else rng.randrange(len(ids))
    size = rng.choice((1, 3, 10))
    first = max(0, min(place - rng.randrange(size), len(ids) - size))
    return list(ids[first : first + size])


def read_again(work: Path, folder: Path) -> None:
    """Let the careful reader in a folder read the best quotes: keep its margins, and the spans that it likes best."""
    reader = CarefulReader.of(folder, work)
    if reader is None:
        raise SystemExit(f"{folder} holds no careful reader")
    rows: list[Collected] = pickle.loads((work / "collected.pickle").read_bytes())
    read = []
    for number, row in enumerate(rows, 1):
        read.append(read_carefully(row.question, row.evidence, reader))
        if number % 100 == 0:
            print(number, "of", len(rows), flush=True)
    kept = [[(item.careful, item.span, item.margin) for item in of] for of in read]
    (work / "careful.pickle").write_bytes(pickle.dumps(kept))


def rows_of(work: Path, *, careful: bool) -> tuple[list[Collected], list[Asked], list[str]]:
    """The questions, their evidence as columns of signals, and the columns' names."""
    rows: list[Collected] = pickle.loads((work / "collected.pickle").read_bytes())
    file = work / "careful.pickle"
    found = [[(None, item.span, item.margin) for item in row.evidence] for row in rows]
    readings = pickle.loads(file.read_bytes()) if careful else found
    names: list[str] = []
    asked = []
    sources = Counter(_corpus(row) for row in rows)
    for row, read in zip(rows, readings, strict=True):
        evidence = [
            replace(item, careful=again, span=span, margin=margin)
            for item, (again, span, margin) in zip(row.evidence, read, strict=True)
        ]
        signals = signals_of(evidence)
        names = names or sorted(signals[0])
        best = sorted(range(len(evidence)), key=lambda n: -evidence[n].worth)[:KEPT]
        columns = np.array([[signals[n][name] for name in names] for n in best]).reshape(-1, len(names))
        asked.append(
            Asked(
                question=row.question,
                kind=f"{row.source} {row.kind}",
                answerable=row.answerable,
                group=row.group,
                names=tuple(names),
                signals=columns,
                right=np.array([row.right[n] for n in best], dtype=np.bool_),
                weight=len(rows) / len(sources) / sources[_corpus(row)],
            )
        )
    return rows, asked, names


def _corpus(row: Collected) -> str:
    return row.source.removesuffix(FEW)


def fit_and_tell(work: Path, out: Path | None) -> None:
    """Print what each set of signals gives to questions that the fit has not seen; write the model."""
    fitted: dict[str, Any] = {}
    for name, careful in (("quick", False), ("both", True)):
        if careful and not (work / "careful.pickle").is_file():
            continue
        _, asked, names = rows_of(work, careful=careful)
        every = list(range(len(names)))
        print(f"\n{name}: {len(asked)} questions")
        _tell("all signals", asked, held_out(asked, every))
        for place, left_out in enumerate(names):
            _tell(f"without {left_out}", asked, held_out(asked, [n for n in every if n != place]))
        model = fit(asked, every)
        held = held_out(asked, every)
        coefficients = dict(zip(names, model.coefficients.tolist(), strict=True))
        fitted[name] = written_out(model.intercept, coefficients) | {"thresholds": thresholds_of(asked, held)}
        print(json.dumps(fitted[name], indent=2))
    fitted.setdefault("both", fitted["quick"])
    if out:
        out.write_text(json.dumps(fitted, indent=2) + "\n", encoding="utf-8")


def written_out(intercept: float, coefficients: Mapping[str, float]) -> dict[str, Any]:
    """A fit as its file has it."""
    rounded = {name: round(value, 4) for name, value in coefficients.items()}
    return {"intercept": round(intercept, 4), "coefficients": rounded}


def _tell(name: str, asked: Sequence[Asked], held: Held) -> None:
    """A line: of each source, first right of answerable, right at the best threshold, coverage, area under ROC."""
    parts = []
    for source in sorted({one.kind.split()[0] for one in asked}):
        of = np.array([one.kind.split()[0] == source for one in asked])
        answerable = np.array([one.answerable for one in asked])[of]
        right, probability = held.right[of], held.probability[of]
        order = np.argsort(-probability)
        # Answering the n surest: those right, and of the others those that have no answer.
        ended = np.concatenate([[0], np.cumsum(np.where(right[order], 1, -(~answerable[order]).astype(int)))])
        best = int(ended.max() + (~answerable).sum())
        precision = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
        covered = [
            100 * (np.flatnonzero(precision >= least).max(initial=-1) + 1) / len(order)
            for least in (0.8, 0.85, 0.9)
        ]
        area = float(auroc(np.ones((1, len(right))), probability, right)[0])
        parts.append(
            f"{source}: first {right.sum()}/{answerable.sum()} right {best}/{len(order)} "
            f"cover {covered[0]:.0f} {covered[1]:.0f} {covered[2]:.0f} % auc {area:.3f}"
        )
    print(f"{name:34} {' | '.join(parts)}", flush=True)


WRONG, LEVEL = 0.25, 0.005
"""What a wrong answer costs beside what a right end gains; how far under the best a threshold counts as good as it."""


def thresholds_of(asked: Sequence[Asked], held: Held) -> dict[str, float]:
    """The probabilities from which to answer, every source counting the same.

    Normal: the middle of those that end about as many questions right, less WRONG for every wrong answer, as the best
    one does; strict and lenient: the lowest from which 90 % and 65 % of the answers are right.
    """
    weights = np.array([one.weight for one in asked])
    answerable = np.array([one.answerable for one in asked])
    order = np.argsort(-held.probability)
    right, shared = held.right[order], weights[order] / weights.sum()
    spoilt = 1.0 * ~answerable[order]
    gains = np.cumsum(shared * np.where(right, 1.0, -spoilt - WRONG))
    precision = np.cumsum(shared * right) / np.cumsum(shared)

    def at(place: int) -> float:
        return round(float(held.probability[order][place]), 3)

    def reaching(least: float) -> int:
        return int(np.flatnonzero(precision >= least).max(initial=0))

    good = np.flatnonzero(gains >= gains.max() - LEVEL)
    normal = (held.probability[order][good[0]] + held.probability[order][good[-1]]) / 2
    return {"strict": at(reaching(0.9)), "normal": round(float(normal), 3), "lenient": at(reaching(0.65))}


if __name__ == "__main__":
    main()
