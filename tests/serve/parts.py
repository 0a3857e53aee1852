"""`serve` with children of the tests' own in place of web and engine: python -m tests.serve.parts CHILDREN, a JSON object.

CHILDREN maps a child's name to a piece of Python that it runs; the one named "once" has its work done when it ends. Settings
come from the environment as always.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

from bot.commands.serve import show
from bot.errors import QuartermasterError
from bot.settings import settings
from bot.supervisor.child import Child
from bot.supervisor.serve import serve


def prepare(var: Path, redis_url: str) -> list[str]:
    return [f"prepared on {redis_url}"]


def main() -> None:
    children = [
        Child(name, [sys.executable, "-c", code], steady=0.5, longest_pause=0.1, grace=1, once=name == "once")
        for name, code in json.loads(sys.argv[1]).items()
    ]
    try:
        asyncio.run(serve(settings(), children, prepare, show))
    except QuartermasterError as error:
        sys.exit(f"quartermaster: {error}")


if __name__ == "__main__":
    main()
