r"""The Wyoming protocol's bytes, read with suspicion.

An event is a line of JSON, then `data_length` bytes of JSON, then `payload_length` raw bytes:

    {"type": "audio-chunk", "data_length": 42, "payload_length": 2048}\n{"rate": 16000, ...}<2048 bytes>

The `wyoming` package reads lengths as they come; here they have limits, since the other end may be a stranger or a
process gone mad. Source of the format: https://github.com/OHF-Voice/wyoming (README, "Format").
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import IO, Any

__all__ = ["DATA_LIMIT", "HEADER_LIMIT", "PAYLOAD_LIMIT", "Event", "Garbled", "read_event", "write_event"]

HEADER_LIMIT = 64 << 10
"""Bytes of the first line."""
DATA_LIMIT = 16 << 20
"""Bytes of JSON: four hours of words with their times are under 2 MiB, a million words would still fit."""
PAYLOAD_LIMIT = 16 << 20
"""Bytes of sound in one event: six minutes of a usual voice, for servers that send everything at once."""
_SWELLING = 32
"""Bytes of memory per byte of JSON at worst: [{"":0},{"":0}] is as small as text as it is large as objects."""
_OBJECT = 1 << 10
"""Bytes of memory for an event with nothing in it."""


class Garbled(Exception):
    """What came is not the protocol, or is larger than anything sensible."""


@dataclass(frozen=True, slots=True)
class Event:
    """One message: its `type`, its JSON `data`, its raw `payload`.

    `weight`: bytes of memory that it may take at worst, if it was read; 0 for one made here.
    """

    type: str
    data: Mapping[str, Any] = field(default_factory=dict)
    payload: bytes = b""
    weight: int = field(default=0, compare=False)


def write_event(event: Event, writer: IO[bytes]) -> None:
    """Write `event` in one piece and flush; what cannot be UTF-8 (lone surrogates) becomes "?".

    Raises:
        OSError: the other end is gone.
    """
    header: dict[str, Any] = {"type": event.type}
    data = b""
    if event.data:
        data = json.dumps(dict(event.data), ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
        header["data_length"] = len(data)
    if event.payload:
        header["payload_length"] = len(event.payload)
    writer.write(b"%s\n%s%s" % (json.dumps(header).encode(), data, event.payload))
    writer.flush()


def read_event(reader: IO[bytes], data_limit: int = DATA_LIMIT) -> Event | None:
    """Read one event; None when the stream has ended between two events. `data_limit`: bytes of JSON.

    Raises:
        Garbled: not the protocol, over a limit, or cut off inside an event.
        OSError: the other end is gone.
    """
    line = reader.readline(HEADER_LIMIT)
    if not line:
        return None
    if not line.endswith(b"\n"):
        raise Garbled("a header that is cut off or too long")
    header = _object(line)
    kind = header.get("type")
    data = header.get("data") or {}
    if not isinstance(kind, str) or not isinstance(data, dict):
        raise Garbled("a header without a type")
    size = _length(header, "data_length", data_limit)
    payload_size = _length(header, "payload_length", PAYLOAD_LIMIT)
    if size:
        data = {**data, **_object(_exactly(reader, size))}
    weight = _OBJECT + _SWELLING * (len(line) + size) + payload_size
    return Event(kind, data, _exactly(reader, payload_size) if payload_size else b"", weight)


def _object(text: bytes) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Garbled("something that is not JSON") from error
    if not isinstance(value, dict):
        raise Garbled("JSON that is no object")
    return value


def _length(header: Mapping[str, Any], key: str, limit: int) -> int:
    size = header.get(key) or 0
    if not isinstance(size, int) or isinstance(size, bool) or not 0 <= size <= limit:
        raise Garbled(f"a {key} of {size!r:.40}")
    return size


def _exactly(reader: IO[bytes], size: int) -> bytes:
    data = reader.read(size)
    if len(data) < size:
        raise Garbled("an event that is cut off")
    return data
