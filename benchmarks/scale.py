"""How cost grows with the number of articles: `python -m benchmarks.scale --news FILE [--articles 1000 5000 20000]`.

FILE is a .jsonl.gz of days, {"date", "items": [{"text", "topic"}]} (Wikipedia's Current events portal); its items make
articles of ITEMS paragraphs, repeated with other names and numbers where there are not enough. Each build runs in a
process of its own, so that its processor time and its memory are its own.

With `--encoder stub`, the default, vectors come from a stub that adds up random vectors of a text's tokens: what is
measured is then everything but the encoder, whose own speed is printed apart (`--encoder real` builds with it, which
takes hours for the largest). With the stub, which knows no meaning, a question is searched and read and no more, and
what is asked, one after another, while all is built once more are searches. `--resembling N` adds a corpus in which
every article shares paragraphs with every other.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import cycle, islice
from pathlib import Path

import numpy as np

from benchmarks.engine import seconds
from benchmarks.stub_encoder import STUB, write_stub_encoder
from index import DEFAULT_MODEL, Archive
from index.building import generations
from index.building.export import open_encoder

ROOT = Path(__file__).parents[1]
ITEMS = 12
"""Paragraphs of an article: about as many passages."""
LARGEST = 350_000
QUESTIONS = 60
SHARED = 6
"""Paragraphs that articles of a resembling corpus share, of twice as many."""


@dataclass(frozen=True)
class Step:
    """One build in a process of its own: seconds on the clock and of the processor, and the most memory, in MB."""

    seconds: float
    cpu: float
    memory: float


@dataclass(frozen=True)
class During:
    """Questions asked while all was built anew in another process, and just before.

    Milliseconds as median and p95; `longest` has the opening of the new generation in it, unless another was longer.
    """

    questions: int
    errors: int
    quiet: tuple[float, float]
    building: tuple[float, float]
    longest: float

    @property
    def ratios(self) -> tuple[float, float]:
        """How many times as long as usual they took, by the median and by p95."""
        return self.building[0] / self.quiet[0], self.building[1] / self.quiet[1]


@dataclass(frozen=True)
class Rung:
    """What one size of corpus costs. Times are seconds; `search` and `ask` are milliseconds, median and p95."""

    name: str
    articles: int
    passages: int
    full: Step
    one_added: Step
    one_changed: Step
    one_removed: Step
    nothing: Step
    megabytes: dict[str, float]
    search: tuple[float, float]
    ask: tuple[float, float]
    during: During


def main() -> None:
    """Climb from the smallest corpus to the largest and print what each costs."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--news", type=Path, required=True, help="days of news, .jsonl.gz")
    options.add_argument("--articles", type=int, nargs="*", default=[1_000, 5_000, 20_000])
    options.add_argument("--largest", action="store_true", help=f"also {LARGEST:,} passages")
    options.add_argument("--resembling", type=int, nargs="*", default=[], metavar="N")
    options.add_argument("--encoder", choices=("stub", "real"), default="stub")
    options.add_argument("--json", action="store_true", help="print JSON")
    chosen = options.parse_args()
    sizes = [*chosen.articles, *([LARGEST // ITEMS] if chosen.largest else [])]
    rungs = []
    with tempfile.TemporaryDirectory(prefix="pullquote-scale-") as folder:
        models = Path(os.environ.get("PULLQUOTE_MODELS") or Path(folder) / "models")
        model = STUB if chosen.encoder == "stub" else DEFAULT_MODEL
        print(f"the encoder itself: {encoder_speed(models, chosen.news):.1f} passages a second", flush=True)
        for name, size in [("news", size) for size in sizes] + [("resembling", n) for n in chosen.resembling]:
            make = resembling if name == "resembling" else articles
            with tempfile.TemporaryDirectory(dir=folder) as place:
                rungs.append(climb(name, make(chosen.news, size + 1), size, Path(place), models, model))
            print(line(rungs[-1]), flush=True)
    if chosen.json:
        print(json.dumps([asdict(rung) for rung in rungs], indent=2))


def encoder_speed(models: Path, news: Path) -> float:
    """Passages a second that the real encoder makes of these news."""
    encoder = open_encoder(DEFAULT_MODEL, models)
    texts = [text for text, _ in islice(_items(news), 200)]
    encoder.encode_passages(texts[:8])
    return len(texts) / seconds(lambda: encoder.encode_passages(texts))


def _items(news: Path) -> Iterator[tuple[str, str]]:
    """Each item's text and date, in a fixed order that mixes years."""
    with gzip.open(news, "rt", encoding="utf-8") as lines:
        items = [(item["text"], day["date"]) for day in map(json.loads, lines) for item in day["items"]]
    random.Random(1).shuffle(items)
    yield from items


def articles(news: Path, count: int) -> Iterator[str]:
    """So many files of ITEMS paragraphs each; after the first time round, names and numbers are others."""
    items = list(_items(news))
    at, turn = 0, 0
    names = sorted({name for text, _ in items[:20_000] for name in _NAME.findall(text)})
    for number in range(count):
        if at + ITEMS > len(items):
            at, turn = 0, turn + 1
            random.Random(turn).shuffle(items)
        chosen, at = items[at : at + ITEMS], at + ITEMS
        chance = random.Random(f"{number}")
        parts = [text if not turn else _renamed(text, names, chance) for text, _ in chosen]
        yield _file(f"News of the day {number}", chosen[0][1], parts)


_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{2,}")
_FIGURE = re.compile(r"\d{2,}")


def _renamed(text: str, names: Sequence[str], chance: random.Random) -> str:
    text = _NAME.sub(lambda _: chance.choice(names), text)
    return _FIGURE.sub(
        lambda found: str(chance.randrange(10 ** (len(found.group()) - 1), 10 ** len(found.group()))), text
    )


def resembling(news: Path, count: int) -> Iterator[str]:
    """So many files that share half of their paragraphs with all others, as reports made from one form do."""
    items = [text for text, _ in islice(_items(news), 20_000)]
    form = items[:SHARED]
    for number in range(count):
        chance = random.Random(number)
        own = [chance.choice(items) for _ in range(SHARED)]
        parts = [part for pair in zip(form, own, strict=True) for part in pair]
        yield _file(f"Report {number}", "2020-01-01", parts)


def _file(title: str, date: str, parts: Sequence[str]) -> str:
    return f"---\ntitle: {title}\npublisher: Scale News\ndate: {date}\n---\n\n" + "\n\n".join(parts) + "\n"


def climb(name: str, files: Iterator[str], size: int, place: Path, models: Path, model: str) -> Rung:
    """Build a corpus of so many articles, add one, change one, remove one; then search it."""
    corpus, data = place / "corpus", place / "data"
    for number, content in enumerate(islice(files, size)):
        folder = corpus / f"{number // 1000:03}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{number:06}.md").write_text(content, encoding="utf-8")
    if model == STUB:
        write_stub_encoder(data, models)
    full = step(corpus, data, models, model)
    added = corpus / "added.md"
    added.write_text(next(files), encoding="utf-8")
    one_added = step(corpus, data, models, model)
    added.write_text(added.read_text(encoding="utf-8") + "\nNobody else was hurt.\n", encoding="utf-8")
    one_changed = step(corpus, data, models, model)
    added.unlink()
    one_removed = step(corpus, data, models, model)
    nothing = step(corpus, data, models, model)
    folder = generations.require_current(data)
    manifest = generations.read_manifest(folder)
    sizes: dict[str, float] = {}
    for file, count in manifest.files.items():
        part = file.split("/")[0].split(".")[0]
        sizes[part] = round(sizes.get(part, 0) + count / 1e6, 1)
    steps = full, one_added, one_changed, one_removed, nothing
    questions = questions_on(corpus)
    search, ask = latency(data, questions, asking=model != STUB)
    during = during_a_build(corpus, data, models, model, questions)
    return Rung(name, size, manifest.passages, *steps, sizes, search, ask, during)


def step(corpus: Path, data: Path, models: Path, model: str) -> Step:
    """One build, in a process of its own."""
    return _built(_building(corpus, data, models, model))


def _building(
    corpus: Path, data: Path, models: Path, model: str, *, full: bool = False
) -> subprocess.Popen[str]:
    code = (
        "import json, resource, sys, time; from pathlib import Path; began = time.perf_counter(); "
        "from bot.building import give_way; from index import build; corpus, data, models, model, full = sys.argv[1:]; "
        "give_way() if full == 'full' else None; "
        "build(Path(corpus), Path(data), models=Path(models), model=model, full=full == 'full'); "
        "used = resource.getrusage(resource.RUSAGE_SELF); status = Path('/proc/self/status').read_text(); "
        "most = int(status.partition('VmHWM:')[2].split()[0]) / 1e3; "  # ru_maxrss would be the parent's, too
        "print(json.dumps([time.perf_counter() - began, used.ru_utime + used.ru_stime, most]))"
    )
    arguments = [str(corpus), str(data), str(models), model, "full" if full else "as needed"]
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _built(building: subprocess.Popen[str]) -> Step:
    """What a build took, once it is done; where it failed, the benchmark ends with its error."""
    out, errors = building.communicate()
    if building.returncode:
        sys.exit(errors)
    return Step(*json.loads(out))


def during_a_build(corpus: Path, data: Path, models: Path, model: str, questions: Sequence[str]) -> During:
    """Ask one question after another while all is built anew, until the new generation has answered one.

    The build gives way as that of `pullquote index` does.
    """
    with Archive.open(data) as archive:

        def search(question: str) -> object:
            archive.refresh()  # as a question does
            return archive.retrieve(question)

        ask = search if model == STUB else archive.ask
        quiet = _times(ask, questions)
        before, building = archive.generation, _building(corpus, data, models, model, full=True)
        times: list[float] = []
        errors = 0
        for question in cycle(questions):
            ended = building.poll() is not None
            try:
                times.append(_milliseconds(lambda q=question: ask(q)))
            except Exception:  # noqa: BLE001  (whatever it is, it is counted)
                errors += 1
            if ended:
                break
        _built(building)
        if archive.generation == before:
            sys.exit("The generation that was built while questions were asked answered none.")
    return During(len(times) + errors, errors, _spread(quiet), _spread(times), round(max(times), 1))


def questions_on(corpus: Path) -> list[str]:
    """Questions in the words of some articles."""
    chance = random.Random(3)
    files = sorted(corpus.rglob("*.md"))
    questions = []
    for file in chance.sample(files, min(QUESTIONS, len(files))):
        words = chance.choice(file.read_text(encoding="utf-8").split("\n\n")[1:]).split()
        questions.append("what is known of " + " ".join(words[:8]) + "?")
    return questions


def latency(
    data: Path, questions: Sequence[str], *, asking: bool
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Milliseconds of a search and of a whole question, each as median and p95.

    Without `asking`, a question is searched and read by both readers, but not heard, judged or answered.
    """
    with Archive.open(data) as archive:
        searched = _times(archive.retrieve, questions)
        asked = _times(archive.ask if asking else archive.gathered, questions)
    return _spread(searched), _spread(asked)


def _times(ask: Callable[[str], object], questions: Sequence[str]) -> list[float]:
    """Milliseconds of each question, after a few that warm what answers them."""
    return [_milliseconds(lambda q=q: ask(q)) for q in [*questions[:5], *questions]][5:]


def _milliseconds(work: object) -> float:
    began = time.perf_counter()
    work()  # type: ignore[operator]
    return 1000 * (time.perf_counter() - began)


def _spread(times: Sequence[float]) -> tuple[float, float]:
    return round(statistics.median(times), 1), round(float(np.quantile(times, 0.95)), 1)


def line(rung: Rung) -> str:
    """A rung to read."""
    full, one = rung.full, rung.one_added
    steps = {"added": one, "changed": rung.one_changed, "removed": rung.one_removed, "none": rung.nothing}
    speed = rung.passages / full.seconds
    lines = [f"{rung.name}, {rung.articles:,} articles, {rung.passages:,} passages"]
    lines.append(f"  all: {_told(full)}; {speed:.0f} passages a second")
    lines += [
        f"  one {what}: {_told(took)}; {took.cpu / full.cpu:.2%} of all" for what, took in steps.items()
    ]
    lines.append(f"  {sum(rung.megabytes.values()):.1f} MB on disk: {rung.megabytes}")
    lines.append(f"  searched in {rung.search[0]:.1f} / {rung.search[1]:.1f} ms, median / p95")
    lines.append(f"  asked (with the stub: searched and read) in {rung.ask[0]:.0f} / {rung.ask[1]:.0f} ms")
    during = rung.during
    lines.append(
        f"  while all is built anew: {during.questions:,} questions, {during.errors} errors; "
        f"{during.building[0]:.1f} / {during.building[1]:.1f} ms for {during.quiet[0]:.1f} / {during.quiet[1]:.1f} "
        f"before it, {during.ratios[0]:.1f} and {during.ratios[1]:.1f} times; the longest {during.longest:.1f}"
    )
    return "\n".join(lines)


def _told(took: Step) -> str:
    return f"{took.seconds:.2f} s, {took.cpu:.2f} s of processor, {took.memory:.0f} MB"


if __name__ == "__main__":
    main()
