"""Routing: what an assignment costs, however many reps there are and however many wait; and a storm, audited afterwards."""

from __future__ import annotations

import asyncio
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from bot.bench.result import Result
from bot.bench.routing_audit import audit
from bot.bench.routing_floor import BenchFloor, reps
from bot.bench.routing_speed import NOW, Size, Speed, round_trips
from bot.bench.routing_worker import REPS
from bot.store import keys
from bot.store.connect import Client, connect
from bot.store.embedded import embedded_redis

Say = Callable[[str], None]
PROCESSES = 8
CLAIMS = "QUARTERMASTER_BENCH_CLAIMS"
MOST_ROUND_TRIPS, MOST_RATIO, LONGEST_MS, FEWEST_A_SECOND = 3, 1.5, 5.0, 2_000
KILL_EVERY = (2.0, 8.0)  # seconds


class Scale(NamedTuple):
    sizes: tuple[Size, ...]
    assignments: int
    scans: int
    claims: int


FULL = Scale(tuple(Size(r, w) for r in (180, 1_800, 18_000) for w in (100, 10_000)), 4_000, 20, 1_000_000)
QUICK = Scale((Size(180, 100), Size(1_800, 100)), 320, 3, 3_000)


def measure(quick: bool, seed: int, say: Say) -> Result:
    """Speed by size with a scan over all reps as the peer, round trips, and the storm; `QUARTERMASTER_BENCH_CLAIMS` sets its
    number of claims."""
    scale = QUICK if quick else FULL
    scale = scale._replace(claims=int(os.environ.get(CLAIMS, scale.claims)))
    result = Result("routing")
    result.row("seed", "seed", seed)
    with tempfile.TemporaryDirectory(prefix="quartermaster-routing-") as folder, embedded_redis(Path(folder)) as url:
        asyncio.run(_measure(url, scale, seed, say, result))
    return result


async def _measure(url: str, scale: Scale, seed: int, say: Say, result: Result) -> None:
    client = connect(url)
    trips = await round_trips(client, seed)
    result.row("round_trips", "round trips for one assignment", trips)
    if trips > MOST_ROUND_TRIPS:
        result.failures.append(f"{trips} round trips for one assignment, more than {MOST_ROUND_TRIPS}")
    await _speeds(client, scale, seed, say, result)
    say(f"storm: {scale.claims} claims by {PROCESSES} processes, some of them killed")
    await _storm(url, client, scale.claims, seed, result)
    await client.close()


async def _speeds(client: Client, scale: Scale, seed: int, say: Say, result: Result) -> None:
    spent: dict[str, list[float]] = {"freed": [], "arrivals": []}
    for size in scale.sizes:
        say(f"{size.reps} reps, {size.waiting} waiting")
        speed = Speed(client, seed)
        for way, run in (("freed", speed.freed), ("arrivals", speed.arrivals)):
            costs = await run(size, scale.assignments)
            key, label = f"{way}_{size.reps}_{size.waiting}", f"{way}: {size.reps} reps, {size.waiting} waiting"
            result.row(f"{key}_rate", f"{label}: assignments a second", round(costs.rate))
            result.row(f"{key}_p99_ms", f"{label}: p99 of one, ms", round(costs.p99, 2))
            result.row(f"{key}_cpu_ms", f"{label}: processor ms for one", round(costs.processor_ms, 3))
            spent[way].append(costs.processor_ms)
            if size == Size(1_800, 10_000):
                _promises(result, label, costs.rate, costs.p99)
    for way, each in spent.items():
        ratio = round(max(each) / min(each), 2)
        result.row(f"{way}_ratio", f"{way}: dearest against cheapest size, processor time", ratio)
        if ratio > MOST_RATIO:
            result.failures.append(f"{way}: the dearest size costs {ratio} times the cheapest, more than {MOST_RATIO}")
    rate = await Speed(client, seed).scan(Size(1_800, 100), scale.scans)
    result.row("scan_rate", "peer, a scan over 1800 reps for each: assignments a second", round(rate, 1))


def _promises(result: Result, label: str, rate: float, p99: float) -> None:
    if rate < FEWEST_A_SECOND:
        result.failures.append(f"{label}: {rate:.0f} a second, fewer than {FEWEST_A_SECOND}")
    if p99 > LONGEST_MS:
        result.failures.append(f"{label}: p99 {p99:.1f} ms, more than {LONGEST_MS}")


async def _storm(url: str, client: Client, claims: int, seed: int, result: Result) -> None:
    await client.flushdb()
    rng, started, killed = random.Random(seed), time.time(), 0
    await BenchFloor(client, 1, rng).reps_come(reps(REPS), NOW)

    def start(number: int) -> subprocess.Popen[bytes]:
        words = (url, str(seed), str(number), str(claims), repr(started))
        return subprocess.Popen([sys.executable, "-m", "bot.bench.routing_worker", *words])

    workers = [start(number) for number in range(PROCESSES)]
    next_kill = time.monotonic() + rng.uniform(*KILL_EVERY)
    try:
        while any(worker.poll() is None for worker in workers):
            await asyncio.sleep(0.05)
            running = int(await client.hget(keys.SALES_TALLY, "reserved") or 0) < claims
            if running and time.monotonic() > next_kill:
                victim = rng.randrange(PROCESSES)
                workers[victim].kill()
                workers[victim].wait()
                workers[victim] = start(victim)
                killed, next_kill = killed + 1, time.monotonic() + rng.uniform(*KILL_EVERY)
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()
    await _report(client, result, killed, time.time() - started, [worker.returncode for worker in workers])


async def _report(client: Client, result: Result, killed: int, seconds: float, codes: list[int]) -> None:
    found, counts = await audit(client)
    result.row("claims", "storm: claims granted", counts["times reserved"])
    result.row("claims_rate", "storm: claims a second, with all that goes with them", round(counts["times reserved"] / seconds))
    result.row("processes_killed", "storm: processes killed", killed)
    for name in ("rejected", "lapsed", "accepted", "ended"):
        result.row(name, f"storm: {name}", counts[f"times {name}"])
    double = found.counts["two owners"] + found.counts["held by another than its owner"]
    result.row("double_owners", "storm: double owners", double)
    result.row("lost", "storm: customers lost", found.counts["customer lost"])
    result.row("leaked", "storm: reps with leaked seats", found.counts["seats leak"] + found.counts["more than a rep may hold"])
    result.row("faults", "storm: faults of any kind", sum(found.counts.values()))
    result.failures += [f"{count} × {kind}: {found.examples[kind]}" for kind, count in found.counts.items()]
    if any(codes):
        result.failures.append(f"workers ended with {codes}")
