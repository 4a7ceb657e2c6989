"""The little of Messaging Layer Security (RFC 9420) that a voice server must speak: it proposes who comes in."""

from tests.e2e.loopback.p256 import Key

PUBLIC_MESSAGE = bytes.fromhex("0001 0001")  # version 1.0, sent in the open
BASIC_CREDENTIAL = bytes.fromhex("0001")
EXTERNAL_SENDER = bytes.fromhex("02 00000000")  # the first of those outside the group
PROPOSAL = b"\x02"
ADD = bytes.fromhex("0001")
CIPHER_SUITE = bytes.fromhex("0002")


def vector(data: bytes) -> bytes:
    """Bytes behind their length, which is written in 1, 2 or 4 bytes."""
    size = len(data)
    if size < 1 << 6:
        return bytes([size]) + data
    if size < 1 << 14:
        return (size | 1 << 14).to_bytes(2, "big") + data
    return (size | 2 << 30).to_bytes(4, "big") + data


def skip(data: bytes, at: int) -> int:
    """Where the vector that begins at `at` ends.

    Raises:
        IndexError: it begins outside of `data`.
    """
    width = 1 << (data[at] >> 6)
    size = int.from_bytes(data[at : at + width], "big") & ~(3 << (8 * width - 2))
    return at + width + size


def external_sender(key: Key) -> bytes:
    """Who the proposals come from."""
    return vector(key.public) + BASIC_CREDENTIAL + vector(b"loopback")


def add_proposal(key: Key, group: int, epoch: int, key_package: bytes) -> bytes:
    """The message that proposes to let somebody into a group."""
    content = vector(group.to_bytes(8, "big")) + epoch.to_bytes(8, "big") + EXTERNAL_SENDER + vector(b"")
    content += PROPOSAL + ADD + key_package
    signed = vector(b"MLS 1.0 FramedContentTBS") + vector(PUBLIC_MESSAGE + content)
    return PUBLIC_MESSAGE + content + vector(key.sign(signed))


def commit_epoch(commit: bytes) -> int:
    """The epoch of the group that a commit changes."""
    at = skip(commit, len(PUBLIC_MESSAGE))
    return int.from_bytes(commit[at : at + 8], "big")


def split_commit(data: bytes) -> tuple[bytes, bytes]:
    """A commit, and the welcome behind it: the only place from which a suite and two vectors reach just to the end."""
    for at in range(4, len(data) - 3):
        try:
            if data[at : at + 2] == CIPHER_SUITE and skip(data, skip(data, at + 2)) == len(data):
                return data[:at], data[at:]
        except IndexError:
            continue
    return data, b""
