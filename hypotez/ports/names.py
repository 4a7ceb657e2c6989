"""What a file may be called, wherever it comes from and whichever system it goes to."""

import os
import re
from collections.abc import Callable
from unicodedata import category, normalize

from hypotez.ports.errors import NotAllowed

__all__ = ["collision_key", "legible", "portable_parts", "shown"]

_DEVICES = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|clock\$|(com|lpt)[0-9¹²³])\s*(\..*)?", re.IGNORECASE)
_DRIVE = re.compile(r"[A-Za-z]:")
_ONLY_ELSEWHERE = re.compile(r'[:<>"|?*]|~[0-9]')
_LONGEST_PART = 255
_LONGEST_NAME = 4000
_DEEPEST = 100
_Fault = tuple[str, str, Callable[[str], object]]
_FAULTS: tuple[_Fault, ...] = (
    ("name-empty-part", "an empty part, “.” or “..”", lambda part: part in {"", ".", ".."}),
    (
        "name-controls",
        "control characters, or is not Unicode",
        lambda part: any(category(sign) in {"Cc", "Cs"} for sign in part),
    ),
    ("name-backslash", "a backslash", lambda part: "\\" in part),
    ("name-drive", "a drive letter", _DRIVE.match),
    ("name-ends", "a dot or a space at an end", lambda part: part[-1] in ". " or part[0] == " "),
    ("name-device", "the name of a Windows device", _DEVICES.fullmatch),
    ("name-long-part", f"a part longer than {_LONGEST_PART} bytes", lambda part: len(part.encode()) > _LONGEST_PART),
)
"""The key in the catalogues, the same in English, and how it is seen."""
_WINDOWS: _Fault = ("name-windows", "a sign that Windows reads as something else", _ONLY_ELSEWHERE.search)


def legible(name: str) -> str:
    """The name as it may stand in a sentence: short, with nothing that breaks a line."""
    clean = "".join(sign if sign.isprintable() else "�" for sign in name)
    return clean if len(clean) <= 80 else f"{clean[:79]}…"


def shown(name: str) -> str:
    """The name as it may stand in an English message: `legible`, in quotes."""
    return f"“{legible(name)}”"


def portable_parts(name: str, *, windows: bool = os.name == "nt") -> tuple[str, ...]:
    """The parts of a relative name with slashes, if it means the same file on every system.

    `windows` refuses in addition what only Windows reads as something else: streams ("a.txt:b"), short names
    ("SECRET~1.TXT") and wildcards.

    Raises:
        NotAllowed: absolute, leading out, a drive or network path, a device's name, control characters, a trailing
            dot or space, too long, too deep, or not Unicode.
    """
    if len(name.encode("utf-8", "replace")) > _LONGEST_NAME or name.count("/") >= _DEEPEST:
        raise NotAllowed(
            f"The name {shown(name)} is too long: use fewer folders or shorter names.",
            key="name-too-long",
            name=legible(name),
        )
    if name.startswith("/"):
        raise NotAllowed(
            f"The name {shown(name)} is absolute: name a file inside a shared folder.",
            key="name-absolute",
            name=legible(name),
        )
    parts = tuple(name.split("/"))
    for part in parts:
        for key, reason, wrong in (*_FAULTS, _WINDOWS) if windows else _FAULTS:
            if wrong(part):
                said = f"The name {shown(name)} is not allowed: it has {reason}."
                raise NotAllowed(said, key=key, name=legible(name))
    return parts


def collision_key(name: str) -> str:
    """Equal for names that are one file on systems that ignore case or the way that accents are composed."""
    return normalize("NFC", normalize("NFC", name).casefold())
