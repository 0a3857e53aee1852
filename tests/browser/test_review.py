"""A lead decides in a real browser what misunderstood messages teach."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, expect

from bot.events import MessageMisread
from bot.sales.model import Rep
from bot.sales.passwords import hash_password
from bot.store.connect import Client
from bot.store.once import ask
from bot.store.review import RedisReview
from bot.store.sales import RedisReps
from tests.browser.conftest import PASSWORD, World
from tests.browser.test_hand_off import desk_of

AT = datetime(2026, 9, 15, 10, 30, tzinfo=timezone.utc)


async def _prepare(client: Client) -> None:
    """A lead, and two misunderstood messages."""
    await RedisReps(client).save(Rep("lena", "Lena Lead", hash_password(PASSWORD), role="lead"))
    for number, text in enumerate(("what's the damage for ten", "<script>alert(1)</script> zzz")):
        ranking = (("price_check", 0.3), ("greet", 0.2))
        await RedisReview(client).add(MessageMisread("c1", f"m{number}", AT, text, "nlu_fallback", ranking))


def test_a_lead_accepts_one_message_and_drops_another(new_context: Callable[..., BrowserContext], world: World) -> None:
    with ThreadPoolExecutor() as threads:  # this thread has the browser's event loop
        threads.submit(ask, world.redis_url, _prepare).result()
    page = desk_of(new_context, world, "lena")
    page.get_by_role("link", name="Review").click()
    expect(page.locator(".cases > li")).to_have_count(2)
    assert Axe().run(page).violations_count == 0
    wanted = page.locator(".cases > li", has_text="what's the damage")
    expect(wanted.get_by_label("It means")).to_have_value("price_check")
    wanted.get_by_role("button", name="Accept").click()
    expect(page.get_by_role("status")).to_contain_text("Accepted as price_check")
    page.locator(".cases > li").get_by_role("button", name="Drop").click()
    expect(page.get_by_role("status")).to_have_text("Dropped.")
    expect(page.get_by_text("Nothing waits for a decision.")).to_be_visible()
    learned = (world.var / "learned.yml").read_text()
    assert "what's the damage for ten" in learned
    assert "script" not in learned
