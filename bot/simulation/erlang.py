"""Erlang A: a queue with several servers and customers who lose patience (M/M/n+M; C. Palm, 1957), solved numerically."""

from __future__ import annotations

from math import exp, lgamma, log
from typing import NamedTuple

TAIL = 1e-12


class Steady(NamedTuple):
    """Shares of customers who wait at all and who leave unserved, the mean wait of all in seconds, and the share of the time in
    which a server is busy."""

    waiting: float
    abandoned: float
    wait: float
    occupancy: float


def erlang_a(servers: int, arrivals: float, handle: float, patience: float) -> Steady:
    """The steady state for `arrivals` a second, mean handle time and mean patience in seconds, both exponential."""
    load = arrivals * handle
    logs = [k * log(load) - lgamma(k + 1) for k in range(servers + 1)] if load else [0.0]
    if not load:
        return Steady(0.0, 0.0, 0.0, 0.0)
    top = max(logs)
    while logs[-1] > top + log(TAIL):
        queued = len(logs) - servers
        logs.append(logs[-1] + log(arrivals / (servers / handle + queued / patience)))
        top = max(top, logs[-1])
    weights = [exp(one - top) for one in logs]
    total = sum(weights)
    queue = sum((k - servers) * weight for k, weight in enumerate(weights) if k > servers) / total
    busy = sum(min(k, servers) * weight for k, weight in enumerate(weights)) / total
    return Steady(sum(weights[servers:]) / total, queue / patience / arrivals, queue / arrivals, busy / servers)


def servers_for(arrivals: float, handle: float, patience: float, abandoned: float) -> int:
    """The fewest servers with which at most that share of customers leaves unserved."""
    low, high = 0, max(1, int(arrivals * handle) + 1)
    while erlang_a(high, arrivals, handle, patience).abandoned > abandoned:
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        if erlang_a(middle, arrivals, handle, patience).abandoned > abandoned:
            low = middle
        else:
            high = middle
    return high
