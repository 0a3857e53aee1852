"""`quartermaster serve` as a process, with small children in place of web and engine: real signals, real Redis."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
import redis

from bot.store.embedded import LOCK, embedded_redis, is_free
from bot.supervisor.child import pause_after
from tests.process import environment, is_gone, parent_of, running, until
from tests.serve.process import Serve

WEB = """
import os, socket, time
with socket.create_server(("127.0.0.1", int(os.environ["QUARTERMASTER_PORT"]))) as server:
    print("web", os.getpid(), flush=True)
    while True:
        server.accept()[0].close()
"""
ENGINE = """
import os, signal, sys, time
def end(*_):
    print("engine says goodbye", flush=True)
    sys.exit(0)
signal.signal(signal.SIGTERM, end)
print("engine", os.getpid(), os.environ["REDIS_URL"], flush=True)
time.sleep(600)
"""


@contextmanager
def serving(var: Path, web: str = WEB, engine: str = ENGINE, once: str = "", **settings: str) -> Iterator[Serve]:
    codes = {"web": web, "engine": engine, **({"once": once} if once else {})}
    children = json.dumps({name: textwrap.dedent(code) for name, code in codes.items()})
    with subprocess.Popen(
        [sys.executable, "-m", "tests.serve.parts", children], env=environment(var, QUARTERMASTER_PORT="0", **settings),
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    ) as process:  # fmt: skip
        try:
            yield Serve(process)
        finally:
            process.kill()


def server_of(url: str) -> int:
    with redis.Redis.from_url(url) as client:
        server = int(client.info("server")["process_id"])
        client.connection_pool.disconnect()
    return server


def test_it_says_where_the_page_is_once_it_answers(var: Path) -> None:
    with serving(var) as serve:
        address = serve.read_until(r"shop page  http://127\.0\.0\.1:(\d+)/")
        socket.create_connection(("127.0.0.1", int(address[1]))).close()
        assert serve.read_until(r"desk +http://\S+/desk")
        assert serve.read_until(r"prepared on unix://")


def test_what_children_print_carries_their_name(var: Path) -> None:
    with serving(var, engine="print('ready', flush=True); print('x' * 200_000); import time; time.sleep(600)") as serve:
        assert serve.read_until(r"(?m)^engine +\| ready$")


def test_every_child_gets_the_address_of_redis(var: Path) -> None:
    with serving(var) as serve, embedded_redis(var) as url:
        assert serve.read_until(r"engine \d+ (\S+)")[1] == url


def test_a_redis_that_is_set_is_used_and_none_is_started(var: Path, redis_url: str) -> None:
    with serving(var, REDIS_URL=redis_url) as serve:
        assert serve.read_until(r"engine \d+ (\S+)")[1] == redis_url
        assert not (var / LOCK).exists()
        assert serve.end(signal.SIGTERM) == 0


def test_a_killed_child_is_started_again(var: Path) -> None:
    with serving(var) as serve:
        engine = int(serve.read_until(r"\| engine (\d+)")[1])
        for _ in range(3):
            os.kill(engine, signal.SIGKILL)
            serve.read_until("engine ended with signal 9")
            killed, engine = engine, int(serve.read_until(r"\| engine (\d+)")[1])
            assert engine != killed


def test_a_killed_redis_comes_back_with_its_data_and_the_children_stay(var: Path) -> None:
    with serving(var) as serve:
        engine, url = serve.read_until(r"engine (\d+) (\S+)").groups()
        with redis.Redis.from_url(url) as client:
            client.set("kept", "yes")
        os.kill(server_of(url), signal.SIGKILL)
        with embedded_redis(var) as again, redis.Redis.from_url(again) as client:
            assert again == url
            assert client.get("kept") == b"yes"
        assert not is_gone(int(engine))


def test_a_killed_keeper_of_redis_is_started_again(var: Path) -> None:
    with serving(var) as serve:
        url = serve.read_until(r"engine \d+ (\S+)")[1]
        first = server_of(url)
        os.kill(parent_of(first), signal.SIGKILL)
        serve.read_until("redis ended with signal 9")
        with embedded_redis(var) as again:
            assert server_of(again) != first


def test_a_child_that_always_dies_at_once_ends_it_with_a_clear_line(var: Path) -> None:
    with serving(var, engine="raise SystemExit('no model')") as serve:
        serve.printed += serve.process.communicate(timeout=60)[0]
        assert serve.process.returncode == 1
        assert serve.printed.count("| no model") == 10
        assert serve.printed.splitlines()[-1].endswith(
            "quartermaster: engine ended at once 10 times in a row, the last time with exit code 1"
        )
        assert is_free(var / LOCK)


def test_a_child_that_has_its_work_done_is_not_started_again(var: Path) -> None:
    with serving(var, once="print('all done', flush=True)") as serve:
        serve.read_until("all done")
        while not (engine := re.search(r"\| engine (\d+)", serve.printed)):
            serve.read_until("engine")
        os.kill(int(engine[1]), signal.SIGKILL)
        serve.read_until(r"\| engine \d+")
        assert serve.end(signal.SIGTERM) == 0
        assert serve.printed.count("all done") == 1


def test_the_others_go_on_when_work_to_be_done_once_is_given_up(var: Path) -> None:
    with serving(var, once="raise SystemExit('cannot')") as serve:
        for _ in range(10):
            serve.read_until("cannot")
        assert serve.end(signal.SIGTERM) == 0
        assert "engine says goodbye" in serve.printed


def test_pauses_before_another_start_grow_to_a_limit() -> None:
    pauses = [pause_after(deaths, longest=5) for deaths in range(1, 10)]
    assert pauses[0] == 0
    assert pauses == sorted(pauses)
    assert pauses[-1] == 5


def test_signals_end_every_child_gracefully(var: Path) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        with serving(var) as serve:
            engine, url = serve.read_until(r"engine (\d+) (\S+)").groups()
            server = server_of(url)
            assert serve.end(number) == 0
            assert "engine says goodbye" in serve.printed
            assert is_gone(int(engine))
            assert is_gone(server)
            assert is_free(var / LOCK)


def test_a_child_that_does_not_end_when_asked_is_killed(var: Path) -> None:
    deaf = (
        "import os, signal, time; signal.signal(15, signal.SIG_IGN); print('engine', os.getpid(), flush=True); time.sleep(600)"
    )
    with serving(var, engine=deaf) as serve:
        engine = int(serve.read_until(r"engine (\d+)")[1])
        assert serve.end(signal.SIGTERM) == 0
        assert "engine did not end within 1 s: killed" in serve.printed
        assert is_gone(engine)


def test_nothing_outlives_a_killed_serve(var: Path) -> None:
    with serving(var) as serve:
        engine, url = serve.read_until(r"engine (\d+) (\S+)").groups()
        processes = [int(engine), server_of(url)]
        serve.process.kill()
        for process in processes:
            until(partial(is_gone, process))
        until(lambda: is_free(var / LOCK))


def test_redis_stays_for_another_user_of_the_folder(var: Path) -> None:
    with serving(var) as serve:
        serve.read_until("shop page")
        with embedded_redis(var) as url:
            server = server_of(url)
            assert serve.end(signal.SIGTERM) == 0
            assert "redis stays for others who use it" in serve.printed
            assert server_of(url) == server


def test_it_joins_a_redis_that_another_user_has_started(var: Path) -> None:
    with embedded_redis(var) as url, serving(var) as serve:
        assert serve.read_until(r"engine \d+ (\S+)")[1] == url
        assert serve.end(signal.SIGTERM) == 0
        assert server_of(url)


def test_a_second_one_on_the_same_folder_gets_one_clear_line(var: Path) -> None:
    with serving(var) as serve:
        serve.read_until("shop page")
        with running("serve", var=var, QUARTERMASTER_PORT="0") as second:
            said = second.communicate(timeout=30)[0]
        assert second.returncode == 1
        assert said == f"quartermaster: another `quartermaster serve` (process {serve.process.pid}) already runs on {var}\n"


def test_a_port_in_use_gets_one_clear_line(var: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        with running("serve", var=var, QUARTERMASTER_PORT=port) as serve:
            said = serve.communicate(timeout=30)[0]
    assert serve.returncode == 1
    assert (
        said
        == f"quartermaster: cannot listen on 127.0.0.1 port {port}: Address already in use; QUARTERMASTER_PORT sets another\n"
    )


@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [
        ("QUARTERMASTER_VAR", "/proc/nothing", "QUARTERMASTER_VAR: /proc/nothing cannot be written"),
        ("QUARTERMASTER_PORT", "80a", "QUARTERMASTER_PORT must be a number"),
        ("QUARTERMASTER_HOST", "no such host", "cannot listen on no such host port 0: no such address"),
        ("QUARTERMASTER_HOST", "192.0.2.1", "cannot listen on 192.0.2.1 port 0: Cannot assign requested address"),
    ],
)
def test_a_setting_that_cannot_be_used_gets_one_clear_line(var: Path, setting: str, value: str, said: str) -> None:
    settings = {"QUARTERMASTER_PORT": "0", setting: value}
    with running("serve", var=var, **settings) as serve:
        printed = serve.communicate(timeout=30)[0]
    assert serve.returncode == 1
    assert printed.count("\n") == 1
    assert said in printed


def test_it_imports_neither_rasa_nor_tensorflow() -> None:
    code = "import sys, bot.commands.serve; print(sorted({'rasa', 'tensorflow', 'spacy'} & set(sys.modules)))"
    assert subprocess.check_output([sys.executable, "-c", code], text=True) == "[]\n"
