"""What is kept of a label that somebody wrote."""

import re

__all__ = ["plain_label"]

_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u17b4\u17b5\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]"
    "|(?<![^\0-\x7f])[\u200c\u200d]"
)
"""What steers a line's direction or fills no place; and what joins or parts letters, where no script needs it."""


def plain_label(label: str) -> str:
    """The label without signs that nobody sees: it looks like another one then, and would count as one of its own.

    What scripts and emoji need stays, such as a zero width joiner that does not follow an ASCII sign.
    """
    return _UNSEEN.sub("", label).strip()
