"""The embedded Redis under everything that happens to processes: races, kills, restarts, bad folders."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
import redis
from redis.exceptions import ConnectionError as RedisConnectionError

from bot.errors import SettingError, StoreError
from bot.store import embedded
from bot.store.embedded import LOCK, RECORD, embedded_redis, is_free, recorded_socket, wait_until_ready
from tests.process import is_gone, parent_of, until

USER = """
    import sys, redis
    from pathlib import Path
    from bot.store.embedded import embedded_redis
    with embedded_redis(Path(sys.argv[1])) as url:
        client = redis.Redis.from_url(url)
        client.incr("users")
        print(client.info("server")["process_id"], flush=True)
        sys.stdin.read()
"""


@contextmanager
def client(url: str) -> Iterator[redis.Redis[bytes]]:
    connection = redis.Redis.from_url(url)
    yield connection
    connection.close()
    connection.connection_pool.disconnect()


@contextmanager
def users(var: Path, count: int) -> Iterator[list[subprocess.Popen[str]]]:
    """So many processes that use the folder until their stdin is closed; all started at once."""
    command = [sys.executable, "-c", textwrap.dedent(USER), str(var)]
    started = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(count)]
    yield started
    for process in started:
        process.kill()
        process.communicate()


def server_of(user: subprocess.Popen[str]) -> int:
    """The process id of the server that a user has reached."""
    assert user.stdout
    return int(user.stdout.readline())


def answers(url: str) -> bool:
    with client(url) as connection:
        try:
            return bool(connection.ping())
        except RedisConnectionError:
            return False


def test_data_outlive_the_server(var: Path) -> None:
    for visit in (1, 2, 3):
        with embedded_redis(var) as url, client(url) as connection:
            assert connection.incr("visits") == visit
        assert is_free(var / LOCK)


def test_every_write_is_on_disk_before_it_is_acknowledged_and_no_port_is_open(var: Path) -> None:
    with embedded_redis(var) as url, client(url) as connection:
        assert connection.config_get("appendfsync")["appendfsync"] == "always"
        assert connection.config_get("port")["port"] == "0"
        socket = recorded_socket(var)
        assert socket
        assert socket.parent.stat().st_mode & 0o777 == 0o700


def test_all_who_race_to_start_it_share_one_server(var: Path) -> None:
    with users(var, 6) as racing:
        assert len({server_of(user) for user in racing}) == 1
        with embedded_redis(var) as url, client(url) as connection:
            assert connection.get("users") == b"6"


def test_it_stays_for_those_who_joined_when_the_starter_leaves(var: Path) -> None:
    with users(var, 1) as (starter,):
        server = server_of(starter)
        with embedded_redis(var) as url, client(url) as connection:
            starter.communicate()
            assert connection.info("server")["process_id"] == server
    until(lambda: is_free(var / LOCK))


def test_it_stays_for_those_who_joined_when_the_starter_is_killed(var: Path) -> None:
    with users(var, 1) as (starter,):
        server = server_of(starter)
        with embedded_redis(var) as url, client(url) as connection:
            starter.kill()
            starter.wait()
            assert connection.info("server")["process_id"] == server


def test_it_ends_when_its_only_user_is_killed(var: Path) -> None:
    with users(var, 1) as (user,):
        server_of(user)
        user.kill()
        until(lambda: is_free(var / LOCK))
        until(lambda: not (var / RECORD).exists())


def test_a_killed_server_comes_back_at_the_same_address_with_every_acknowledged_write(var: Path) -> None:
    with embedded_redis(var) as url:
        for kill in range(1, 6):
            with client(url) as connection:
                assert connection.incr("kills") == kill
                server = connection.info("server")["process_id"]
                os.kill(server, signal.SIGKILL)
            until(partial(is_gone, server))
            assert wait_until_ready(var) == url


def test_a_killed_keeper_takes_its_server_along_and_the_next_user_starts_another(var: Path) -> None:
    with users(var, 1) as (user,):
        server = server_of(user)
        os.kill(parent_of(server), signal.SIGKILL)
        until(lambda: is_free(var / LOCK))
        with embedded_redis(var) as url, client(url) as connection:
            assert connection.info("server")["process_id"] != server
            assert connection.get("users") == b"1"


def test_a_socket_left_by_a_dead_server_is_no_obstacle(var: Path) -> None:
    with users(var, 1) as (user,):
        server = server_of(user)
        keeper = parent_of(server)
        os.kill(keeper, signal.SIGKILL)
        until(lambda: is_free(var / LOCK))
        socket = recorded_socket(var)
        assert socket
        assert socket.exists()
        with embedded_redis(var) as url:
            assert answers(url)
            assert recorded_socket(var) == socket


def test_a_record_that_names_a_folder_open_to_others_is_not_trusted(var: Path, tmp_path: Path) -> None:
    foreign = tmp_path / "open"
    foreign.mkdir(mode=0o755)
    var.mkdir()
    (var / RECORD).write_text(f"{foreign}/redis\n")
    with embedded_redis(var) as url:
        assert str(foreign) not in url


def test_a_last_write_cut_in_half_is_dropped_and_the_rest_is_kept(var: Path) -> None:
    with embedded_redis(var) as url, client(url) as connection:
        connection.set("first", "kept")
        connection.set("second", "cut")
    log = var / "redis" / "appendonly.aof"
    log.write_bytes(log.read_bytes()[:-7])
    with embedded_redis(var) as url, client(url) as connection:
        assert connection.get("first") == b"kept"
        assert connection.get("second") is None


def test_data_that_cannot_be_read_stop_it_with_the_servers_own_reason(var: Path) -> None:
    with embedded_redis(var) as url, client(url) as connection:
        connection.set("first", "kept")
        connection.set("second", "kept")
    log = var / "redis" / "appendonly.aof"
    log.write_bytes(log.read_bytes().replace(b"first", b"fi\r\nx"[:4]))
    with pytest.raises(StoreError, match="Bad file format"), embedded_redis(var):
        pass


def test_it_waits_while_the_server_loads_its_data(var: Path) -> None:
    with embedded_redis(var) as url, client(url) as connection:
        for start in range(0, 200_000, 10_000):
            connection.mset({f"key{start + i}": "x" * 50 for i in range(10_000)})
    with embedded_redis(var) as url, client(url) as connection:
        assert connection.dbsize() == 200_000


def test_a_var_folder_with_a_very_long_path_works(tmp_path: Path) -> None:
    var = tmp_path / ("long" * 20) / ("longer" * 20)
    with embedded_redis(var) as url:
        assert answers(url)
        assert len(str(recorded_socket(var))) < 100


def test_a_temporary_folder_with_a_long_path_is_passed_over(var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    long = tmp_path / ("temporary" * 12)
    long.mkdir()
    monkeypatch.setenv("TMPDIR", str(long))
    with embedded_redis(var) as url:
        assert answers(url)


@pytest.mark.parametrize("path", ["/proc/quartermaster", "/dev/null/var"])
def test_a_folder_that_cannot_be_written_is_named(path: str) -> None:
    with pytest.raises(SettingError, match=f"{path} cannot be written"), embedded_redis(Path(path)):
        pass


def test_a_missing_server_is_said_with_what_to_do(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "find_spec", lambda name: None)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(SettingError, match="put one on PATH, or set REDIS_URL"), embedded_redis(var):
        pass
