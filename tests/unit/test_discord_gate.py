"""Heavy work takes turns."""

import asyncio
from contextlib import suppress

import pytest

from hypotez.entrypoints.discord.gate import Gate
from hypotez.entrypoints.discord.refusal import Refusal


class Work:
    """Pieces of work that end when they are told to, and the order in which they began."""

    def __init__(self, gate):
        self.gate = gate
        self.began = []
        self.places = {}
        self._ends = {}
        self._tasks = {}

    async def start(self, name, who, scope="server"):
        async def waits(place):
            self.places[name] = place

        async def piece():
            async with self.gate.turn(scope, who, waits):
                self.began.append(name)
                await self._ends.setdefault(name, asyncio.Event()).wait()

        self._tasks[name] = asyncio.create_task(piece())
        await self.settle()

    async def end(self, name):
        self._ends.setdefault(name, asyncio.Event()).set()
        await self.settle()

    async def drop(self, name):
        self._tasks[name].cancel()
        with suppress(asyncio.CancelledError):
            await self._tasks[name]
        await self.settle()

    async def result(self, name):
        return await self._tasks[name]

    @staticmethod
    async def settle():
        for _ in range(5):
            await asyncio.sleep(0)


@pytest.fixture
def work():
    return Work(Gate(at_once=2, longest=3))


async def test_a_few_pieces_run_at_once_and_the_next_are_told_their_place(work):
    for name, who in (("a", "anna"), ("b", "boris"), ("c", "clara"), ("d", "dora")):
        await work.start(name, who)
    assert work.began == ["a", "b"]
    assert {name: place() for name, place in work.places.items()} == {"c": 1, "d": 2}
    await work.end("a")
    assert work.began == ["a", "b", "c"]
    assert {name: place() for name, place in work.places.items()} == {"c": None, "d": 1}


async def test_nobodys_second_piece_begins_before_the_first_has_ended(work):
    await work.start("a", "anna")
    await work.start("a2", "anna")
    await work.start("b", "boris")
    assert work.began == ["a", "b"]
    await work.end("b")
    assert work.began == ["a", "b"]
    await work.end("a")
    assert work.began == ["a", "b", "a2"]


async def test_a_full_line_refuses_and_takes_again_when_there_is_room(work):
    for number in range(5):
        await work.start(str(number), f"person {number}")
    await work.start("refused", "late")
    with pytest.raises(Refusal) as caught:
        await work.result("refused")
    assert (caught.value.key, caught.value.values) == ("gate-full", {"count": 3})
    await work.end("0")
    await work.start("taken", "late")
    for number in range(1, 5):
        await work.end(str(number))
    assert work.began[-1] == "taken"


async def test_nobody_fills_the_line_alone():
    work = Work(Gate(at_once=2, longest=4))
    for name in ("runs", "waits", "waits too", "refused"):
        await work.start(name, "anna")
    with pytest.raises(Refusal) as caught:
        await work.result("refused")
    assert (caught.value.key, caught.value.values) == ("gate-own", {"count": 2})
    await work.start("another's", "boris")
    assert work.began == ["runs", "another's"]


async def test_servers_do_not_wait_for_each_other(work):
    for number in range(3):
        await work.start(str(number), f"person {number}")
    await work.start("elsewhere", "anna", scope="other")
    assert work.began == ["0", "1", "elsewhere"]


async def test_work_that_is_dropped_while_it_waits_or_runs_makes_room(work):
    for number in range(4):
        await work.start(str(number), f"person {number}")
    await work.drop("2")
    await work.drop("0")
    assert work.began == ["0", "1", "3"]


async def test_a_server_that_is_done_leaves_nothing_behind(work):
    await work.start("a", "anna")
    await work.end("a")
    await work.result("a")
    assert work.gate._lines == {}
