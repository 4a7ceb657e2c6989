"""How texts are compared."""

import re
from collections.abc import Sequence

__all__ = ["error_rate", "plain"]


def plain(text: str) -> str:
    """Lower case, letters, digits and apostrophes only; a hyphen parts two words."""
    return " ".join(re.sub(r"[^\w' ]+", " ", text.lower()).split())


def error_rate(said: Sequence[str], heard: Sequence[str]) -> float:
    """Words wrong, missing or added, over words said."""
    import jiwer

    return float(jiwer.wer(list(said), list(heard)))
