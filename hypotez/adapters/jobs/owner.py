"""Which process has taken a job in, and whether that one still lives."""

import os
import platform

__all__ = ["alive", "this_process"]


def this_process() -> str:
    """A name that no other process has or will have: its machine, its number, and when it began."""
    return f"{platform.node()}/{os.getpid()}/{_began(os.getpid())}"


def alive(owner: str) -> bool:
    """Whether that process still lives; one of another machine is taken to."""
    machine, _, rest = owner.rpartition("/")
    machine, _, number = machine.rpartition("/")
    if machine != platform.node():
        return bool(machine)
    return number.isdecimal() and _began(int(number)) == rest


def _began(number: int) -> str:
    """When a process began, in milliseconds since 1970; empty where there is none."""
    import psutil

    try:
        process = psutil.Process(number)
        return "" if process.status() == psutil.STATUS_ZOMBIE else str(round(process.create_time() * 1000))
    except psutil.Error:
        return ""
