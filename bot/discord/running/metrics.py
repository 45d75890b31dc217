"""What the bot counts, for Prometheus; served only if the settings name a port."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, start_http_server

from index.answers import Answer
from index.errors import PullquoteError

if TYPE_CHECKING:
    from bot.discord.running.client import Client

LOOPBACK = "127.0.0.1"


class PortTaken(PullquoteError):
    """The port for metrics cannot be opened on its address."""


class Metrics:
    """One bot's figures, in a registry of their own; they outlive a restart of the client."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.questions = Counter(
            "pullquote_questions",
            "Questions answered or refused.",
            ["surface", "status"],
            registry=self.registry,
        )
        self.turned_away = Counter(
            "pullquote_turned_away", "Questions not taken, and why.", ["why"], registry=self.registry
        )
        self.failures = Counter(
            "pullquote_failures", "Answers that could not be made or delivered.", registry=self.registry
        )
        self.latency = Histogram(
            "pullquote_answer_seconds",
            "From taking a question to delivering its answer.",
            buckets=(0.05, 0.1, 0.2, 0.5, 1, 2, 3, 5, 10, 30, 60, math.inf),
            registry=self.registry,
        )
        self._in_flight = Gauge(
            "pullquote_in_flight", "Questions being answered or waiting.", registry=self.registry
        )
        self._waiting = Gauge("pullquote_queue", "Questions waiting for their turn.", registry=self.registry)
        self._age = Gauge(
            "pullquote_generation_age_seconds", "Since the index in use was built.", registry=self.registry
        )
        self._gateway = Gauge(
            "pullquote_gateway_latency_seconds", "Between a heartbeat and its reply.", registry=self.registry
        )

    def watch(self, client: Client) -> None:
        """Read the gauges from this client from now on."""
        self._in_flight.set_function(lambda: client.desk.inside)
        self._waiting.set_function(lambda: client.desk.waiting)
        self._age.set_function(lambda: generation_age(client))
        self._gateway.set_function(lambda: client.latency if client.shards else math.nan)

    def answered(self, surface: str, answer: Answer) -> None:
        self.questions.labels(surface, answer.status).inc()

    @contextmanager
    def timed(self) -> Iterator[None]:
        """Observe how long the block takes, if it succeeds."""
        began = time.perf_counter()
        yield
        self.latency.observe(time.perf_counter() - began)

    @contextmanager
    def serve(self, port: int | None, address: str = LOOPBACK) -> Iterator[None]:
        """Answer Prometheus on a port of an address while the block runs; with None, do nothing. Raises PortTaken."""
        if port is None:
            yield
            return
        try:
            server, thread = start_http_server(port, address, self.registry)
        except OSError as error:
            raise PortTaken(
                f"The port {port} for metrics cannot be opened on {address} ({error.strerror}). Set "
                "PULLQUOTE_DISCORD__METRICS_PORT or PULLQUOTE_DISCORD__METRICS_ADDRESS to another one, or leave "
                "them out."
            ) from error
        try:
            yield
        finally:
            server.shutdown()
            server.server_close()
            thread.join()


def generation_age(client: Client) -> float:
    """Seconds since the index in use was built."""
    built = datetime.fromisoformat(client.whole_archive.status().built_at)
    return (datetime.now(UTC) - (built if built.tzinfo else built.replace(tzinfo=UTC))).total_seconds()
