"""Signatures on the curve P-256, which neither Python nor the client's libraries can make for certificates and groups.

Slow, and not safe against those who measure times: for tests alone.
"""

import hashlib
import secrets
from dataclasses import dataclass, field

Point = tuple[int, int] | None

P = 2**256 - 2**224 + 2**192 + 2**96 - 1
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
BASE = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)


def add(left: Point, right: Point) -> Point:
    if left is None or right is None:
        return left or right
    (x1, y1), (x2, y2) = left, right
    if x1 == x2 and (y1 + y2) % P == 0:
        return None
    slope = (3 * x1 * x1 - 3) * pow(2 * y1, -1, P) if left == right else (y2 - y1) * pow(x2 - x1, -1, P)
    x = (slope * slope - x1 - x2) % P
    return x, (slope * (x1 - x) - y1) % P


def times(factor: int) -> tuple[int, int]:
    """The base point so many times."""
    result: Point = None
    power: Point = BASE
    while factor:
        if factor & 1:
            result = add(result, power)
        power = add(power, power)
        factor >>= 1
    assert result
    return result


def der(tag: int, *parts: bytes) -> bytes:
    """A value in ASN.1's distinguished encoding."""
    body = b"".join(parts)
    size = len(body)
    if size < 128:
        return bytes([tag, size]) + body
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + body


def integer(value: int) -> bytes:
    return der(0x02, value.to_bytes(value.bit_length() // 8 + 1, "big"))


@dataclass(frozen=True)
class Key:
    private: int = field(default_factory=lambda: secrets.randbelow(N - 1) + 1)

    @property
    def public(self) -> bytes:
        """The point, uncompressed: 65 bytes."""
        x, y = times(self.private)
        return b"\x04" + x.to_bytes(32, "big") + y.to_bytes(32, "big")

    def sign(self, data: bytes) -> bytes:
        """ECDSA with SHA-256, as ASN.1 writes it."""
        digest = int.from_bytes(hashlib.sha256(data).digest(), "big")
        once = secrets.randbelow(N - 1) + 1
        r = times(once)[0] % N
        s = pow(once, -1, N) * (digest + r * self.private) % N
        return der(0x30, integer(r), integer(s))
