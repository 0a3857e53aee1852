"""Sees to it that there is a Chromium for the tests: `.venv/bin/python tools/browser.py`.

One on PATH will do, or Playwright's own; else it comes from Debian through apt where we are root, else from Playwright.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome")


def main():
    if on_path() or playwrights_own():
        return
    print("setup: getting Chromium for the tests", flush=True)
    if (
        from_debian()
        or subprocess.call([sys.executable, "-m", "playwright", "install", "chromium"], stdin=subprocess.DEVNULL) == 0
    ):
        return
    sys.exit("setup: there is no browser for the tests; install Chromium so that `chromium` is on PATH, then try again")


def on_path():
    return any(shutil.which(name) for name in NAMES)


def playwrights_own():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path).exists()


def from_debian():
    """Whether apt could install it."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update", "-q"], ["install", "-qy", "--no-install-recommends", "chromium"]):
        subprocess.call(["apt-get", *words], env=env, stdin=subprocess.DEVNULL)
    return on_path()


if __name__ == "__main__":
    main()
