"""How long each stage of answering a question took."""

from __future__ import annotations

from dataclasses import replace
from time import perf_counter

from index.answers import Answer


class Stopwatch:
    """Runs from when it is made; each lap ends a stage. `stages_ms` are milliseconds by the stage's name, in order."""

    def __init__(self) -> None:
        self.stages_ms: dict[str, float] = {}
        self._since = perf_counter()

    def lap(self, stage: str) -> None:
        """End a stage: its time counts from the lap before. A stage that comes twice has the time of both."""
        now = perf_counter()
        self.stages_ms[stage] = self.stages_ms.get(stage, 0.0) + (now - self._since) * 1000
        self._since = now

    def timed(self, answer: Answer) -> Answer:
        """The answer with what it took, stage by stage and together."""
        explanation = replace(answer.explanation, stages_ms=dict(self.stages_ms))
        return replace(answer, elapsed_ms=sum(self.stages_ms.values()), explanation=explanation)
