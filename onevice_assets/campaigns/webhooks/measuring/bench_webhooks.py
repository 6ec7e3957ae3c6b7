"""How long a sender waits: a real endpoint in a process of its own, asked over HTTP.

32 connections at once with orders of 20 kB that are signed before the clock runs. Twice: at a
steady 200 a second, each wait counted from when its delivery was due; and by senders who never
rest, whose waits are mostly each other's and tell how much the endpoint takes at most. Nothing is
left out: body to the object store, row committed.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

import psutil

from onevice_assets.campaigns.webhooks.app import build_app
from onevice_assets.campaigns.webhooks.verify import SHOPIFY_HEADER
from onevice_assets.webhooks.serve import serve
from onevice_assets.webhooks.signature import sign

if TYPE_CHECKING:
    import socket

    from resources.control_plane.resource import ControlPlane
    from resources.object_store import Objects

BODY_BYTES: Final = 20_000
SENDERS: Final = 32
STEADY: Final = 200.0
"""Deliveries a second; a shop that sells 17 million orders a day sends as many."""
PROMISED_MS: Final = 50.0
_SECRET: Final = "a secret of the bench alone"
_WARM_UP: Final = 100

Figures = dict[str, Any]
_Round = tuple[list[float], float, float]
"""Waits in ms; seconds by the clock; seconds of the endpoint's processor time."""


@dataclass(frozen=True)
class Amounts:
    """How much is measured: rounds, and deliveries of each."""

    rounds: int
    deliveries: int


SMALL, FULL = Amounts(3, 1_000), Amounts(5, 5_000)


def bench_webhooks(control: ControlPlane, objects: Objects, amounts: Amounts = SMALL) -> Figures:
    """Measure how long a sender waits.

    Args:
        control: where rows are written, under an organization that is deleted after.
        objects: where bodies lie; they are deleted after.
        amounts: how much.

    Returns:
        For each of both ways milliseconds of the median, the 95th and 99th percentile and the
        longest wait over all deliveries, deliveries a second by the clock and of the endpoint's
        processor time; the machine's load before and after.
    """
    from resources.control_plane import campaign_clients

    organization = f"bench-{uuid4().hex[:12]}"
    with control.begin() as db:
        client = campaign_clients.add(db, "shop", organization=organization, actor="bench")
    before = os.getloadavg()[0]
    try:
        with _endpoint(control, objects, organization) as (port, process):
            path = f"/webhooks/{organization}/shop/shopify"
            _send(port, _requests(path, _WARM_UP))
            done = {
                rate: [
                    _measure(port, process, _requests(path, amounts.deliveries), rate)
                    for _ in range(amounts.rounds)
                ]
                for rate in (STEADY, None)
            }
    finally:
        _forget(control, objects, client.id, client.organization_id)
    return _tell(done, amounts, before)


def _tell(done: dict[float | None, list[_Round]], amounts: Amounts, load: float) -> Figures:
    return {
        "senders at once": SENDERS,
        "bytes of a body": BODY_BYTES,
        "promised p95 ms": PROMISED_MS,
        f"{STEADY:.0f} a second": _tell_way(done[STEADY], amounts),
        "as fast as it goes": _tell_way(done[None], amounts),
        "load before": round(load, 1),
        "load after": round(os.getloadavg()[0], 1),
        "processors": os.cpu_count(),
    }


def _tell_way(done: list[_Round], amounts: Amounts) -> Figures:
    waits = sorted(wait for some, _, _ in done for wait in some)
    cuts = statistics.quantiles(waits, n=100)
    each = [round(statistics.quantiles(one, n=20)[-1], 2) for one, _, _ in done]
    by_clock = statistics.median(amounts.deliveries / wall for _, wall, _ in done)
    by_processor = statistics.median(amounts.deliveries / cpu for _, _, cpu in done if cpu)
    return {
        "deliveries": len(waits),
        "median ms": round(cuts[49], 2),
        "p95 ms": round(cuts[94], 2),
        "p99 ms": round(cuts[98], 2),
        "longest ms": round(waits[-1], 2),
        "p95 ms of each round": each,
        "deliveries a second": round(by_clock, 1),
        "of its processor time": round(by_processor, 1),
    }


def _measure(
    port: int, process: psutil.Process, requests: list[bytes], rate: float | None
) -> _Round:
    busy, begun = sum(process.cpu_times()[:2]), time.perf_counter()
    waits = _send(port, requests, rate)
    wall = time.perf_counter() - begun
    return waits, wall, sum(process.cpu_times()[:2]) - busy


def _requests(path: str, count: int) -> list[bytes]:
    """Whole requests as they cross the wire, each of a body of its own."""
    found = []
    for _ in range(count):
        order = {"id": uuid4().int >> 70, "total_price": "10.00", "note": ""}
        order["note"] = "x" * (BODY_BYTES - len(json.dumps(order)))
        body = json.dumps(order).encode()
        head = (
            f"POST {path} HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
            f"{SHOPIFY_HEADER}: {sign(_SECRET.encode(), body)}\r\n"
            f"X-Shopify-Topic: orders/create\r\nX-Shopify-Webhook-Id: {uuid4()}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        found.append(head.encode() + body)
    return found


def _send(port: int, requests: list[bytes], rate: float | None = None) -> list[float]:
    return asyncio.run(_send_all(port, requests, rate))


async def _send_all(port: int, requests: list[bytes], rate: float | None) -> list[float]:
    """Waits in ms, from when each was due; without a rate that is as soon as a sender is free."""
    waiting = iter(enumerate(requests))
    waits: list[float] = []
    begun = time.perf_counter()

    async def send() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for number, request in waiting:
            due = begun + number / rate if rate else time.perf_counter()
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            waits.append((time.perf_counter() - due) * 1000)
            if not head.startswith(b"HTTP/1.1 202"):
                raise RuntimeError(f"The endpoint answered {head[:40]!r}, not 202.")
        writer.close()

    await asyncio.gather(*(send() for _ in range(SENDERS)))
    return waits


@contextmanager
def _endpoint(
    control: ControlPlane, objects: Objects, organization: str
) -> Iterator[tuple[int, psutil.Process]]:
    """An endpoint in a process of its own: its port and the process."""
    from onevice_assets.dashboard.serve import listen

    listener = listen("127.0.0.1", 0)
    name = f"ONEVICE_SHOPIFY_SECRETS__{organization.replace('-', '_').upper()}__SHOP"
    process = get_context("fork").Process(
        target=_run, args=(control, objects, {name: _SECRET}, listener), daemon=True
    )
    process.start()
    port = int(listener.getsockname()[1])
    listener.close()
    try:
        yield port, psutil.Process(process.pid)
    finally:
        process.terminate()
        process.join()


def _run(
    control: ControlPlane, objects: Objects, env: dict[str, str], listener: socket.socket
) -> None:
    with suppress(KeyboardInterrupt):
        serve(build_app(control, objects, env), listener)


def _forget(control: ControlPlane, objects: Objects, brand_id: str, organization_id: str) -> None:
    from resources.webhook_files import FOLDER

    for path in objects.list(f"{FOLDER}/{brand_id}/"):
        objects.delete(path)
    with control.begin() as db:
        sql = "DELETE FROM control.organizations WHERE id = %(id)s"
        db.exec_driver_sql(sql, {"id": organization_id})
