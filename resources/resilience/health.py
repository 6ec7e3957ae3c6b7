"""Whether each store answers, how fast, which version, and what to do where it does not.

A resource has `probe()`, which asks nobody yet, and `health()`, which does. `ask_all` asks many at
once; one that hangs is given up and holds nobody up. No breaker is heard here: who looks at the
status wants to know now. Nothing embedded is started by being asked.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Literal

from resources.errors import ConfigurationError, StoreDownError, StoreError
from resources.resilience import metrics

if TYPE_CHECKING:
    from resources.local_servers import Kind

DEADLINE_SECONDS = 5.0

State = Literal["up", "down", "unusable", "not started"]


@dataclass(frozen=True)
class Health:
    """One line of `onevice status`; holds no secret and nothing JSON could not hold.

    Attributes:
        store: its role: `postgres`, `graph`, `search`, `vectors`, `redis`, `objects`, `lake`.
        kind: whether we run it or it is reached by an address.
        address: without a secret.
        state: `unusable` is one that answers and cannot serve: it refuses the login, is too old,
            or takes no writes.
        latency_ms: of connecting, logging in and one question; none where it did not answer.
        version: as it calls itself; empty where it has or tells none.
        detail: what is wrong and what to do, or what else is worth knowing.
    """

    store: str
    kind: Literal["embedded", "server"]
    address: str
    state: State
    latency_ms: float | None = None
    version: str = ""
    detail: str = ""

    @property
    def is_up(self) -> bool:
        """Whether it can serve now."""
        return self.state == "up"

    @property
    def is_failing(self) -> bool:
        """Whether it cannot serve, and asking for it would not start it."""
        return self.state in ("down", "unusable")


@dataclass(frozen=True)
class Answer:
    """What asking a store brought; an error is raised instead."""

    version: str = ""
    state: State = "up"
    detail: str = ""


@dataclass(frozen=True)
class Probe:
    """A store and how to ask it.

    Attributes:
        ask: raises StoreError or ConfigurationError.
        drivers: modules that asking needs; importing them takes seconds on a busy machine, which
            are not the store's.
        advice: what to look at where it says nothing at all.
    """

    store: str
    kind: Literal["embedded", "server"]
    address: str
    ask: Callable[[], Answer] = field(repr=False)
    drivers: tuple[str, ...] = ()
    advice: str = "See whether it runs, and whether a firewall swallows what is sent to it."

    def prepare(self) -> None:
        """Import what asking needs."""
        for name in self.drivers:
            import_module(name)

    def run(self) -> Health:
        """Ask, and wait for as long as that takes."""
        self.prepare()
        begun = time.perf_counter()
        try:
            answer = self.ask()
        except (StoreError, ConfigurationError) as error:
            state: State = "down" if isinstance(error, StoreDownError) else "unusable"
            return Health(self.store, self.kind, self.address, state, detail=str(error))
        seconds = time.perf_counter() - begun
        if answer.state == "not started":
            return Health(
                self.store, self.kind, self.address, answer.state, None, "", answer.detail
            )
        metrics.observe("objects" if self.store == "lake" else self.store, "health", seconds)
        latency_ms = round(seconds * 1000, 1)
        return Health(
            self.store,
            self.kind,
            self.address,
            answer.state,
            latency_ms,
            answer.version,
            answer.detail,
        )


def ask_all(probes: Sequence[Probe], seconds: float = DEADLINE_SECONDS) -> list[Health]:
    """Ask all at once, each in a thread of its own; what hangs is down after the deadline."""
    found: dict[int, Health] = {}
    for probe in probes:
        probe.prepare()

    def ask(number: int) -> None:
        found[number] = probes[number].run()

    threads = [
        threading.Thread(target=ask, args=(number,), daemon=True) for number in range(len(probes))
    ]
    for thread in threads:
        thread.start()
    end = time.monotonic() + seconds
    for thread in threads:
        thread.join(max(0.0, end - time.monotonic()))
    return [found.get(number) or _silent(probe, seconds) for number, probe in enumerate(probes)]


def embedded(store: str, kind: Kind) -> Probe:
    """The probe of a server of this home; it is looked at, not started."""
    from resources.home import home
    from resources.local_servers import list_drivers, look

    log = f"logs/{kind}.log in {home()}"

    def ask() -> Answer:
        seen = look(kind, home())
        if seen.state == "up":
            return Answer(seen.version)
        if seen.state == "down":
            return Answer(state="not started", detail="starts when needed")
        if seen.pid is None:
            return Answer(
                state="not started",
                detail=f"ended unexpectedly (its log is {log}); starts when needed",
            )
        raise StoreDownError(
            f"The embedded {store} runs as process {seen.pid} and does not answer; nothing was "
            f"changed. Where it is not just starting, `onevice down` and `onevice up` start it "
            f"anew; its log is {log}."
        )

    advice = f"Its log is {log}; `onevice down` and `onevice up` start it anew."
    return Probe(store, "embedded", f"embedded {kind}", ask, list_drivers(kind, home()), advice)


def require_version(place: str, found: str, oldest: tuple[int, ...], name: str) -> None:
    """Refuse a server that is too old.

    Args:
        place: what messages call it.
        found: its version, with whatever stands before and after the numbers.
        oldest: the first version that will do, e.g. `(6, 2)`.
        name: of the product and the variable to unset, e.g. `Redis (REDIS_URL)`.

    Raises:
        StoreError: it is older, or tells no version.
    """
    numbers = re.search(r"(?<!\w)\d+(\.\d+)*", found)  # not the 4 of Neo4j
    version = tuple(int(one) for one in numbers[0].split(".")) if numbers else ()
    if version < oldest:
        wanted = ".".join(str(one) for one in oldest)
        raise StoreError(
            f"{place} says it is {found!r}; {name} must be {wanted} or newer. Nothing was done. "
            "Upgrade it, or unset the variable to use the embedded one."
        )


def _silent(probe: Probe, seconds: float) -> Health:
    return Health(
        probe.store,
        probe.kind,
        probe.address,
        "down",
        detail=f"{probe.address} did not answer within {seconds:g} s; nothing was changed. "
        f"{probe.advice}",
    )
