"""When a service says one may come back."""

import email.utils
import math
import time

__all__ = ["seconds_to_wait"]


def seconds_to_wait(header: str | None) -> float | None:
    """What `Retry-After` asks for, in seconds: it is a number of them or a date (RFC 9110, 10.2.3).

    None where nothing is asked for, or nothing that can be read.
    """
    said = (header or "").strip()
    try:
        if said.isascii() and said.isdecimal():  # "²" is a digit too, but no number
            seconds = float(said)
        else:
            seconds = email.utils.parsedate_to_datetime(said).timestamp() - time.time()
    except (ValueError, OverflowError):
        return None
    return max(0.0, seconds) if math.isfinite(seconds) else None
