"""How the names of files end that hold sound."""

from typing import Final

__all__ = ["SOUNDS"]

SOUNDS: Final = frozenset(
    ".3gp .aac .ac3 .aif .aifc .aiff .amr .ape .au .avi .caf .flac .m4a .m4b .m4v .mka .mkv .mov .mp2 .mp3 .mp4 .mpga "
    ".oga .ogg .opus .snd .spx .wav .wave .weba .webm .wma .wv".split()
)
"""Sound, and pictures with sound, in lower case."""
