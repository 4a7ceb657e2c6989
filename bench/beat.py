"""`python -m bench.beat SECONDS`: the pauses of an event loop that does nothing else, as JSON.

It says "ready" first, and begins when it is sent a line.
"""

import asyncio
import json
import sys
import time

__all__ = ["pauses"]

BEAT = 0.01
"""Seconds between two beats."""


async def pauses(seconds: float) -> list[float]:
    """By how many seconds each of many short sleeps ended later than asked."""
    delays = []
    until = time.perf_counter() + seconds
    while (start := time.perf_counter()) < until:
        await asyncio.sleep(BEAT)
        delays.append(time.perf_counter() - start - BEAT)
    return delays


if __name__ == "__main__":
    print("ready", flush=True)
    sys.stdin.readline()
    print(json.dumps(asyncio.run(pauses(float(sys.argv[1])))))
