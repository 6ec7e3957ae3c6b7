"""The child process: reads files for its parent until its input ends. `python -m` this module.

A request is a line of JSON on the standard input: path, name, limits. Answers are lines of JSON on
the standard output: `page` as they come, then `facts` or `failed`. JSON and not pickles: what a
broken file makes of this process can say wrong words, but run nothing in the parent.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TextIO

from onevice_assets.converting.convert import convert
from onevice_assets.converting.converted import (
    ConversionError,
    Facts,
    Limits,
    Reason,
)
from resources.child_process import limit_memory, open_answers


def serve(requests: TextIO, answers: TextIO) -> None:
    """Answer requests, one after another."""
    for line in requests:
        request = json.loads(line)
        limits = Limits(**request["limits"])
        limit_memory(limits.memory_bytes)
        _answer(Path(request["path"]), request["name"], limits, answers)


def _answer(path: Path, name: str, limits: Limits, answers: TextIO) -> None:
    facts = Facts("")
    try:
        for page in convert(path, name, facts, limits):
            _say(answers, page=asdict(page))
        _say(answers, facts=asdict(facts))
    except ConversionError as error:
        _fail(answers, facts, error.reason, error.detail, error.page_count)
    except MemoryError:
        detail = f"Reading it took more than {limits.memory_bytes} bytes of memory."
        _fail(answers, facts, Reason.OUT_OF_MEMORY, detail, facts.page_count)
    except FileNotFoundError:
        _fail(answers, facts, Reason.GONE, "It was there and is not any more.", None)
    except (ValueError, TypeError, LookupError, OSError, RecursionError, ArithmeticError) as error:
        detail = f"The reader of {facts.format or 'files'} gave up: {type(error).__name__}."
        _fail(answers, facts, Reason.BROKEN, detail, facts.page_count)


def _fail(answers: TextIO, facts: Facts, reason: Reason, detail: str, pages: int | None) -> None:
    failed = {"reason": reason.value, "detail": detail, "page_count": pages}
    _say(answers, failed=failed, facts=asdict(facts))


def _say(answers: TextIO, **message: object) -> None:
    answers.write(json.dumps(message) + "\n")
    answers.flush()


def main() -> None:
    """Serve on the process's own input and output; what a library prints goes to the errors."""
    serve(sys.stdin, open_answers())


if __name__ == "__main__":
    main()
