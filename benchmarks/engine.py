"""How fast the engine is, as ratios measured side by side in one run: `python -m benchmarks.engine [--json]`.

Times on a busy machine mean little, ratios to what runs beside them a good deal. PULLQUOTE_MODELS may name a
folder of exported encoders; without one the encoder is exported first. It takes two or three minutes.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import numpy as np

from index import DEFAULT_MODEL, Archive, build
from index.articles import Article, article_files, read_article
from index.building.encoder import WEIGHTS, Encoder, export_folder
from index.building.export import load_model, open_encoder, quietly, trace
from index.building.keywords import build_keywords
from index.building.passages import Outline, passages, sentences
from index.building.processor import cores, instructions

ROOT = Path(__file__).parents[1]
WORDS = 105
"""In an encoded passage: about 140 tokens."""
ENCODED, BLOCKS = 300, 3
PASSAGES = 2_000
COLD_RUNS = 5
AT_ONCE, ROUNDS = 3, 5
QUESTIONS = (
    "how many guns were seized?",
    "when was the Humber Bridge opened?",
    "who won the final?",
    "how many people live in England and Wales?",
    "what did the telescope see?",
    "why were the tolls on the bridge abolished?",
    "how many passengers were carried in the first year?",
    "which boroughs had no gun murder?",
    "how many guns were seized in Manchester?",
    "what do the new trains look like?",
)


@dataclass(frozen=True)
class Measure:
    """One line of the result: what was measured, how it compares with what is wanted, and the raw figures."""

    name: str
    value: float
    unit: str
    wanted: str
    figures: dict[str, float]


def main() -> None:
    """Measure everything, then print it."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--json", action="store_true", help="print JSON")
    options.add_argument("--only", nargs="*", default=[], metavar="NAME", help=f"of: {', '.join(MEASURES)}")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="pullquote-benchmark-") as folder:
        bench = Bench(Path(folder), Path(os.environ.get("PULLQUOTE_MODELS") or Path(folder) / "models"))
        measured = [
            measure
            for name, measure_all in MEASURES.items()
            if name in (chosen.only or MEASURES)
            for measure in measure_all(bench)
        ]
    print(json.dumps([asdict(measure) for measure in measured], indent=2) if chosen.json else table(measured))


class Bench:
    """What the measurements share: the sample corpus's text, and a larger corpus recombined from it."""

    def __init__(self, folder: Path, models: Path) -> None:
        self.folder, self.models = folder, models
        self.encoder = open_encoder(DEFAULT_MODEL, models)
        self.articles = list(_articles(ROOT / "corpus"))
        self.paragraphs = [p for article in self.articles for p in article.text.split("\n\n")]
        self.chance = random.Random(2024)
        self._large: tuple[Path, Path, float] | None = None

    def news(self, words: int) -> str:
        """Paragraphs of the corpus in chance order, of that many words or a few more."""
        text = ""
        while len(text.split()) < words:
            text += self.chance.choice(self.paragraphs) + "\n\n"
        return text.strip()

    def passage(self) -> str:
        """News of WORDS words."""
        return " ".join(self.news(WORDS).split()[:WORDS])

    def large(self) -> tuple[Path, Path, float]:
        """A corpus of PASSAGES passages or a few more, its data folder, and the seconds that building it took."""
        if self._large is None:
            corpus, data, count = self.folder / "corpus", self.folder / "data", 0
            corpus.mkdir()
            for number in range(PASSAGES):
                text = self.news(500)
                (corpus / f"{number:04d}.md").write_text(
                    f"---\ntitle: Report {number} of the day\n---\n\n{text}\n"
                )
                count += len(passages(text, sentences(text)))
                if count >= PASSAGES:
                    break
            report = build(corpus, data, models=self.models)
            self._large = corpus, data, report.seconds
        return self._large


def _articles(corpus: Path) -> Iterator[Article]:
    for file in article_files(corpus):
        if isinstance(file, Path):
            yield read_article(file, corpus).article


