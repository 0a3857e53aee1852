"""The desk beside answering, with the keyboard; several reps and customers at once; many chats that stay quick."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from decimal import Decimal

from playwright.sync_api import BrowserContext, Page, expect

from bot.catalog.imports import import_products
from bot.catalog.product import Product
from bot.sales.service import SILENT_SECONDS
from tests.browser.chat import Chat
from tests.browser.conftest import HOSTILE_NAME, World
from tests.browser.test_hand_off import accept, answer, customer_who_waits, desk_of, finish

Contexts = Callable[..., BrowserContext]
QUICK = 1_000  # ms within which a chat is shown, on a machine that does other things too


def choose(desk: Page, text: str) -> None:
    desk.locator("#mine .item", has_text=text).locator(".pick").click()


def test_ready_replies_notes_and_products_go_by_the_keyboard(new_context: Contexts, world: World) -> None:
    import_products(
        world.var, [Product(id="P1", title="Copy paper", price=Decimal("6.5")), Product(id="P2", title="Copy stand")]
    )
    customer = customer_who_waits(new_context, world, "a person for paper")
    desk = desk_of(new_context, world, "anna")
    accept(desk, "for paper")
    desk.locator("#words").press_sequentially("/hel")
    expect(desk.locator("#canned li").first).to_contain_text("/hello")
    desk.keyboard.press("Enter")
    expect(desk.locator("#words")).to_have_value(re.compile("Anna here"))
    desk.keyboard.press("Enter")
    customer.sees("Hello, Anna here")

    desk.keyboard.press("Escape")
    desk.keyboard.press("n")
    desk.keyboard.type("haggles a lot")
    desk.keyboard.press("Enter")
    expect(desk.locator("#transcript .private:not(.pending) .bubble")).to_have_text("haggles a lot")

    desk.keyboard.press("Escape")
    desk.keyboard.press("p")
    desk.keyboard.type("copy")
    expect(desk.locator("#found li")).to_have_count(2)
    desk.locator("#found li", has_text="Copy paper").locator("input").check()
    desk.locator("#found li", has_text="Copy stand").locator("input").check()
    desk.keyboard.press("Enter")
    expect(desk.locator("#tray li")).to_have_count(2)
    expect(desk.locator("#words")).to_be_focused()
    desk.keyboard.type("These two")
    desk.keyboard.press("Enter")
    customer.sees("These two")
    expect(customer.root.locator(".card")).to_have_count(2)
    assert "haggles" not in customer.page.content() + " ".join(customer.texts())
    finish(desk)


def test_a_fact_leads_to_where_it_was_said(new_context: Contexts, world: World) -> None:
    chat = Chat(new_context().new_page(), world.url).open()
    chat.say("I want 2,500 of them")
    chat.sees("You said: I want")
    chat.say("a person who knows")
    chat.system("You are in line")
    desk = desk_of(new_context, world, "cleo")
    accept(desk, "who knows")
    desk.locator("#known dd", has_text="2,500").get_by_role("button", name="Where it was said").click()
    expect(desk.locator("#transcript .line.found")).to_contain_text("I want 2,500 of them")
    finish(desk)


def test_a_chat_is_passed_on_put_aside_and_comes_back_when_the_customer_writes(new_context: Contexts, world: World) -> None:
    customer = customer_who_waits(new_context, world, "a person to pass on")
    anna, ben = desk_of(new_context, world, "anna"), desk_of(new_context, world, "ben")
    accept(anna, "to pass on")
    anna.locator("#transfer").click()
    dialog = anna.locator("#transfer-dialog")
    dialog.get_by_label("Search colleagues").fill("ben")
    expect(dialog.locator("#colleagues li")).to_have_count(2)
    dialog.get_by_label("Ben Reyes").check()
    dialog.locator("textarea").fill("knows printers")
    dialog.get_by_role("button", name="Pass on").click()
    customer.system("Ben goes on with you")
    expect(anna.locator("#mine .item", has_text="knows printers")).to_have_count(0)
    choose(ben, "to pass on")
    expect(ben.locator("#transcript .private .bubble")).to_have_text("knows printers")
    answer(ben, "Ben here")
    customer.sees("Ben here")

    ben.locator("#snooze").click()
    ben.locator("#snooze-dialog").get_by_role("button", name="Put aside").click()
    expect(ben.locator("#mine .snoozed")).to_contain_text("Aside until")
    customer.say("one more thing")
    expect(ben.locator("#mine .snoozed")).to_have_count(0)
    expect(ben.locator("#transcript .customer", has_text="one more thing")).to_be_visible()
    finish(ben)


def test_two_reps_and_three_customers_talk_at_once_and_nobody_gets_anothers_words(new_context: Contexts, world: World) -> None:
    customers = {name: customer_who_waits(new_context, world, f"a person for {name}") for name in ("ada", "bea", "cat")}
    anna, ben = desk_of(new_context, world, "anna"), desk_of(new_context, world, "ben")
    helped = {"ada": anna, "bea": ben, "cat": anna}
    for name, desk in helped.items():
        accept(desk, f"for {name}")
        answer(desk, f"to {name} from the desk")
    for name, customer in customers.items():
        customer.say(f"thanks from {name}")
    for name, desk in helped.items():
        choose(desk, f"thanks from {name}")
        expect(desk.locator("#transcript .customer").last).to_contain_text(f"thanks from {name}")
        answer(desk, f"bye {name}")
        customers[name].sees(f"bye {name}")
    for name, customer in customers.items():
        said = " ".join(customer.texts())
        assert not [other for other in customers if other != name and other in said]
    for desk in (anna, ben):
        while desk.locator("#mine .item").count():
            desk.locator("#mine .pick").first.click()
            left = desk.locator("#mine .item").count()
            finish(desk)
            expect(desk.locator("#mine .item")).to_have_count(left - 1)


def test_twelve_chats_stay_quick_while_all_of_them_receive_messages(new_context: Contexts, world: World) -> None:
    desk = desk_of(new_context, world, "cleo")
    page = new_context().new_page()
    page.goto(world.url)
    page.evaluate(CROWD, [world.url.replace("http", "ws") + "/socket", 12])
    for number in range(12):
        accept(desk, f"crowd {number:02}")
    expect(desk.locator("#mine .item")).to_have_count(12)
    page.evaluate("window.crowd.forEach((say, n) => setInterval(() => say(`more of ${n}`), 700))")
    expect(desk.locator("#mine .unread")).to_have_count(11)
    took = []
    for number in range(12):
        took.append(desk.evaluate(OPEN, number))
        expect(desk.locator("#transcript .customer").last).to_contain_text("more of")
    answer(desk, "Still here")
    page.close()
    assert max(took) < QUICK, took
    for _ in range(12):
        desk.locator("#mine .pick").first.click()
        left = desk.locator("#mine .item").count()
        finish(desk)
        expect(desk.locator("#mine .item")).to_have_count(left - 1)


CROWD = """async ([address, count]) => {
  const join = (n) => new Promise((resolve) => {
    const socket = new WebSocket(address);
    const say = (text) => socket.send(JSON.stringify({ type: "say", id: crypto.randomUUID(), text }));
    socket.onopen = () => socket.send(JSON.stringify({ type: "hello" }));
    socket.onmessage = (event) => {
      const message = JSON.parse(event.data);
      if (message.type === "welcome") say(`person for crowd ${String(n).padStart(2, "0")}`);
      if (message.entry?.event === "queued") resolve(say);
    };
  });
  window.crowd = await Promise.all([...Array(count).keys()].map(join));
}"""
OPEN = """async (n) => {
  const began = performance.now();
  document.querySelectorAll("#mine .pick")[n].click();
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  return performance.now() - began;
}"""


def test_a_name_full_of_markup_is_only_a_name(new_context: Contexts, world: World) -> None:
    customer = customer_who_waits(new_context, world, "a person with a name")
    desk = desk_of(new_context, world, "mallory")
    expect(desk.locator(".me")).to_have_text(HOSTILE_NAME)
    accept(desk, "with a name")
    answer(desk, "Hello")
    customer.system(f"{HOSTILE_NAME.split()[0]} joined the chat")
    expect(customer.status).to_contain_text(HOSTILE_NAME.split()[0])
    finish(desk)


def test_a_rep_who_signs_out_in_mid_chat_leaves_nobody_alone(new_context: Contexts, world: World) -> None:
    customer = customer_who_waits(new_context, world, "a person who stays")
    anna, ben = desk_of(new_context, world, "anna"), desk_of(new_context, world, "ben")
    accept(anna, "who stays")
    answer(anna, "Anna here")
    anna.get_by_role("button", name="Sign out").click()
    ben.locator("#waiting .item", has_text="Signed out in mid-chat").get_by_role("button", name="Accept").click()
    expect(ben.locator("#chat-state")).to_have_text("You answer")
    expect(ben.locator("#transcript")).to_contain_text("Anna here")
    answer(ben, "Ben goes on")
    customer.sees("Ben goes on")
    finish(ben)


def test_a_rep_is_warned_before_a_chat_that_waits_goes_to_somebody_else(new_context: Contexts, world: World) -> None:
    customer = customer_who_waits(new_context, world, "a person in haste")
    desk = desk_of(new_context, world, "anna")
    accept(desk, "in haste")
    answer(desk, "Hello")
    customer.say("and how many")
    expect(desk.locator("#mine .item")).to_contain_text("and how many")
    desk.clock.set_fixed_time(datetime.now(timezone.utc) + timedelta(seconds=SILENT_SECONDS - 30))
    expect(desk.locator("#mine .item")).to_contain_text("Answer within")
    answer(desk, "Twelve")
    expect(desk.locator("#mine .item")).to_contain_text("You: Twelve")
    finish(desk)
