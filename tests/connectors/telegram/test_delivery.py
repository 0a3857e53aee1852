"""What is in the log reaches the chat: in order, nothing lost, nothing twice, whatever dies or refuses in between."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from pathlib import Path
from subprocess import Popen

import pytest

from bot.conversation.message import Message, RepSaid, Said
from bot.store import keys
from tests.connectors.telegram.bot_api import TOKEN, BotApi, Refusal, too_many
from tests.connectors.telegram.conftest import Start, World, environment
from tests.connectors.telegram.customer import Customer
from tests.process import running

pytestmark = pytest.mark.usefixtures("engine")


async def test_a_rate_limit_is_waited_for_and_order_kept(start: Start, customer: Customer, world: World) -> None:
    world.api.refusals["sendMessage"].append(too_many(1))
    await start()
    for text in ("one", "two"):
        await customer.writes(text)
    assert await world.api.sees(customer.id, 2) == ["You said: one", "You said: two"]
    assert [method for method, _ in world.api.calls].count("sendMessage") == 3


async def test_a_network_that_fails_is_tried_again(start: Start, customer: Customer, world: World) -> None:
    world.api.refusals["sendMessage"] += [Refusal(502, "Bad Gateway"), Refusal(500, "Internal Server Error")]
    world.api.refusals["getUpdates"] += [Refusal(502, "Bad Gateway"), too_many(1)]
    await start()
    await customer.writes("one")
    assert await world.api.sees(customer.id, 1) == ["You said: one"]


async def test_who_blocked_the_bot_gets_everything_when_they_write_again(
    start: Start, customer: Customer, world: World
) -> None:
    await start()
    await customer.writes("a person please")
    await world.rep_joins(customer)
    await world.api.sees(customer.id, 2)
    world.api.blocked.add(customer.id)
    await world.rep(customer, RepSaid("anna", "first"))
    await world.logged(customer, lambda log: log[-1].text == "first")
    conversation = await world.chats.conversation(customer.id)
    while not (await world.chats.delivered(conversation)).unreachable:
        await asyncio.sleep(0.01)
    tried = [method for method, _ in world.api.calls].count("sendMessage")
    await world.rep(customer, RepSaid("anna", "second"))
    await world.logged(customer, lambda log: log[-1].text == "second")
    other = Customer(world.api, 778)
    await other.writes("somebody else")
    await world.api.sees(other.id, 1)
    assert [method for method, _ in world.api.calls].count("sendMessage") == tried + 1
    world.api.blocked.clear()
    await customer.writes("back again")
    assert (await world.api.sees(customer.id, 4))[2:] == ["Anna: first", "Anna: second"]


async def test_telegram_saying_that_the_bot_was_blocked_is_enough(start: Start, customer: Customer, world: World) -> None:
    await start()
    await customer.writes("hello")
    await world.api.sees(customer.id, 1)
    person = {"id": customer.id, "is_bot": False, "first_name": "Dana"}
    changes = {"date": 1, "chat": {"id": customer.id, "type": "private"}, "from": person}
    bot = {"user": {"id": 4242, "is_bot": True, "first_name": "Q"}}
    gone = {"old_chat_member": {**bot, "status": "member"}, "new_chat_member": {**bot, "status": "kicked", "until_date": 0}}
    await world.api.happen(my_chat_member={**changes, **gone})
    conversation = await world.chats.conversation(customer.id)
    while not (await world.chats.delivered(conversation)).unreachable:
        await asyncio.sleep(0.01)


async def test_a_message_that_telegram_never_takes_does_not_hold_up_the_next(
    start: Start, customer: Customer, world: World
) -> None:
    world.api.refusals["sendMessage"].append(Refusal(400, "Bad Request: something nobody foresaw"))
    await start()
    await customer.writes("one")
    await customer.writes("two")
    assert await world.api.sees(customer.id, 1) == ["You said: two"]


async def test_what_was_said_while_no_process_ran_is_delivered_once_by_the_next(
    start: Start, customer: Customer, world: World
) -> None:
    first = await start()
    await customer.writes("one")
    await world.api.sees(customer.id, 1)
    await first.aclose()
    conversation = await world.chats.conversation(customer.id)
    now = datetime.now(timezone.utc)
    await world.conversations.append(Message("later", conversation, now, Said("two"), "telegram"))
    await world.logged(customer, lambda log: log[-1].text == "You said: two")
    await start("another")
    await customer.writes("three")
    assert await world.api.sees(customer.id, 3) == ["You said: one", "You said: two", "You said: three"]


async def test_several_processes_deliver_each_answer_once(start: Start, world: World) -> None:
    for name in ("one", "two", "three"):
        await start(name)
    while await holders(world) != {b"one", b"two", b"three"}:
        await asyncio.sleep(0.05)
    customers = [Customer(world.api, 1000 + number) for number in range(30)]
    for text in ("a", "b", "c"):
        for customer in customers:
            await customer.writes(text)
    for customer in customers:
        assert await world.api.sees(customer.id, 3) == ["You said: a", "You said: b", "You said: c"]


async def holders(world: World) -> set[bytes | None]:
    """Who delivers to the partitions now; each process takes its share at its next heartbeat."""
    return {await world.redis.get(keys.telegram_lease(partition)) for partition in range(keys.PARTITIONS)}


async def delivered(world: World, customer: Customer) -> None:
    """Waits until the whole log is marked as sent."""
    conversation = await world.chats.conversation(customer.id)
    while await world.chats.behind(keys.partition_of(conversation)):
        await asyncio.sleep(0.01)


class TestKilled:
    """`quartermaster telegram` as a process of its own, killed without a warning."""

    @contextmanager
    def process(self, api: BotApi, redis_url: str, var: Path) -> Iterator[Popen[str]]:
        with running("telegram", "--name", "one", var=var, REDIS_URL=redis_url, **self.settings(api, var)) as process:
            yield process

    def settings(self, api: BotApi, var: Path) -> dict[str, str]:
        return {name: value for name, value in environment(api, var).items() if name != "QUARTERMASTER_VAR"}

    async def test_between_commit_and_send_nothing_is_lost_or_doubled(
        self, world: World, customer: Customer, redis_url: str, var: Path
    ) -> None:
        hold = world.api.hold("sendMessage", taken=False)
        with self.process(world.api, redis_url, var) as process:
            await customer.writes("one")
            await customer.writes("two")
            await asyncio.wait_for(hold.reached.wait(), 30)
            process.kill()
            process.wait()
        assert world.api.texts(customer.id) == []
        with self.process(world.api, redis_url, var):
            await customer.writes("three")
            seen = await world.api.sees(customer.id, 3)
        assert seen == ["You said: one", "You said: two", "You said: three"]

    async def test_in_the_middle_of_a_long_answer_it_goes_on_where_it_was(
        self, world: World, customer: Customer, redis_url: str, var: Path
    ) -> None:
        hold = world.api.hold("sendMessage", taken=False, skipped=1)
        with self.process(world.api, redis_url, var) as process:
            await customer.writes("long")
            await customer.writes("after")
            await asyncio.wait_for(hold.reached.wait(), 30)
            process.kill()
            process.wait()
        assert len(world.api.texts(customer.id)) == 1
        with self.process(world.api, redis_url, var):
            await world.api.until(lambda: "You said: after" in world.api.texts(customer.id))
        text = " ".join(world.api.texts(customer.id))
        assert [f"number {number} of" in text for number in range(250)] == [True] * 250
        assert text.count("This is sentence number") == 250

    async def test_between_send_and_mark_one_message_comes_twice_and_no_more(
        self, world: World, customer: Customer, redis_url: str, var: Path
    ) -> None:
        hold = world.api.hold("sendMessage", taken=True)
        with self.process(world.api, redis_url, var) as process:
            await customer.writes("one")
            await customer.writes("two")
            await asyncio.wait_for(hold.reached.wait(), 30)
            process.kill()
            process.wait()
        world.api.refusals["sendMessage"].append(too_many(1))
        with self.process(world.api, redis_url, var) as process:
            seen = await world.api.sees(customer.id, 3)
            assert seen == ["You said: one", "You said: one", "You said: two"]
            process.terminate()
            output = process.stdout.read() if process.stdout else ""
            assert process.wait(10) == 0
        assert TOKEN not in output

    async def test_before_an_update_is_acknowledged_it_is_taken_again_and_kept_once(
        self, world: World, customer: Customer, redis_url: str, var: Path
    ) -> None:
        with self.process(world.api, redis_url, var) as process:
            await customer.writes("one")
            await world.api.sees(customer.id, 1)
            await delivered(world, customer)
            # The next question would acknowledge it; a process that dies before asking gets the same update again.
            process.kill()
            process.wait()
        await customer.writes("one", update_id=1001)
        with self.process(world.api, redis_url, var):
            await customer.writes("two")
            assert await world.api.sees(customer.id, 2) == ["You said: one", "You said: two"]


async def test_a_token_that_telegram_does_not_know_is_one_clear_line(api: BotApi, redis_url: str, var: Path) -> None:
    settings = {**environment(api, var), "TELEGRAM_TOKEN": "4242:wrong"}
    del settings["QUARTERMASTER_VAR"]
    with running("telegram", var=var, REDIS_URL=redis_url, **settings) as process:
        output = await asyncio.to_thread(process.communicate)
    assert process.returncode == 1
    assert output[0].strip().splitlines()[-1] == "quartermaster: TELEGRAM_TOKEN is not a token that Telegram knows"
