"""Every metric of a service, each with its meaning; a remedy where the number alone does not say it."""

import math
from collections.abc import Sequence

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import choose_encoder

from shared.contract import Missed
from shared.inbox.batch import Taken
from shared.telemetry.context import exemplar
from shared.write.session import Written

Exemplar = dict[str, str] | None
"""The span of one of the things that a metric counts, if it is recorded."""


class Metrics:
    """The metrics of one process, in a registry of their own."""

    def __init__(self, service: str) -> None:
        self.registry = CollectorRegistry()
        self._const = {"service": service}
        # Messages of our partitions that were not taken in yet. Grows: too few replicas, or a stall.
        self.lag = self._gauge("netral_consumer_lag_events", "Events not yet taken in")
        # Events in the ledger that Kafka does not have. Grows: Kafka is away, or a long transaction.
        self.unpublished = self._gauge("netral_unpublished_events", "Events not yet published")
        self.oldest = self._gauge("netral_unpublished_oldest_seconds", "Age of the oldest unpublished event")
        # Events that wait for another event. Stays: its source does not answer the feed.
        self.waiting = self._gauge("netral_waiting_events", "Events that wait for another event")
        # Events that this code cannot apply. Any: `netral dlq list`.
        self.dead_letters = self._gauge("netral_dead_letters", "Open dead letters")
        # Rewritten, cut or dropped history of another service. Any: `netral verify`, then people.
        self.discrepancies = self._gauge("netral_ledger_discrepancies", "Broken foreign history")
        # Cases past their limit, and near it. `GET /v1/cases` shows them first.
        self.past_limit = self._gauge("netral_cases_past_limit", "Cases whose limit was missed")
        self.near_limit = self._gauge("netral_cases_near_limit", "Cases whose limit approaches")
        self.handling = Histogram(
            "netral_handling_seconds",
            "Time to take in one batch, commit included",
            ["service"],
            registry=self.registry,
            buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
        ).labels(service)
        self.events = Counter(
            "netral_taken_in_events",
            "Events taken in, by what became of them",
            ["service", "outcome"],
            registry=self.registry,
        )
        self._outcomes = {
            name: self.events.labels(service, name) for name in ("applied", "skipped", "waiting", "poisoned")
        }
        self.requests = Histogram(
            "netral_http_request_seconds",
            "Time to answer a request",
            ["service", "method", "status"],
            registry=self.registry,
            buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
        )
        # Limits that passed unmet, counted when they were noted. `netral trace CASE` of the exemplar's case.
        self.deadlines_missed = Counter(
            "netral_deadlines_missed",
            "Limits that were missed",
            ["service", "limit"],
            registry=self.registry,
        )
        self._service = service

    def _gauge(self, name: str, text: str) -> Gauge:
        return Gauge(name, text, ["service"], registry=self.registry).labels(**self._const)

    def unknown(self) -> None:
        """The database does not answer: old numbers must not look like present ones."""
        for gauge in (
            self.lag,
            self.unpublished,
            self.oldest,
            self.waiting,
            self.dead_letters,
            self.discrepancies,
            self.past_limit,
            self.near_limit,
        ):
            gauge.set(math.nan)

    def took(self, taken: Taken, seconds: float) -> None:
        """A batch was committed."""
        self.handling.observe(seconds, taken.exemplar)
        self.wrote(taken.written)
        for name, counter in self._outcomes.items():
            if number := getattr(taken, name):
                counter.inc(number)

    def answered(self, method: str, status: int, seconds: float, of: Exemplar = None) -> None:
        """A request was answered."""
        self.requests.labels(self._service, method, str(status)).observe(seconds, of)

    def wrote(self, written: Sequence[Written]) -> None:
        """These events were committed."""
        for one in written:
            if isinstance(one.data, Missed):
                counted = self.deadlines_missed.labels(self._service, one.data.limit)
                counted.inc(exemplar=exemplar(one.event.traceparent))

    def page(self, accept: str = "") -> tuple[bytes, str]:
        """The exposition for Prometheus with its media type; exemplars are in OpenMetrics alone."""
        encode, media_type = choose_encoder(accept)
        return encode(self.registry), media_type
