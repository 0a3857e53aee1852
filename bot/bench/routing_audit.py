"""Reads everything that the queue keeps and says what does not fit together: owners, customers, seats, lines."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from bot.store import keys
from bot.store.connect import Client

PAGE = 1_000
Texts = dict[str, str]


@dataclass
class Found:
    """`faults` by kind, with an example each."""

    counts: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)

    def fault(self, kind: str, *of: object) -> None:
        self.counts[kind] += 1
        self.examples.setdefault(kind, " ".join(map(str, of)))


async def audit(client: Client) -> tuple[Found, Counter[str]]:
    """What is wrong, and how many hand-offs stand how. Nothing may be changing meanwhile."""
    found = Found()
    handoffs = await _hashes(client, keys.SALES_HANDOFF)
    holders: dict[str, list[str]] = defaultdict(list)
    for name in await _names(client, keys.SALES_REP):
        for member in await client.smembers(keys.SALES_REP + name):
            holders[member.decode()].append(name)
    await _check_owners(found, client, handoffs, holders)
    await _check_seats(found, client, handoffs, holders)
    await _check_lines(found, client, handoffs)
    states = Counter(handoff["state"] for handoff in handoffs.values())
    tally = {name.decode(): int(value) for name, value in (await client.hgetall(keys.SALES_TALLY)).items()}
    if tally.get("queued", 0) - tally.get("ended", 0) != len(handoffs):
        found.fault("customer lost", tally, len(handoffs))
    states.update({f"times {name}": count for name, count in tally.items()})
    return found, states


async def _check_owners(found: Found, client: Client, handoffs: dict[str, Texts], holders: dict[str, list[str]]) -> None:
    waiting = {name.decode() for name in await client.zrange(keys.SALES_WAITING, 0, -1)}
    reserved = {name.decode() for name in await client.zrange(keys.SALES_RESERVED, 0, -1)}
    for name, handoff in handoffs.items():
        held = holders.get(name, [])
        if len(held) > 1:
            found.fault("two owners", name, held)
        if held != ([handoff["rep"]] if handoff["rep"] else []):
            found.fault("held by another than its owner", name, handoff["rep"], held)
        if (handoff["state"] == "queued") != (name in waiting) or (handoff["state"] == "reserved") != (name in reserved):
            found.fault("in the wrong list", name, handoff["state"])
        if (handoff["state"] == "queued") == bool(handoff["rep"]):
            found.fault("neither waits nor has a rep", name, handoff["state"], handoff["rep"])
    for name in (waiting | reserved | set(holders)) - set(handoffs):
        found.fault("a list names nobody", name)


async def _check_seats(found: Found, client: Client, handoffs: dict[str, Texts], holders: dict[str, list[str]]) -> None:
    seats: Counter[str] = Counter()
    for name, (rep, *_) in holders.items():
        seats[rep] += int(handoffs.get(name, {}).get("seats", 0))
    for rep, floor in (await _hashes(client, f"{keys.SALES}r:")).items():
        load, capacity = int(floor.get("load", 0)), int(floor.get("capacity", 0))
        if load != seats[rep]:
            found.fault("seats leak", rep, load, seats[rep])
        if load > capacity:
            found.fault("more than a rep may hold", rep, load, capacity)


async def _check_lines(found: Found, client: Client, handoffs: dict[str, Texts]) -> None:
    """Free reps are listed in all their lines and no others; so are those who wait in theirs."""
    floors = await _hashes(client, f"{keys.SALES}r:")
    here, free = Counter[str](), defaultdict[str, set[str]](set)
    for rep, floor in floors.items():
        for line in floor.get("lines", "").split("\n") if floor.get("here") == "1" else ():
            here[line] += 1
            if int(floor["capacity"]) > int(floor.get("load", 0)):
                free[line].add(rep)
    counted = {line.decode(): int(count) for line, count in (await client.hgetall(f"{keys.SALES}here")).items()}
    for line in set(here) | set(counted):
        listed = {rep.decode() for rep in await client.zrange(f"{keys.SALES}f:{line}", 0, -1)}
        if counted.get(line, 0) != here[line] or listed != free[line]:
            found.fault("a line of reps is wrong", line, counted.get(line), here[line], len(listed), len(free[line]))
    await _check_places(found, client, handoffs)


async def _check_places(found: Found, client: Client, handoffs: dict[str, Texts]) -> None:
    stand: dict[str, set[str]] = defaultdict(set)
    for lane in ("w:", "w2:"):
        for line in await _names(client, keys.SALES + lane):
            for member in await client.zrange(f"{keys.SALES}{lane}{line}", 0, -1):
                stand[member.decode()].add(line)
    for name in set(stand) | set(handoffs):
        handoff = handoffs.get(name, {})
        steps = [step.split("\n")[2:] for step in handoff.get("steps", "").split("\n\n")][: int(handoff.get("open", 0))]
        if stand[name] != ({line for step in steps for line in step} if handoff.get("state") == "queued" else set()):
            found.fault("in the wrong lines", name, handoff.get("state"), stand[name])


async def _names(client: Client, prefix: str) -> list[str]:
    return [key.decode().removeprefix(prefix) async for key in client.scan_iter(match=f"{prefix}*", count=PAGE)]


async def _hashes(client: Client, prefix: str) -> dict[str, Texts]:
    names, found = await _names(client, prefix), dict[str, Texts]()
    for start in range(0, len(names), PAGE):
        some = names[start : start + PAGE]
        async with client.pipeline(transaction=False) as pipeline:
            for name in some:
                pipeline.hgetall(prefix + name)
            for name, fields in zip(some, await pipeline.execute(), strict=True):
                found[name] = {field.decode(): value.decode() for field, value in fields.items()}
    return found
