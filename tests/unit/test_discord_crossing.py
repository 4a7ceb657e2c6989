"""The crossing from the event loop to work that blocks."""

import asyncio
import threading
import time

import pytest

from hypotez.entrypoints.crossing import Crossing
from hypotez.ports.progress import Cancelled, Progress, Report


async def test_the_result_comes_back_and_the_loop_goes_on_meanwhile() -> None:
    crossing = Crossing()
    go = threading.Event()

    def work(report: Report) -> str:
        assert go.wait(30)
        return threading.current_thread().name

    task = asyncio.create_task(crossing.run(work))
    await asyncio.sleep(0.01)
    go.set()
    assert (await task).startswith("crossing")
    crossing.close()


async def test_an_error_comes_out_unchanged() -> None:
    crossing = Crossing()
    error = ValueError("mine")

    def work(report: Report) -> None:
        raise error

    with pytest.raises(ValueError, match="mine") as caught:
        await crossing.run(work)
    assert caught.value is error
    crossing.close()


async def test_progress_arrives_on_the_event_loop() -> None:
    crossing = Crossing()
    heard: list[tuple[Progress, str]] = []

    def work(report: Report) -> None:
        report(Progress("half", 1, 2))

    await crossing.run(work, lambda progress: heard.append((progress, threading.current_thread().name)))
    await asyncio.sleep(0)
    assert heard == [(Progress("half", 1, 2), threading.current_thread().name)]
    crossing.close()


async def test_cancelling_the_wait_stops_the_work_at_its_next_report() -> None:
    crossing = Crossing()
    started, ended = threading.Event(), threading.Event()
    outcome: list[type[BaseException]] = []

    def work(report: Report) -> None:
        started.set()
        try:
            for _ in range(30_000):
                report(Progress("on"))
                time.sleep(0.001)
        except BaseException as error:
            outcome.append(type(error))
            raise
        finally:
            ended.set()

    task = asyncio.create_task(crossing.run(work))
    await asyncio.to_thread(started.wait, 30)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await asyncio.to_thread(ended.wait, 30)
    assert outcome == [Cancelled]
    crossing.close()


@pytest.mark.parametrize("parallel", [1, 3])
async def test_no_more_runs_at_once_than_the_engine_allows(parallel: int) -> None:
    crossing = Crossing(parallel)
    lock, all_here = threading.Lock(), threading.Barrier(parallel)
    running, most = 0, 0

    def work(report: Report) -> None:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        all_here.wait(30)
        time.sleep(0.02)  # more would come now, if they could
        with lock:
            running -= 1

    await asyncio.gather(*(crossing.run(work) for _ in range(6)))
    assert most == parallel
    crossing.close()


async def test_work_that_still_waits_is_never_begun_when_its_waiter_leaves() -> None:
    crossing = Crossing(1)
    go = threading.Event()
    first = asyncio.create_task(crossing.run(lambda report: go.wait(30)))
    begun: list[Report] = []
    second = asyncio.create_task(crossing.run(begun.append))
    await asyncio.sleep(0.01)
    second.cancel()
    with pytest.raises(asyncio.CancelledError):
        await second
    go.set()
    assert await first
    assert not begun
    crossing.close()


async def test_closing_stops_what_runs_at_its_next_report() -> None:
    crossing = Crossing()
    started = threading.Event()

    def work(report: Report) -> None:
        started.set()
        for _ in range(30_000):
            report(Progress("on"))
            time.sleep(0.001)

    task = asyncio.create_task(crossing.run(work))
    await asyncio.to_thread(started.wait, 30)
    crossing.close()
    with pytest.raises(Cancelled):
        await task
