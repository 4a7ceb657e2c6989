"""Which numbers a training may begin from."""

from typing import Final

from hypotez.ports.errors import OptionError

__all__ = ["LARGEST", "check_seed"]

LARGEST: Final = 2**32 - 1
"""That every learner's dice take."""


def check_seed(seed: int) -> None:
    """Let a seed pass.

    Raises:
        OptionError: negative, or too large.
    """
    if not 0 <= seed <= LARGEST:
        raise OptionError(f"A seed is a whole number from 0 to {LARGEST:,}.", key="seed-none", largest=LARGEST)
