"""Asks every source, each at its own pace, and renders what they said last.

A scrape never waits for a store: it gets what was read before. A source is asked again after
`PAUSE_S`, or after twenty times what reading it took, whichever is longer, so that watching takes
a twentieth of a store's time at most. One that fails tells nothing until it is well again: old
numbers would look like news.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from onevice_assets.observing.catalogue import BY_NAME, METRICS, Metric
from onevice_assets.observing.sample import Sample
from resources.errors import OneviceError

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry
    from prometheus_client import Metric as Family

PAUSE_S = 15.0
SHARE = 20  # of the time that reading took, until it is read again
_log = logging.getLogger("onevice.metrics")
Read = Callable[[], Iterable[Sample]]


@dataclass
class Source:
    """Something to read, and what it said.

    Attributes:
        name: in the exporter's own metrics.
        read: gives samples of the catalogue; an error is told and the source is down.
        samples: of the last time; none where that failed.
        is_up: whether the last time went well.
        seconds: how long it took.
        at: when, Unix time; 0 where it was never read.
    """

    name: str
    read: Read
    samples: tuple[Sample, ...] = ()
    is_up: bool = False
    seconds: float = 0.0
    at: float = 0.0

    def look(self) -> None:
        """Read it once; whatever happens, the others go on."""
        begun = time.perf_counter()
        try:
            samples, is_up = tuple(self.read()), True
        except Exception as error:  # noqa: BLE001 # told by `onevice_source_up`, and here
            if self.is_up or not self.at:
                _log.warning("Source %s cannot be read: %s", self.name, _tell(error))
            samples, is_up = (), False
        self.samples, self.is_up = samples, is_up
        self.seconds, self.at = time.perf_counter() - begun, time.time()


@dataclass(eq=False)  # a registry keeps it by its identity
class Exporter:
    """All sources; a collector of `prometheus_client`."""

    sources: tuple[Source, ...]
    pause_s: float = PAUSE_S
    _ended: threading.Event = field(default_factory=threading.Event)

    def look(self) -> None:
        """Read every source once, one after the other."""
        for source in self.sources:
            source.look()

    def start(self) -> None:
        """Read every source from now on, each in a thread of its own that ends with the process."""
        for one in self.sources:
            threading.Thread(target=self._watch, args=(one,), name=one.name, daemon=True).start()

    def stop(self) -> None:
        """Read nothing any more."""
        self._ended.set()

    def collect(self) -> Iterator[Family]:
        """What every source said last, and how each is, in the catalogue's order."""
        found: defaultdict[str, list[Sample]] = defaultdict(list)
        for source in self.sources:
            for sample in (*source.samples, *_tell_source(source)):
                found[sample.metric].append(sample)
        for metric in METRICS:
            if metric.name in found:
                yield _family(metric, found[metric.name])

    def registry(self) -> CollectorRegistry:
        """A registry of this alone."""
        from prometheus_client import CollectorRegistry

        registry = CollectorRegistry()
        registry.register(self)
        return registry

    def _watch(self, source: Source) -> None:
        wait = 0.0
        while not self._ended.wait(wait):
            source.look()
            wait = max(self.pause_s, SHARE * source.seconds)


def render(exporter: Exporter) -> bytes:
    """Everything in Prometheus' text format."""
    from prometheus_client import generate_latest

    return generate_latest(exporter.registry())


def by_metric(samples: Iterable[Sample]) -> Mapping[str, dict[tuple[str, ...], float]]:
    """Samples by metric and labels."""
    found: defaultdict[str, dict[tuple[str, ...], float]] = defaultdict(dict)
    for one in samples:
        found[one.metric][one.labels] = one.value
    return found


def _tell_source(source: Source) -> Iterator[Sample]:
    if source.at:
        labels = (source.name,)
        yield Sample("onevice_source_up", labels, float(source.is_up))
        yield Sample("onevice_source_read_seconds", labels, source.seconds)
        yield Sample("onevice_source_timestamp_seconds", labels, source.at)


def _family(metric: Metric, samples: Iterable[Sample]) -> Family:
    from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

    make = CounterMetricFamily if metric.kind == "counter" else GaugeMetricFamily
    family = make(metric.name, metric.help, labels=metric.labels)
    for one in samples:
        if len(one.labels) != len(BY_NAME[one.metric].labels):
            raise ValueError(f"{one} has not the labels {metric.labels} of its metric")
        family.add_metric(one.labels, one.value)
    return family


def _tell(error: Exception) -> str:
    """Our own words; of another error its kind alone, for drivers quote addresses."""
    return str(error) if isinstance(error, OneviceError) else type(error).__name__
