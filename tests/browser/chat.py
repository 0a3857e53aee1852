"""The widget as a visitor uses it."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect


class Chat:
    def __init__(self, page: Page, url: str = "") -> None:
        self.page = page
        self.root = page.locator("quartermaster-chat")
        if url:
            page.goto(url)

    def open(self) -> Chat:
        self.root.locator(".launcher").click()
        return self

    def say(self, text: str) -> None:
        self.root.locator("textarea").fill(text)
        self.page.keyboard.press("Enter")

    def bubble(self, text: str) -> Locator:
        return self.root.locator(".lines .bubble", has_text=text)

    def texts(self) -> list[str]:
        """Everything that was said, as shown."""
        return self.root.locator(".lines .bubble").all_text_contents()

    def sees(self, text: str) -> None:
        expect(self.bubble(text).first).to_be_visible()

    def system(self, text: str) -> None:
        expect(self.root.locator(".line.system", has_text=text).first).to_be_visible()

    def button(self, title: str) -> Locator:
        return self.root.locator(".buttons button", has_text=title)

    @property
    def notice(self) -> Locator:
        return self.root.locator(".notice")

    @property
    def status(self) -> Locator:
        return self.root.locator(".status")
