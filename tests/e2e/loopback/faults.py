"""Faults that are put into the REST answers."""

import asyncio
import re
from dataclasses import dataclass, field

from tests.e2e.loopback.people import Payload


@dataclass(slots=True)
class Fault:
    """The next `times` requests of `method` whose path matches `path` are answered with `status`."""

    method: str
    path: str
    status: int
    times: int = 1
    retry_after: float = 0.1

    def answer(self) -> tuple[Payload, dict[str, str]]:
        """The body and the headers. The client believes a 429 only with a Via header and a JSON body."""
        if self.status == 429:
            body = {"message": "You are being rate limited.", "retry_after": self.retry_after, "global": False}
            return body, {"Via": "1.1 loopback", "Retry-After": str(self.retry_after)}
        return {"message": f"{self.status}: injected", "code": 0}, {}


@dataclass(slots=True)
class Faults:
    """What shall go wrong. `handshakes`: so many gateway connections are refused before they begin.

    `late`: what the answers to requests wait for whose method and path match; they are carried out at once.
    """

    rest: list[Fault] = field(default_factory=list)
    late: dict[tuple[str, str], asyncio.Event] = field(default_factory=dict)
    handshakes: int = 0

    def fail(self, method: str, path: str, status: int, *, times: int = 1, retry_after: float = 0.1) -> Fault:
        """Answer the next `times` requests so; `path` is a regular expression."""
        self.rest.append(Fault(method, path, status, times, retry_after))
        return self.rest[-1]

    async def hold(self, method: str, path: str) -> None:
        """Hold the answer back to a request that was carried out, where it is to come late."""
        for (verb, where), come in self.late.items():
            if verb == method and re.search(where, path):
                await come.wait()

    def due(self, method: str, path: str) -> Fault | None:
        """Take one fault off the list, where one fits."""
        for fault in self.rest:
            if fault.times and fault.method == method and re.search(fault.path, path):
                fault.times -= 1
                return fault
        return None
