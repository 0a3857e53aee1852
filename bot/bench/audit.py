"""Reads everything from Redis after the faults, and says what is missing, doubled, out of order or inconsistent."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import groupby

from bot.bench.crowd import Sent
from bot.conversation.model import Conversation, Entry
from bot.conversation.service import FAILED
from bot.sourcing.request import Request
from bot.store import keys
from bot.store.connect import Client
from bot.store.conversations import Conversations
from bot.store.fanout import Committed, read_turn
from bot.store.numbers import FIRST
from bot.store.requests import RedisRequests
from bot.store.sales import RedisQueue

OWNER_AFTER = {
    "queued": "queue",
    "message_taken": "bot",
    "joined": "rep",
    "transferred": "rep",
    "handed_back": "bot",
    "resolved": "bot",
}
TIMERS = ("snooze:", "lost:", "wait:", "callback:", "draft:")
"""Begin the ids of what the engine itself puts into an inbox: what the clock sets going, and drafts for the rep."""
_TURN = re.compile(r"(\d+): ")


@dataclass
class Audit:
    """`faults` name what is wrong; `counts` what was found."""

    faults: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    named: dict[str, list[Sent]] = field(default_factory=lambda: defaultdict(list))
    """request number → the messages whose answer says that it was opened"""

    def fault(self, what: str, *where: object) -> None:
        self.counts[what] += 1
        self.faults.append(f"{what}: {' '.join(map(str, where))}")


async def audit(client: Client, sent: dict[str, list[Sent]], delivered: dict[str, list[Committed]], scripted: bool) -> Audit:
    """`sent`: each conversation's messages in their order; `delivered`: what the fan-out brought, by conversation/message."""
    found = Audit()
    store = Conversations(client)
    states: dict[str, Conversation] = {}
    for name, messages in sent.items():
        log = await _log(store, name)
        states[name] = await store.state(name) or Conversation(name)
        turns = await _turns(client, name)
        _check_turns(found, name, messages, turns, delivered, log)
        _check_log(found, name, messages, [entry for _, entry in log], states[name], scripted)
        found.counts["left in the inbox"] += await client.xlen(keys.inbox(keys.partition_of(name)))
    await _check_requests(found, client, states, scripted)
    await _check_queue(found, client, states)
    return found


async def _log(store: Conversations, name: str) -> list[tuple[str, Entry]]:
    log: list[tuple[str, Entry]] = []
    while entries := await store.entries(name, log[-1][0] if log else "0"):
        log += entries
    return log


async def _turns(client: Client, name: str) -> list[Committed]:
    entries = await client.xrange(keys.events(keys.partition_of(name)))
    return [read_turn(name, fields) for _, fields in entries if b"turn" in fields and fields[b"c"].decode() == name]


def _check_turns(
    found: Audit,
    name: str,
    messages: list[Sent],
    turns: list[Committed],
    delivered: dict[str, list[Committed]],
    log: list[tuple[str, Entry]],
) -> None:
    """Every message has one turn, in the order of the inbox; the fan-out brought each once; together they are the log. Timers
    come in between, each at most once."""
    done = Counter(turn.message for turn in turns)
    for message in messages:
        if done[message.id] != 1:
            found.fault("lost" if not done[message.id] else "taken twice", name, message)
        if len(delivered[f"{name}/{message.id}"]) != 1:
            found.fault("delivered not once", name, message, len(delivered[f"{name}/{message.id}"]))
    timers = [turn.message for turn in turns if turn.message.startswith(TIMERS)]
    found.counts["timers"] += len(timers)
    if len(set(timers)) != len(timers):
        found.fault("taken twice", name, timers)
    if [turn.message for turn in turns if turn.message not in timers] != [message.id for message in messages]:
        found.fault("out of order", name)
    if [entry_id for turn in turns for entry_id, _ in turn.entries] != [entry_id for entry_id, _ in log]:
        found.fault("log and events differ", name)
    found.counts["turns"] += len(turns)


def _check_log(found: Audit, name: str, messages: list[Sent], log: list[Entry], state: Conversation, scripted: bool) -> None:
    """Who owns the conversation decides who may speak; the replies count the turns, so that a lost memory shows."""
    by_message = {message: list(entries) for message, entries in groupby(log, lambda entry: entry.message)}
    if sum(map(len, by_message.values())) != len(log):
        found.fault("entries of one message lie apart", name)
    owner, turns = "bot", 0
    for message in messages:
        entries = by_message.get(message.id, [])
        authors: Counter[str] = Counter(entry.author for entry in entries)
        texts = [entry.text for entry in entries if entry.author == "bot"]
        if message.kind != "rep":
            given_up = FAILED in texts or _handed_over_in_silence(entries)
            _check_answer(found, name, message, owner, authors, scripted and not given_up, given_up)
            found.counts["given up"] += given_up
            turns += owner != "rep" and not given_up
        elif authors["rep"] + authors["system"] > 2 or authors["bot"] > _asks_how_it_was(entries):
            found.fault("a rep's message taken twice", name, message)
        _check_words(found, name, message, texts, turns if scripted else None)
        for entry in entries:
            owner = OWNER_AFTER.get(entry.event, owner)
            found.counts["hand-offs"] += entry.event in ("queued", "message_taken")
            found.counts["joined"] += entry.event == "joined"
    if (owner == "rep") != (state.owner == "rep"):
        found.fault("owner differs from the log", name, owner, state.owner)
    if sum(entry.event in ("queued", "message_taken") for entry in log) != state.epoch:
        found.fault("hand-off doubled or lost", name, state.epoch)


