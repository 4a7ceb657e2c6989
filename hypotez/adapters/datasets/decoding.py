"""From bytes to text: which encoding it is, and whether it is text at all."""

import codecs

from hypotez.ports.errors import DatasetError

__all__ = ["decoded"]

_MARKS = (  # UTF-32's begins as UTF-16's does
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROLS = bytes((*range(9), *range(14, 27), *range(28, 32), 127))
_MOST_CONTROLS = 0.02
"""Of all bytes: more of them make it no text, fewer are a few bad rows."""
_HIGH = bytes(range(128, 256))
_MOST_DAMAGED = 0.05
"""Of all bytes that are not ASCII: with more that are no UTF-8 it is another encoding."""
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
    if _count(content, _CONTROLS) > _MOST_CONTROLS * len(content):
        raise DatasetError(
            "This is no text: send csv, tsv, json, jsonl, txt, or a zip of these.", key="dataset-not-text"
        )
    text = content.decode("utf-8", "surrogateescape")
    damaged = len(content) - len(text.encode("utf-8", "ignore"))
    if _MOST_DAMAGED * _count(content, _HIGH) >= damaged:
        return text
    return _strictly(content, _guessed(content))


def _count(content: bytes, which: bytes) -> int:
    return len(content) - len(content.translate(None, which))


def _wide(content: bytes) -> str:
    """UTF-16 without a mark: of Latin letters every other byte is 0, and of the others none."""
    first, second = content[::2].count(0), content[1::2].count(0)
    if max(first, second) * 4 < len(content) or min(first, second):
        return ""
    return "utf-16-le" if second else "utf-16-be"


def _guessed(content: bytes) -> str:
    from charset_normalizer import from_bytes

    sample = content[:_SAMPLE]
    sample = sample[: sample.rfind(b"\n") + 1] or sample  # a sign of several bytes is not to be cut
    found = from_bytes(sample, cp_isolation=_LIKELY).best() or from_bytes(sample).best()
    if found is None:
        raise DatasetError("The encoding of the text cannot be found out: save it as UTF-8.", key="dataset-encoding")
    return found.encoding


def _strictly(content: bytes, encoding: str, errors: str = "strict") -> str:
    try:
        return content.decode(encoding, errors)
    except UnicodeDecodeError as error:
        raise DatasetError(
            "The encoding of the text cannot be found out: save it as UTF-8.", key="dataset-encoding"
        ) from error
