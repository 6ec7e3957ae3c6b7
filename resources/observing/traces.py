"""Spans of a trace, sent where OTEL_EXPORTER_OTLP_ENDPOINT names a collector; else nothing at all.

    OTEL_EXPORTER_OTLP_ENDPOINT   http(s)://host:4318 of a collector of yours (nowhere)
    OTEL_EXPORTER_OTLP_HEADERS    what it wants as login, as the standard says

A run is a trace: its id is the run's id, so that steps in other processes and on other machines
are of it, and a run of Dagster's pages is found by its id. What a command runs in this process is
one trace over its runs. The provider of spans is ours alone: no library reports through it, and no
header of a trace is sent to anybody (websites, models, stores): ids stay here.
"""

from __future__ import annotations

import atexit
import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from resources.errors import ConfigurationError
from resources.observing.at_work import at_work

if TYPE_CHECKING:
    from opentelemetry.context import Context
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import Span, Tracer

Attributes = Mapping[str, str | int | float]

ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"
_TRACES = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"
RUN_TAG = "onevice/trace"
_FLUSH_MS = 3000
_nothing: AbstractContextManager[None] = nullcontext()
_is_on = bool(os.environ.get(ENDPOINT) or os.environ.get(_TRACES))
# steps that are at work in this process
_steps: dict[tuple[str, str], Context] = {}


def is_on() -> bool:
    """Whether spans are sent."""
    return _is_on


def span(name: str, attributes: Attributes | None = None, *, is_root: bool = False) -> Any:
    """A span around a block, below the one that is open here; a shared nothing where none is sent.

    Args:
        name: few different ones: `llm.call`, `store.graph`.
        attributes: no secret, no text of a page or an answer.
        is_root: begin a trace where none is open; what is no root is then not told at all.
    """
    return _span(name, attributes, is_root) if _is_on else _nothing


@contextmanager
def _span(name: str, attributes: Attributes | None, is_root: bool) -> Iterator[None]:
    from opentelemetry import trace

    parent = None
    if not trace.get_current_span().get_span_context().is_valid:
        # a thread that was not given our context: with one step at work it is that one's
        parent = next(iter(_steps.values())) if len(_steps) == 1 else None
        if parent is None and not is_root:
            yield
            return
    told = {f"onevice.{key}": value for key, value in at_work().items()}
    with _start(name, parent, {**told, **(attributes or {})}):
        yield


@contextmanager
def _start(name: str, parent: Context | None, attributes: Attributes) -> Iterator[Span]:
    """Open a span; of an error it tells the kind, for its text may quote what was sent."""
    from opentelemetry import trace

    with _tracer().start_as_current_span(
        name, parent, attributes=attributes, record_exception=False, set_status_on_exception=False
    ) as made:
        try:
            yield made
        except BaseException as error:
            made.set_status(trace.StatusCode.ERROR)
            made.set_attribute("error.type", type(error).__name__)
            raise


def note(attributes: Attributes) -> None:
    """Tell more of the span that is open here."""
    if _is_on:
        from opentelemetry import trace

        trace.get_current_span().set_attributes(dict(attributes))


@contextmanager
def step_span(step: str, run_id: str, tags: Mapping[str, str]) -> Iterator[None]:
    """The span of a run's step; what a thread without our context does hangs below it too.

    Args:
        step: its key, which is the span's name behind `step `.
        run_id: of Dagster.
        tags: the run's.
    """
    from opentelemetry import trace

    told = {f"onevice.{key}": value for key, value in at_work().items()}
    with _start(f"step {step}", parent_of_run(run_id, tags), told) as made:
        _steps[run_id, step] = trace.set_span_in_context(made)
        try:
            yield
        finally:
            _steps.pop((run_id, step), None)


def mark_failed() -> None:
    """Say of the span that is open here that its work failed; why, the event log says."""
    if _is_on:
        from opentelemetry import trace

        trace.get_current_span().set_status(trace.StatusCode.ERROR)


def current_ids() -> dict[str, str]:
    """`trace_id` and `span_id` of the span that is open here, as hex; nothing where none is."""
    if not _is_on:
        return {}
    from opentelemetry import trace

    found = trace.get_current_span().get_span_context()
    if not found.is_valid:
        return {}
    return {"trace_id": f"{found.trace_id:032x}", "span_id": f"{found.span_id:016x}"}


def tag_of_run() -> dict[str, str]:
    """The tag that makes a run part of the trace that is open here; nothing where none is."""
    ids = current_ids()
    return {RUN_TAG: f"{ids['trace_id']}-{ids['span_id']}"} if ids else {}


def parent_of_run(run_id: str, tags: Mapping[str, str]) -> Context:
    """Where the steps of a run hang: below what its tag names, else in the trace of its own id."""
    from opentelemetry import trace

    trace_id, _, span_id = tags.get(RUN_TAG, "").partition("-")
    flags = trace.TraceFlags(trace.TraceFlags.SAMPLED)
    if not span_id:
        trace_id = UUID(run_id).hex
        span_id = hashlib.sha256(run_id.encode()).hexdigest()[:16]
    place = trace.SpanContext(int(trace_id, 16), int(span_id, 16), True, flags)
    return trace.set_span_in_context(trace.NonRecordingSpan(place))


@cache
def _tracer() -> Tracer:
    return _provider().get_tracer("onevice")


@cache
def _provider() -> TracerProvider:
    """The provider of spans, which sends them in a thread of its own; what is left, at the end.

    Raises:
        ConfigurationError: the extra `telemetry` is not installed.
    """
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as error:
        raise ConfigurationError(
            f"{ENDPOINT} is set and the libraries that send spans are missing: install the extra "
            "(`pip install onevice-assets[telemetry]`), or unset the variable."
        ) from error
    provider = TracerProvider(
        resource=Resource.create({"service.name": "onevice"}), shutdown_on_exit=False
    )
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(timeout=_FLUSH_MS / 1000)))
    atexit.register(provider.shutdown)
    return provider


def flush() -> None:
    """Send what was not sent yet; waits three seconds at most."""
    if _is_on and _provider.cache_info().currsize:
        _provider().force_flush(_FLUSH_MS)


def close() -> None:
    """Send what is left and end the thread that sends."""
    if _provider.cache_info().currsize:
        _provider().shutdown()


def look_again() -> None:
    """Read the environment anew, and forget the provider: for tests, and in a forked child."""
    global _is_on  # noqa: PLW0603  read once, for a span must cost nothing where none is sent
    _is_on = bool(os.environ.get(ENDPOINT) or os.environ.get(_TRACES))
    _tracer.cache_clear()
    _provider.cache_clear()
    _steps.clear()


# the thread that sends is not in a forked child
os.register_at_fork(after_in_child=look_again)