def encoding(bench: Bench) -> list[Measure]:
    """Passages a second, and the likeness of the vectors, against SentenceTransformer.encode with its defaults."""
    model = load_model(DEFAULT_MODEL)
    texts = [bench.passage() for _ in range(ENCODED)]
    bench.encoder.encode_passages(texts[:4])
    model.encode(texts[:4])
    ours = theirs = 0.0
    for block in range(BLOCKS):
        part = texts[block::BLOCKS]
        ours += seconds(partial(bench.encoder.encode_passages, part))
        theirs += seconds(partial(model.encode, part))
    real = [
        Outline(article.text, cut).searched(article.title, passage)
        for article in bench.articles
        for cut in [sentences(article.text, article.headings, article.items)]
        for passage in passages(article.text, cut)
    ]
    cosines = (bench.encoder.encode_passages(real) * model.encode(real, normalize_embeddings=True)).sum(
        axis=1
    )
    tokens = statistics.mean(len(ids) for ids in model.tokenizer(texts)["input_ids"])
    figures = {"ours_per_s": ENCODED / ours, "theirs_per_s": ENCODED / theirs, "tokens": tokens}
    likeness = {"passages": len(real), "least": float(cosines.min())}
    return [
        Measure("encoding, against SentenceTransformer.encode", theirs / ours, "×", "≥ 3", figures),
        Measure("median cosine to it, on the corpus", float(np.median(cosines)), "", "≥ 0.99", likeness),
    ]


def forms(bench: Bench) -> list[Measure]:
    """Passages a second from the encoder's 8-bit export, against the 32-bit one that it is made of, by turns."""
    wide, model = bench.folder / "wide", load_model(DEFAULT_MODEL)
    shutil.copytree(export_folder(DEFAULT_MODEL, bench.models), wide)
    (wide / WEIGHTS).unlink()
    with quietly():
        trace(model, wide / WEIGHTS)
    exact, texts, took = (
        Encoder(wide),
        [bench.passage() for _ in range(ENCODED)],
        dict[Encoder, list[float]](),
    )
    for encoder in (bench.encoder, exact):
        encoder.encode_passages(texts[:4])
        took[encoder] = []
    for block in range(2 * BLOCKS):
        for encoder, times in took.items():
            times.append(seconds(partial(encoder.encode_passages, texts[block :: 2 * BLOCKS])))
    rates = {encoder: ENCODED / (2 * BLOCKS) / statistics.median(times) for encoder, times in took.items()}
    likeness = (bench.encoder.encode_passages(texts) * exact.encode_passages(texts)).sum(axis=1)
    figures = {
        "bytes_per_s": rates[bench.encoder],
        "floats_per_s": rates[exact],
        "cosine": float(np.median(likeness)),
    }
    name = f"8-bit encoding, against 32-bit, on {instructions() or 'an unknown processor'}"
    return [Measure(name, rates[bench.encoder] / rates[exact], "×", "> 1", figures)]


def warm(bench: Bench) -> list[Measure]:
    """A question to an open archive of PASSAGES passages."""
    with Archive.open(bench.large()[1]) as archive:
        count = archive.status().passages
        for question in QUESTIONS:
            archive.ask(question)
        times = [archive.ask(question).elapsed_ms for _ in range(5) for question in QUESTIONS]
    figures = {"p95_ms": float(np.quantile(times, 0.95)), "passages": count, "questions": len(times)}
    return [Measure("warm question, median", statistics.median(times), "ms", "< 150", figures)]


def together(bench: Bench) -> list[Measure]:
    """Three questions at once to an open archive, against one alone, by turns: in time, and in work for each.

    Threads that fight over cores work more: that shows on a busy machine, too. One question alone keeps several cores
    busy, so that on two of them three at once cannot take much less than three times as long.
    """
    with Archive.open(bench.large()[1]) as archive, ThreadPoolExecutor(AT_ONCE) as pool:
        for question in QUESTIONS:
            archive.ask(question)
        alone, at_once = list[Took](), list[Took]()
        for _ in range(ROUNDS):
            for start in range(0, len(QUESTIONS) - AT_ONCE + 1, AT_ONCE):
                some = QUESTIONS[start : start + AT_ONCE]
                alone.append(took(lambda some=some: [archive.ask(one) for one in some]))  # type: ignore[misc]
                at_once.append(took(lambda some=some: list(pool.map(archive.ask, some))))  # type: ignore[misc]
    ratio = statistics.median(
        three.seconds / (one.seconds / AT_ONCE) for three, one in zip(at_once, alone, strict=True)
    )
    work = statistics.median(three.work / one.work for three, one in zip(at_once, alone, strict=True))
    figures = {
        "at_once_s": statistics.median(each.seconds for each in at_once),
        "alone_s": statistics.median(each.seconds for each in alone) / AT_ONCE,
        "rounds": len(alone),
        "cores": cores(),
        "load": os.getloadavg()[0],
    }
    return [
        Measure("three questions at once, against one alone", ratio, "×", f"< {AT_ONCE}", figures),
        Measure("work for a question at once, against alone", work, "×", "< 1.1", {}),
    ]


