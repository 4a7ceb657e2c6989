"""How the program ends when the system asks for it: as by Ctrl-C, with everything cleaned up."""

import signal
import sys
from types import FrameType
from typing import Final

__all__ = ["end_on_signals"]

ENDINGS: Final = ("SIGTERM", "SIGHUP")


def end_on_signals() -> None:
    """Let SIGTERM and SIGHUP raise `SystemExit` in the main thread, with 128 and the signal's number as exit code.

    What is ignored stays so: that is how `nohup` works. Signals that follow change nothing, so that closing a terminal,
    which sends several, does not interrupt the cleaning up.
    """
    for number in _numbers():
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _end)


def _end(number: int, _frame: FrameType | None) -> None:
    for other in _numbers():
        signal.signal(other, signal.SIG_IGN)
    sys.exit(128 + number)


def _numbers() -> list[signal.Signals]:
    return [signal.Signals[name] for name in ENDINGS if name in signal.Signals.__members__]
