"""The sweep does orders side by side, and no server keeps another's waiting."""

from __future__ import annotations

import asyncio

import pytest

from bot.policy.ids import GuildId
from bot.services.lanes import Lanes, Order
from bot.services.simulation import Crash

FLOODED, CALM = GuildId(1), GuildId(2)


class Town:
    """Orders that are due, and what was done with them."""

    def __init__(self, *orders: Order, seconds: float = 0.0) -> None:
        self.due = list(orders)
        self.seconds = seconds
        self.at_once = self.most_at_once = 0
        self.done: list[Order] = []

    async def source(self) -> list[Order]:
        return list(self.due)

    async def act(self, order: Order) -> None:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(self.seconds)
        self.due.remove(order)
        self.done.append(order)
        self.at_once -= 1


def _flood(count: int) -> list[Order]:
    return [(FLOODED, f"m:{number}") for number in range(count)]


async def test_everything_is_done_once() -> None:
    town = Town(*_flood(300))
    await Lanes(source=town.source, act=town.act).run()
    assert sorted(town.done) == sorted(_flood(300))


async def test_one_server_has_half_of_the_lanes_at_most() -> None:
    town = Town(*_flood(20), seconds=0.001)
    await Lanes(source=town.source, act=town.act, lanes=6).run()
    assert town.most_at_once == 3


async def test_another_servers_row_that_comes_up_later_overtakes_a_flood_of_slow_ones() -> None:
    town = Town(*_flood(40), seconds=0.2)
    late = asyncio.get_running_loop().call_later(0.1, town.due.insert, 0, (CALM, "m:1"))
    await Lanes(source=town.source, act=town.act, lanes=4).run()
    late.cancel()
    assert town.done.index((CALM, "m:1")) < 14


async def test_a_fault_in_one_order_ends_no_other() -> None:
    town = Town(*_flood(5))

    async def act(order: Order) -> None:
        await town.act(order)
        if order == (FLOODED, "m:2"):
            raise OSError("the disk")

    lanes = Lanes(source=town.source, act=act)
    await lanes.run()
    assert len(town.done) == 5
    assert [str(fault) for fault in lanes.faults] == ["the disk"]


async def test_the_end_of_the_process_is_not_wrapped() -> None:
    async def act(order: Order) -> None:
        raise Crash

    with pytest.raises(Crash):
        await Lanes(source=Town(*_flood(3)).source, act=act).run()


async def test_an_order_that_stays_due_does_not_keep_the_sweep_for_ever() -> None:
    times = 0

    async def act(order: Order) -> None:
        nonlocal times
        times += 1

    await Lanes(source=Town(*_flood(1)).source, act=act).run()
    assert times == 1