def _asks_how_it_was(entries: list[Entry]) -> bool:
    """A rep's message that ends the matter is followed by the bot's question; no other one by anything of the bot's."""
    return any(entry.event == "resolved" for entry in entries)


def _check_words(found: Audit, name: str, message: Sent, texts: list[str], turns: int | None) -> None:
    """`turns` is what the scripted reader must have counted; None for another reader."""
    for text in texts:
        if turns is not None and (counted := _TURN.match(text)) and int(counted[1]) != turns:
            found.fault("memory lost", name, message, text, turns)
        for number in re.findall(r"(RFQ-\d+)" if turns is None else r"opened (RFQ-\d+)", text):
            found.named[number].append(message)


def _handed_over_in_silence(entries: list[Entry]) -> bool:
    """Even the words for giving up failed: the customer got a place in the queue, and nothing was said."""
    return any(entry.event == "queued" for entry in entries) and not any(entry.author == "bot" for entry in entries)


def _check_answer(
    found: Audit, name: str, message: Sent, owner: str, authors: Counter[str], scripted: bool, given_up: bool
) -> None:
    if authors["customer"] != 1:
        found.fault("customer's words not once in the log", name, message)
    if owner == "rep":
        found.counts["with a rep"] += 1
        if authors["bot"]:
            found.fault("the bot spoke though a rep owns it", name, message)
    elif not authors["bot"] and not given_up:
        found.fault("unanswered", name, message)
    elif scripted and authors["bot"] > 1:
        found.fault("answered twice", name, message)
    else:
        found.counts["answered"] += 1


async def _check_requests(found: Audit, client: Client, states: dict[str, Conversation], scripted: bool) -> None:
    """Each number that a reply names is one request, of that conversation and with what was said; and there are no others."""
    last = int(await client.get(keys.counter("RFQ")) or FIRST - 1)
    requests = RedisRequests(client)
    stored = {number: await requests.get(number) for number in (f"RFQ-{n}" for n in range(FIRST, last + 1))}
    refs = {ref.number: (name, ref.state) for name, state in states.items() for ref in state.requests}
    found.counts["requests"] = sum(request is not None for request in stored.values())
    found.counts["requests cancelled"] = sum(
        request is not None and request.state == "cancelled" for request in stored.values()
    )
    openers = Counter((messages[0].conversation, messages[0].id) for messages in found.named.values())
    for where, times in openers.items():
        if times > 1:
            found.fault("request doubled", where, times)
    for number, messages in found.named.items():
        if not stored.get(number):
            found.fault("request lost", number, messages)
        if scripted and len(messages) != 1:
            found.fault("number named for two requests", number, messages)
    for number, request in stored.items():
        if request is None:
            found.counts["numbers left unused"] += 1
            if found.counts["numbers left unused"] > found.counts["given up"]:
                found.fault("number allocated twice for one request", number)
        else:
            _check_request(found, number, request, refs.get(number), scripted)


def _check_request(found: Audit, number: str, request: Request, ref: tuple[str, str] | None, scripted: bool) -> None:
    named = found.named.get(number)
    if not named:
        found.fault("request that no reply names", number)
        return
    if ref != (request.conversation, request.state) or request.conversation != named[0].conversation:
        found.fault("request and conversation differ", number, ref, request.state)
    if scripted and named[0].text != f"request {request.fields.quantity} totes":
        found.fault("request holds something else", number, request.fields.quantity, named[0])


async def _check_queue(found: Audit, client: Client, states: dict[str, Conversation]) -> None:
    """The queue says of each conversation what the conversation says itself, and no rep holds what is not theirs."""
    queue = RedisQueue(client)
    waiting = {one.conversation: one for one in await queue.waiting(10_000)}
    reserved = {name.decode() for name in await client.zrange(keys.SALES_RESERVED, 0, -1)}
    aside = {name.decode() for name in await client.zrange(keys.SALES_SNOOZED, 0, -1)}
    held: dict[str, set[str]] = defaultdict(set)
    async for key in client.scan_iter(match=f"{keys.SALES_REP}*"):
        for member in await client.smembers(key.decode()):
            held[member.decode()].add(key.decode().removeprefix(keys.SALES_REP))
    for name, state in states.items():
        handoff = await client.hgetall(keys.sales_handoff(name))
        there = {field.decode(): value.decode() for field, value in handoff.items()}
        expected = {"active": ("active",), "queued": ("queued", "reserved"), "message_taken": ("queued", "reserved")}
        if there.get("state", "") not in expected.get(state.handoff, ("",)):
            found.fault("hand-off and conversation differ", name, state.handoff, there.get("state"))
        if there and int(there["epoch"]) != state.epoch:
            found.fault("hand-off of another epoch", name, state.epoch, there["epoch"])
        if (there.get("state") == "queued") != (name in waiting) or (there.get("state") == "reserved") != (name in reserved):
            found.fault("hand-off in the wrong list", name, there.get("state"))
        if held[name] != ({there["rep"]} if there.get("rep") else set()):
            found.fault("rep's capacity leaks", name, held[name], there.get("rep"))
        if len({state.snoozed is not None, "snoozed" in there, name in aside}) > 1:
            found.fault("put aside in one place only", name, state.snoozed, there.get("snoozed"))
        found.counts[f"owned by {state.owner}"] += 1
