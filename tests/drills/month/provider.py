"""A provider in a process of its own: what it answers, how it fails, and the bill it keeps.

python -m tests.drills.month.provider NAME FOLDER IS_FAULTY

An answer depends on provider, model and messages alone, so that two months can be compared. A
fault depends on them too, on how often they were answered before and on the try; of one question
two tries at most fail, so that the third is answered. Every call that comes in is a line of
`FOLDER/NAME.jsonl` with the tokens that are charged. While `FOLDER/busy` is there, everything is
answered by 429 once a few calls were served; while `FOLDER/NAME.away` is, by 503.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from tests.drills.month.calendar import MARKET
from tests.provider_server import Plan, ProviderServer, Seen

TIMEOUT_S = 3.0
_MOST_FAULTS = 2
_SERVED_WHILE_BUSY = 2
_FREE = (429, 500, 503)
# in thousandths of all calls; the rest is well
_FAULTS: dict[str, tuple[int, dict[str, Any]]] = {
    "429": (60, {"status": 429, "headers": {"retry-after-ms": "50"}}),
    "500": (50, {"status": 500}),
    "503": (20, {"status": 503, "headers": {"retry-after": "0.1"}}),
    "timeout": (3, {"latency_s": TIMEOUT_S + 0.5}),
    "reset before": (15, {"reset": "before"}),
    "reset in": (10, {"reset": "in"}),
    "reset after": (5, {"reset": "after"}),
    "truncated": (15, {"truncate": True}),
    "malformed": (15, {"body": '{"choices": [{"message": '}),
    "slow": (10, {"drip_s": 0.02}),
}

_STATES: dict[str, dict[str, Any]] = {
    "busy": {"status": 429, "headers": {"retry-after": "20"}},
    "away": {"status": 503},
}


class MonthProvider(ProviderServer):
    """Decides by what is asked, not by when."""

    def __init__(self, name: str, folder: Path, *, is_faulty: bool) -> None:
        super().__init__()
        self._name, self._folder, self._is_faulty = name, folder, is_faulty
        self._stages: dict[str, str] = json.loads((folder / "stages.json").read_text("utf-8"))
        self._served: Counter[str] = Counter()
        self._failed: Counter[str] = Counter()
        self._served_while_busy = 0

    def decide(self, seen: Seen) -> Plan:
        """Answer or fail, and put it on the bill."""
        text = self._answer(seen)
        sent = sum(len(str(one["content"]).split()) for one in seen.messages)
        usage = {"prompt_tokens": sent, "completion_tokens": len(text.split())}
        with self._lock:
            what = self._choose(_digest(self._name, seen))
            known = _FAULTS[what][1] if what in _FAULTS else {}
            known = _STATES.get(what, known)
            plan = Plan(text=text, usage=usage, **known)
            self._write(seen, what, {} if plan.status in _FREE else usage)
        return plan

    def _choose(self, digest: str) -> str:
        """Name of the fault, or `well`."""
        if (self._folder / f"{self._name}.away").exists():
            return "away"
        if (self._folder / "busy").exists():
            if self._served_while_busy >= _SERVED_WHILE_BUSY:
                return "busy"
            self._served_while_busy += 1
        else:
            self._served_while_busy = 0
        what = "well"
        if self._is_faulty and self._failed[digest] < _MOST_FAULTS:
            what = _draw(f"{digest} {self._served[digest]} {self._failed[digest]}")
        if what in ("well", "slow", "reset after"):
            self._served[digest] += 1
            self._failed[digest] = 0
        else:
            self._failed[digest] += 1
        return what

    def _write(self, seen: Seen, what: str, usage: dict[str, int]) -> None:
        line = {"client_id": seen.client_id, "model": seen.body["model"], "what": what, **usage}
        with (self._folder / f"{self._name}.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")

    def _answer(self, seen: Seen) -> str:
        if "response_format" in seen.body:  # a stage before any day asks for JSON
            said = (text for match, text in self._stages.items() if match in seen.asked)
            return next(said)
        return _recommend(_digest(self._name, seen))


def _digest(name: str, seen: Seen) -> str:
    text = json.dumps([name, seen.body["model"], seen.messages])
    return hashlib.sha256(text.encode()).hexdigest()


def _draw(text: str) -> str:
    number = int(hashlib.sha256(text.encode()).hexdigest(), 16) % 1000
    for name, (share, _) in _FAULTS.items():
        number -= share
        if number < 0:
            return name
    return "well"


def _recommend(digest: str) -> str:
    """Some brands in an order, what is good and bad of them, and a name nobody knows yet."""
    chance = [int(digest[place : place + 4], 16) for place in range(0, 40, 4)]
    brands = sorted(MARKET, key=lambda one: hashlib.sha256((digest + one).encode()).digest())
    named = brands[: 2 + chance[0] % 3]
    if chance[1] % 3 == 0:
        named[chance[2] % len(named)] = "Quantum"
    lines = [f"{place}. **{one}**: {_SAYINGS[(chance[3] + place) % len(_SAYINGS)]}"
             for place, one in enumerate(named, start=1)]  # fmt: skip
    closing = f"{named[0]} is better than {named[-1]} for most people."
    return "I would look at these:\n\n" + "\n".join(lines) + f"\n\n{closing}"


_SAYINGS = (
    "a fast and private choice.",
    "a good choice, with many extensions.",
    "slow on old laptops.",
    "recommended for offices.",
    "has had privacy problems.",
)


def main() -> None:
    """Serve as a process; its address is written to `FOLDER/NAME.url` when it can be asked."""
    name, folder, is_faulty = sys.argv[1], Path(sys.argv[2]), sys.argv[3] == "faults"
    server = MonthProvider(name, folder, is_faulty=is_faulty)
    partial = folder / f"{name}.partial"
    partial.write_text(server.url, "utf-8")
    partial.rename(folder / f"{name}.url")
    server.serve()


if __name__ == "__main__":
    main()
