"""A Wyoming server somewhere, asked over TCP: one connection per request, as Wyoming's own clients do."""

import ipaddress
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, Generic, TypeVar

from hypotez.adapters.compose.line import BLOCKS, Line
from hypotez.adapters.compose.server import parse_address
from hypotez.adapters.compose.talk import Talk, TimeLimits
from hypotez.adapters.compose.wire import Event, Garbled
from hypotez.ports.engine import Place, Status
from hypotez.ports.errors import ConfigError, EngineError, EngineTimeout, EngineUnavailable, EngineUnreachable
from hypotez.ports.progress import Report, ignore

__all__ = ["Remote"]

_CONNECT = 10.0
"""Seconds for connecting at most."""
_NO_ADDRESS = 'Say where the Wyoming server is: address = "tcp://host:port" in its table of the config.'
T = TypeVar("T")


class Remote(Generic[T]):
    """The server at `address`; `timeout` is how many seconds it may stay silent in a call.

    Without an address it is known to be missing, and every call says so.

    `name` tells what the engine is called, which is settled once it is built.

    `read` makes of its "info" what its user wants to know, and raises `Garbled` where that is not in it.

    Raises:
        ConfigError: the address or the timeout cannot be right.
    """

    def __init__(
        self, name: Callable[[], str], address: str, timeout: float, read: Callable[[Mapping[str, Any]], T]
    ) -> None:
        self._host, self._port = parse_address(address) if address else ("", 0)
        if not timeout > 0:
            raise ConfigError(f"The timeout must be more than 0 seconds, not {timeout:g}.")
        self._name = name
        self._timeout = timeout
        self._read = read
        self._told: T | None = None
        self._lock = threading.Lock()

    @property
    def place(self) -> Place:
        """LOCAL when the address is this machine's own, by number or as "localhost"."""
        with suppress(ValueError):
            return Place.LOCAL if ipaddress.ip_address(self._host).is_loopback else Place.NETWORK
        return Place.LOCAL if self._host == "localhost" else Place.NETWORK

    @property
    def status(self) -> Status:
        """Ready when it has an address; nobody is asked."""
        return Status() if self._host else Status(ready=False, hint=_NO_ADDRESS)

    @property
    def told(self) -> T | None:
        """What the server told about itself, None while it was not asked."""
        return self._told

    def describe(self, report: Report = ignore) -> T:
        """What the server tells about itself; it is asked once.

        Raises:
            EngineUnreachable, EngineTimeout: it did not answer properly.
        """
        with self._lock:
            if self._told is None:
                with self.talk(report) as talk:
                    talk.send(Event("describe"))
                    self._told = self._read(talk.expect("info").data)
            return self._told

    def forget(self) -> None:
        """Ask the server anew at the next occasion."""
        self._told = None

    @contextmanager
    def talk(self, report: Report = ignore) -> Iterator[Talk]:
        """A talk over a new connection; leaving it hangs up, which is how a Wyoming server learns to stop.

        Raises:
            EngineUnreachable, EngineTimeout: there is no connection to be had.
            EngineUnavailable: there is no address.
        """
        connection = self._connect()
        line = _line(connection)
        talk = Talk(line, self._name(), report, TimeLimits(self._timeout), fault=self._fault, answered=lambda _: None)
        try:
            yield talk
        except Garbled as error:
            raise self._fault(error) from error
        finally:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            talk.drop()
            line.join(1.0)
            connection.close()

    def _connect(self) -> socket.socket:
        if not self._host:
            raise EngineUnavailable(_NO_ADDRESS, engine=self._name())
        try:
            connection = socket.create_connection((self._host, self._port), min(self._timeout, _CONNECT))
        except TimeoutError as error:
            raise EngineTimeout(
                f"The Wyoming server at {self._host}:{self._port} could not be reached in time.", engine=self._name()
            ) from error
        except OSError as error:
            raise self._fault(error) from error
        connection.settimeout(None)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def _fault(self, error: Exception) -> EngineError:
        what = (
            f"answered with {error}" if isinstance(error, Garbled) else f"did not answer ({str(error) or 'it hung up'})"
        )
        return EngineUnreachable(f"The Wyoming server at {self._host}:{self._port} {what}.", engine=self._name())


def _line(connection: socket.socket) -> Line:
    """A line whose room for blocks is what the system takes: a stranger's server tells nothing about its own."""

    def sent(event: Event) -> None:
        if event.type in BLOCKS:
            line.acknowledge()

    line = Line(connection.makefile("rb"), connection.makefile("wb"), sent=sent)
    return line
