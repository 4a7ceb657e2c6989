"""Whether a file ends before it says that it does, as after an upload that was interrupted.

FFmpeg takes what is there for the whole: it corrects a WAV's header by the file's size, and knows of an Ogg only the
pages that are here whole.
"""

import os
from contextlib import suppress
from typing import BinaryIO, Final

__all__ = ["counts_its_frames", "cut_off"]

_UNKNOWN: Final = 0x7FFF_0000
"""Bytes of sound in a WAV's header from which on its writer did not know yet how many there would be."""
_CHUNKS: Final = 64
"""Chunks of a WAV that are passed over, looking for the sound."""
_TAIL: Final = 128 << 10
"""Bytes at the end of an Ogg that hold at least one page's beginning: a page has 65,307 bytes at most."""


def cut_off(file: BinaryIO) -> bool:
    """Whether the end of a WAV or an Ogg is missing; False for other kinds, and where the disk does not tell."""
    with suppress(OSError):
        file.seek(0)
        head = file.read(12)
        if head[:4] == b"RIFF" and head[8:] == b"WAVE":
            return _wav_cut_off(file)
        return head[:4] == b"OggS" and _ogg_cut_off(file)
    return False


def counts_its_frames(file: BinaryIO) -> bool:
    """Whether an MP3 says how many frames it has (in the first one), so that its length is no guess."""
    with suppress(OSError):
        file.seek(0)
        head = file.read(10)
        tag = head[:3] == b"ID3" and len(head) == 10
        file.seek(10 + sum(byte << shift for byte, shift in zip(head[6:], (21, 14, 7, 0), strict=True)) if tag else 0)
        first = file.read(256)
        return any(name in first for name in (b"Xing", b"Info", b"VBRI"))
    return False


def _wav_cut_off(file: BinaryIO) -> bool:
    for _ in range(_CHUNKS):
        head = file.read(8)
        size = int.from_bytes(head[4:], "little")
        if len(head) < 8:
            break
        if head[:4] == b"data":
            here = file.tell()
            return 0 < size < _UNKNOWN and file.seek(0, os.SEEK_END) < here + size
        file.seek(size + size % 2, os.SEEK_CUR)
    return False


def _ogg_cut_off(file: BinaryIO) -> bool:
    file.seek(max(0, file.seek(0, os.SEEK_END) - _TAIL))
    tail = file.read()
    page = tail[tail.rfind(b"OggS") :]
    segments = page[27 : 27 + page[26]] if len(page) > 26 else b""
    return len(page) < 27 or len(page) < 27 + page[26] + sum(segments)
