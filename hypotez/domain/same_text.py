"""When two texts are the same one, written differently."""

from unicodedata import category, normalize

__all__ = ["normalised"]


def normalised(text: str) -> str:
    """The text without what people write now this way, now that way: case, punctuation, white space, composed letters.

    Where nothing is left, as of "?!", it keeps its punctuation.
    """
    plain = normalize("NFKC", normalize("NFKC", text).casefold()).casefold()
    folded = " ".join("".join(_folded(sign) for sign in plain).split())
    return folded or " ".join(plain.split())


def _folded(sign: str) -> str:
    kind = category(sign)
    if kind == "Cf":  # joins or hyphenates, and is not seen
        return ""
    return " " if kind[0] in "PZC" else sign
