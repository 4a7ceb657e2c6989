"""From bytes to text: which encoding it is, and whether it is text at all."""

import codecs
import re

from hypotez.ports.errors import DatasetError

__all__ = ["decoded"]

_MARKS = (  # UTF-32's begins as UTF-16's does
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_MOST_CONTROLS = 0.02
"""Of all bytes: more of them make it no text, fewer are a few bad rows."""
_LIKELY = ["cp1251", "cp866", "cp1252"]
"""Asked first: of a few words, guessing among all encodings of the world finds the wrong one."""
_SAMPLE = 32 << 10


def decoded(content: bytes) -> str:
    """The text. In mostly good UTF-8, bytes that are none become lone surrogates, so that their rows can be told.

    Raises:
        DatasetError: this is no text, or of an encoding that cannot be found out.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _strictly(content[len(mark) :], encoding, "surrogateescape" if encoding == "utf-8" else "strict")
    wide = _wide(content)
    if wide:
        return _strictly(content, wide)
    if len(_CONTROLS.findall(content)) > _MOST_CONTROLS * len(content):
        raise DatasetError("This is no text: send csv, tsv, json, jsonl, txt, or a zip of these.")
    text = content.decode("utf-8", "surrogateescape")
    signs = len(text) - len(content.translate(None, bytes(range(128, 256)))) if not content.isascii() else 0
    damaged = len(re.findall("[\udc80-\udcff]", text)) if signs else 0
    if not damaged or signs > 10 * damaged:
        return text
    return _strictly(content, _guessed(content))


def _wide(content: bytes) -> str:
    """UTF-16 without a mark: of Latin letters every other byte is 0, and of the others none."""
    first, second = content[::2].count(0), content[1::2].count(0)
    if max(first, second) * 4 < len(content) or min(first, second):
        return ""
    return "utf-16-le" if second else "utf-16-be"


def _guessed(content: bytes) -> str:
    from charset_normalizer import from_bytes

    sample = content[:_SAMPLE]
    found = from_bytes(sample, cp_isolation=_LIKELY).best() or from_bytes(sample).best()
    if found is None:
        raise DatasetError("The encoding of the text cannot be found out: save it as UTF-8.")
    return found.encoding


def _strictly(content: bytes, encoding: str, errors: str = "strict") -> str:
    try:
        return content.decode(encoding, errors)
    except UnicodeDecodeError as error:
        raise DatasetError("The encoding of the text cannot be found out: save it as UTF-8.") from error
