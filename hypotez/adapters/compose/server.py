"""An engine as an ordinary Wyoming server on TCP, for home assistants, satellites and other machines.

    python -m hypotez.adapters.compose.server --uri tcp://127.0.0.1:10300 < recipe.json

The recipe comes on standard input, as {"group": ..., "name": ..., "options": {...}}, since its options may be secret.
The address, with the port that was found for port 0, is the one line on standard output.
"""

import argparse
import json
import logging
import os
import socket
import struct
import sys
import threading
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any

from hypotez.adapters.compose import checked
from hypotez.adapters.compose.answers import stt_answers, tts_answers
from hypotez.adapters.compose.recipe import Recipe
from hypotez.adapters.compose.service import STRANGER, Service
from hypotez.adapters.compose.wire import Garbled
from hypotez.ports.errors import ConfigError, EngineUnavailable, HypotezError
from hypotez.ports.speech import SpeechToText, TextToSpeech

__all__ = ["Server", "main", "parse_address"]

_log = logging.getLogger(__name__)

_CONNECTIONS = 64
"""At once; more are hung up on."""


def parse_address(address: str) -> tuple[str, int]:
    """Host and port of "tcp://host:port"; an IPv6 host stands in brackets.

    Raises:
        ConfigError: it is not such an address.
    """
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(address)
        if parts.scheme == "tcp" and parts.hostname and parts.port is not None:
            return parts.hostname, parts.port
    except ValueError:  # a port that is no number
        pass
    raise ConfigError(f"{address!r} is no address of a Wyoming server; write it as tcp://host:port.")


class Server:
    """Serves `engine` from construction until `close`; connections wait for each other past `max_parallel` calls.

    `patience`: seconds that a client may keep the engine waiting, for more of its sound or for taking its answer.

    Raises:
        EngineUnavailable: the address cannot be listened on.
    """

    def __init__(
        self,
        engine: SpeechToText | TextToSpeech,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        patience: float = STRANGER.patience,
    ) -> None:
        self._answers = stt_answers(engine) if isinstance(engine, SpeechToText) else tts_answers(engine)
        self._gate = threading.BoundedSemaphore(max(1, engine.can.max_parallel))
        self._bounds = replace(STRANGER, patience=patience)
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        try:
            self._listener = socket.create_server((host, port), family=_family(host))
        except OSError as error:
            raise EngineUnavailable(f"Nothing can listen on {host}:{port}: {error}.", engine=engine.name) from error
        shown = f"[{host}]" if ":" in host else host
        self.address = f"tcp://{shown}:{self._listener.getsockname()[1]}"
        self._thread = threading.Thread(target=self._accept, name="wyoming-server", daemon=True)
        self._thread.start()

    def wait(self) -> None:
        """Until the server is closed."""
        self._thread.join()

    def close(self) -> None:
        """Hang up on all clients and stop listening; closing twice is harmless."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # wakes the thread that accepts
        self._listener.close()
        with self._lock:
            connections = tuple(self._open)
        for connection in connections:
            _hang_up(connection)
        self._thread.join(1.0)

    def _accept(self) -> None:
        with suppress(OSError):  # the listener was closed
            while True:
                connection, _ = self._listener.accept()
                with self._lock:
                    full = len(self._open) >= _CONNECTIONS
                    if not full:
                        self._open.add(connection)
                if full:
                    connection.close()
                    continue
                threading.Thread(target=self._serve, args=(connection,), name="wyoming-client", daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, _socket_time(self._bounds.patience))
            with connection.makefile("rb") as reader, connection.makefile("wb") as writer:
                hang_up = partial(_hang_up, connection)
                Service(reader, writer, self._answers, gate=self._gate, hang_up=hang_up, bounds=self._bounds).run()
        except OSError as error:
            _log.debug("A client left: %s", error)
        finally:
            with self._lock:
                self._open.discard(connection)
            _hang_up(connection)
            connection.close()


def _hang_up(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


def _socket_time(seconds: float) -> int | bytes:
    """As socket options have it: milliseconds on Windows, else a `struct timeval`.

    Sockets' own `settimeout` is of no use here: it counts for both directions.
    """
    whole, part = divmod(round(seconds * 1e6), 1_000_000)
    return round(seconds * 1e3) if os.name == "nt" else struct.pack("@ll", whole, part)


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def main() -> None:
    """Serve until killed."""
    parser = argparse.ArgumentParser(description="Serve a speech engine as a Wyoming server.")
    parser.add_argument("--uri", default="tcp://127.0.0.1:10300", help="where to listen; port 0 finds a free one")
    address = parser.parse_args().uri
    try:
        host, port = parse_address(address)
        server = Server(_engine(sys.stdin.readline()), host=host, port=port)
    except HypotezError as error:
        sys.exit(str(error))
    os.write(1, f"{server.address}\n".encode())
    os.dup2(2, 1)
    with suppress(KeyboardInterrupt):
        server.wait()
    server.close()


def _engine(text: str) -> Any:
    try:
        data = checked.mapping({"recipe": json.loads(text)}, "recipe")
        recipe = Recipe(checked.text(data, "group"), checked.text(data, "name"), checked.mapping(data, "options"))
    except (ValueError, Garbled) as error:
        raise ConfigError('Standard input must hold the recipe: {"group": ..., "name": ..., "options": {}}.') from error
    return recipe.build()


if __name__ == "__main__":
    main()