def cold(bench: Bench) -> list[Measure]:
    """`pullquote ask` from process start to answer, against importing sentence_transformers, by turns."""
    data = bench.folder / "sample"
    build(ROOT / "corpus", data, models=bench.models)
    ask = ["-m", "bot", "--corpus", str(ROOT / "corpus"), "--data", str(data), "ask", QUESTIONS[0]]
    ours, theirs, python = [], [], []
    for _ in range(COLD_RUNS):
        ours.append(seconds(lambda: run(*ask)))
        theirs.append(seconds(lambda: run("-c", "import sentence_transformers")))
        python.append(seconds(lambda: run("-c", "")))
    own, other, bare = map(statistics.median, (ours, theirs, python))
    return [
        Measure("cold ask, against importing it", own / other, "×", "< 0.25", {"import_s": other}),
        Measure("cold ask, median", own, "s", "< 1.5", {"bare_python_s": bare, "runs": COLD_RUNS}),
    ]


def run(*arguments: str) -> None:
    """Run Python on these arguments; an answer or a refusal will do."""
    done = subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, check=False)
    if done.returncode not in (0, 1):
        sys.exit(done.stderr.decode())


def keywords(bench: Bench) -> list[Measure]:
    """Building the keyword index anew, which every build does."""
    texts = list(enumerate(bench.passage() for _ in range(PASSAGES)))
    took = seconds(lambda: build_keywords(bench.folder / "keywords", iter(texts)))
    return [Measure("keyword index", PASSAGES / took, "passages/s", "", {"seconds": took})]


def incremental(bench: Bench) -> list[Measure]:
    """One changed article among some hundreds, and none, against building them all."""
    corpus, data, full = bench.large()
    unchanged = build(corpus, data, models=bench.models).seconds
    file = next(islice(corpus.iterdir(), 1))
    file.write_text(file.read_text() + "\n\nNobody else was hurt.\n")
    changed = build(corpus, data, models=bench.models).seconds
    figures = {"full_s": full, "articles": len(list(corpus.iterdir()))}
    return [
        Measure(
            "build, one article changed, against all", changed / full, "×", "", {"s": changed, **figures}
        ),
        Measure("build, nothing changed, against all", unchanged / full, "×", "", {"s": unchanged}),
    ]


MEASURES: dict[str, Callable[[Bench], list[Measure]]] = {
    "cold": cold,
    "encoding": encoding,
    "forms": forms,
    "warm": warm,
    "together": together,
    "keywords": keywords,
    "incremental": incremental,
}


class Took(NamedTuple):
    """What something took, in seconds of the clock and, of all threads together, of processor cores."""

    seconds: float
    work: float


def took(work: Callable[[], object]) -> Took:
    """What it takes."""
    began, worked = time.perf_counter(), time.process_time()
    work()
    return Took(time.perf_counter() - began, time.process_time() - worked)


def seconds(work: Callable[[], object]) -> float:
    """How long it takes."""
    return took(work).seconds


def table(measured: Sequence[Measure]) -> str:
    """The measures as lines to read."""
    return "\n".join(
        f"{measure.name:<46}{measure.value:>10.3f} {measure.unit:<11}{measure.wanted:<8}"
        + ", ".join(f"{name} {value:,.4g}" for name, value in measure.figures.items())
        for measure in measured
    )


if __name__ == "__main__":
    main()
