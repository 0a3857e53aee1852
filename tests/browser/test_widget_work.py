"""The chat beside talking: files, products side by side, what was seen, the menu, and links out of mails."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.chat import Chat
from tests.browser.conftest import World
from tests.browser.test_hand_off import accept, answer, customer_who_waits, desk_of, finish

Contexts = Callable[..., BrowserContext]
SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><rect width='9' height='9'/></svg>"


def attach(chat: Chat, *files: dict[str, object]) -> None:
    chat.root.locator("input[type=file]").set_input_files(list(files))  # type: ignore[arg-type]


def file(name: str, content: bytes) -> dict[str, object]:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def test_a_file_reaches_the_rep_who_can_save_it(new_context: Contexts, world: World) -> None:
    customer = customer_who_waits(new_context, world, "a person for my logo")
    desk = desk_of(new_context, world, "anna")
    accept(desk, "for my logo")
    attach(customer, file("logo.svg", SVG))
    expect(customer.root.locator(".tray li:not(.going)")).to_contain_text("logo.svg")
    customer.say("here it is")
    expect(customer.root.locator(".lines .file")).to_contain_text("logo.svg")
    with desk.expect_download() as saved:
        desk.locator("#transcript .file a", has_text="logo.svg").click()
    assert Path(saved.value.path()).read_bytes() == SVG
    finish(desk)


def test_what_cannot_be_taken_is_said_and_words_go_on(page: Page, world: World) -> None:
    chat = Chat(page, world.url).open()
    attach(chat, file("logo.png", b"PK\x03\x04 not a picture"))
    expect(chat.notice).to_contain_text("cannot be taken")
    attach(chat, file("huge.jpg", b"\xff\xd8\xff" + bytes(30 << 20)))
    expect(chat.notice).to_contain_text("10 MB")
    expect(chat.root.locator(".tray")).to_be_hidden()
    chat.say("words alone")
    chat.sees("You said: words alone")


def test_several_files_chosen_at_once_all_go(page: Page, world: World) -> None:
    chat = Chat(page, world.url).open()
    attach(chat, *(file(f"logo-{number}.svg", SVG) for number in range(6)))
    expect(chat.root.locator(".tray li:not(.going)")).to_have_count(5)
    expect(chat.notice).to_contain_text("Five files fit")
    chat.say("all of them")
    expect(chat.root.locator(".lines:not(.pending) .file")).to_have_count(5)


def test_a_file_on_its_way_shows_how_far_it_is_and_can_be_left_out(page: Page, world: World) -> None:
    chat = Chat(page, world.url).open()
    chat.say("hello")
    chat.sees("You said: hello")
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 400_000}
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.send("Network.emulateNetworkConditions", slow)
    attach(chat, file("drawing.png", b"\x89PNG\r\n\x1a\n" + bytes(8 << 20)))
    bar = chat.root.locator(".tray progress")
    expect(bar).to_be_visible()
    page.wait_for_function("bar => bar.value > 0", arg=bar.element_handle())
    expect(chat.root.locator(".send")).to_be_disabled()
    expect(chat.bubble("You said: hello")).to_be_in_viewport(ratio=1)
    chat.root.get_by_role("button", name="Leave out drawing.png").click()
    expect(chat.root.locator(".tray")).to_be_hidden()
    chat.say("words alone")
    chat.sees("You said: words alone")


def test_products_side_by_side(page: Page, world: World) -> None:
    chat = Chat(page, world.url).open()
    chat.say("toner please")
    boxes = chat.root.locator(".card .compare input")
    boxes.nth(0).check()
    expect(chat.root.locator(".compared")).to_be_disabled()
    boxes.nth(1).check()
    chat.root.locator(".compared").click()
    table = chat.root.locator(".side-by-side table")
    expect(table.locator("thead th")).to_have_count(2)
    expect(table).to_contain_text("$74.50")
    expect(table).to_contain_text("Price on request")
    page.keyboard.press("Escape")
    expect(table).to_be_hidden()
    expect(chat.root.locator(".panel")).to_be_visible()
    expect(boxes.nth(0)).not_to_be_checked()


def test_each_side_sees_that_the_other_has_read(new_context: Contexts, world: World) -> None:
    customer = customer_who_waits(new_context, world, "a person who reads")
    desk = desk_of(new_context, world, "ben")
    accept(desk, "who reads")
    answer(desk, "Here I am")
    customer.sees("Here I am")
    expect(desk.locator("#transcript .seen")).to_have_text("Seen")
    customer.say("good")
    expect(customer.root.locator(".lines .seen")).to_have_text("Seen")
    finish(desk)


def test_the_menu_asks_for_a_transcript_turns_sound_on_and_begins_anew(page: Page, world: World) -> None:
    chat = Chat(page, world.url).open()
    chat.say("hello")
    chat.sees("You said: hello")
    chat.root.get_by_role("button", name="Menu").click()
    sound = chat.root.get_by_role("button", name="Sound")
    expect(sound).to_have_attribute("aria-pressed", "false")
    sound.click()
    expect(sound).to_have_attribute("aria-pressed", "true")
    chat.root.get_by_role("button", name="Email me the transcript").click()
    chat.root.get_by_label("Your e-mail address").fill("dana@shop-example.com")
    page.keyboard.press("Enter")
    expect(chat.notice).to_contain_text("dana@shop-example.com")
    chat.root.get_by_role("button", name="Menu").click()
    chat.root.get_by_role("button", name="New conversation").click()
    expect(chat.root.locator(".lines .bubble")).to_have_count(0)
    chat.say("afresh")
    chat.sees("You said: afresh")
    assert chat.texts() == ["afresh", "You said: afresh"]


def test_where_the_visitor_is_goes_into_the_chat_when_they_choose_so(new_context: Contexts, world: World) -> None:
    context = new_context(geolocation={"latitude": 41.8858, "longitude": -87.6229})
    chat = Chat(context.new_page(), world.url).open()
    chat.root.get_by_role("button", name="Menu").click()
    context.grant_permissions(["geolocation"])
    chat.root.get_by_role("button", name="Share where I am").click()
    chat.sees("Chicago, IL 606")
    expect(chat.root.locator(".menu")).to_be_hidden()


def test_who_will_not_be_located_is_asked_for_a_zip_code(page: Page, world: World) -> None:
    chat = Chat(page, world.url).open()
    chat.root.get_by_role("button", name="Menu").click()
    chat.root.get_by_role("button", name="Share where I am").click()
    expect(chat.notice).to_contain_text("A ZIP code or a city does as well")


def test_a_link_out_of_a_mail_goes_on_with_the_conversation_elsewhere(new_context: Contexts, world: World) -> None:
    first = Chat(new_context().new_page(), world.url).open()
    first.say("from my phone")
    first.sees("You said: from my phone")
    read = "JSON.parse(Object.entries(localStorage).find(([key]) => key.endsWith(':token'))[1])"
    second = Chat(new_context().new_page(), f"{world.url}/#quartermaster-chat={first.page.evaluate(read)}")
    second.sees("You said: from my phone")
    expect(second.page).to_have_url(re.compile(r"/$"))
    second.say("from my desk")
    first.sees("You said: from my desk")


def test_the_chat_speaks_spanish(page: Page, world: World) -> None:
    expect(Chat(page, world.url).root.locator(".launcher")).to_be_visible()
    page.evaluate("document.documentElement.lang = 'es'; document.querySelector('quartermaster-chat').remove()")
    page.evaluate("document.body.append(document.createElement('quartermaster-chat'))")
    chat = Chat(page).open()
    expect(chat.root.get_by_role("button", name="Adjuntar un archivo")).to_be_visible()


def test_the_chat_weighs_less_than_it_may(page: Page, world: World) -> None:
    sizes = []
    page.on(
        "response",
        lambda answer: sizes.append(int(answer.headers.get("content-length", 0))) if "widget" in answer.url else None,
    )
    Chat(page, world.url).open()
    expect(page.locator("quartermaster-chat .panel")).to_be_visible()
    assert 5_000 < sum(sizes) < 60_000
