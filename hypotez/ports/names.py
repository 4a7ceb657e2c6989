"""What a file may be called, wherever it comes from and whichever system it goes to."""

import os
import re
from collections.abc import Callable
from unicodedata import category, normalize

from hypotez.ports.errors import NotAllowed

__all__ = ["collision_key", "portable_parts", "shown"]

_DEVICES = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|clock\$|(com|lpt)[0-9¹²³])\s*(\..*)?", re.IGNORECASE)
_DRIVE = re.compile(r"[A-Za-z]:")
_ONLY_ELSEWHERE = re.compile(r'[:<>"|?*]|~[0-9]')
_LONGEST_PART = 255
_LONGEST_NAME = 4000
_DEEPEST = 100
_FAULTS: tuple[tuple[str, Callable[[str], object]], ...] = (
    ("an empty part, “.” or “..”", lambda part: part in {"", ".", ".."}),
    ("control characters, or is not Unicode", lambda part: any(category(sign) in {"Cc", "Cs"} for sign in part)),
    ("a backslash", lambda part: "\\" in part),
    ("a drive letter", _DRIVE.match),
    ("a dot or a space at an end", lambda part: part[-1] in ". " or part[0] == " "),
    ("the name of a Windows device", _DEVICES.fullmatch),
    (f"a part longer than {_LONGEST_PART} bytes", lambda part: len(part.encode()) > _LONGEST_PART),
)


def shown(name: str) -> str:
    """The name as it may stand in a message: in quotes, short, with nothing that breaks a line."""
    clean = "".join(sign if sign.isprintable() else "�" for sign in name)
    return f"“{clean}”" if len(clean) <= 80 else f"“{clean[:79]}…”"


def portable_parts(name: str, *, windows: bool = os.name == "nt") -> tuple[str, ...]:
    """The parts of a relative name with slashes, if it means the same file on every system.

    `windows` refuses in addition what only Windows reads as something else: streams ("a.txt:b"), short names
    ("SECRET~1.TXT") and wildcards.

    Raises:
        NotAllowed: absolute, leading out, a drive or network path, a device's name, control characters, a trailing
            dot or space, too long, too deep, or not Unicode.
    """
    if len(name.encode("utf-8", "replace")) > _LONGEST_NAME or name.count("/") >= _DEEPEST:
        raise NotAllowed(f"The name {shown(name)} is too long: use fewer folders or shorter names.")
    if name.startswith("/"):
        raise NotAllowed(f"The name {shown(name)} is absolute: name a file inside a shared folder.")
    parts = tuple(name.split("/"))
    for part in parts:
        reason = _wrong(part, windows=windows)
        if reason:
            raise NotAllowed(f"The name {shown(name)} is not allowed: it has {reason}.")
    return parts


def _wrong(part: str, *, windows: bool) -> str:
    return next((reason for reason, wrong in _FAULTS if wrong(part)), "") or (
        "a sign that Windows reads as something else" if windows and _ONLY_ELSEWHERE.search(part) else ""
    )


def collision_key(name: str) -> str:
    """Equal for names that are one file on systems that ignore case or the way that accents are composed."""
    return normalize("NFC", normalize("NFC", name).casefold())
