"""What moderators type, as what a server chooses. Each function refuses what cannot be chosen."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from hypotez.entrypoints.discord.messages import plain
from hypotez.entrypoints.discord.refusal import Refusal
from hypotez.entrypoints.texts import languages
from hypotez.ports.settings import LONGEST_KEPT, ServerSettings

__all__ = ["AUTO", "OFF", "completions", "days", "engines", "language", "roles", "transcription", "voice"]

AUTO: Final = "auto"
"""Leaves a choice to the config."""
OFF: Final = "off"


def language(typed: str) -> str | None:
    """A language that there are sentences in; None leaves it open.

    Raises:
        Refusal: there are none in it.
    """
    return _one(typed, languages(), "settings-language-unknown")


def voice(typed: str, known: Iterable[str]) -> str | None:
    """The name of a voice; None leaves it open.

    Raises:
        Refusal: there is no such voice.
    """
    return _one(typed, known, "settings-voice-unknown")


def engines(typed: str, allowed: Iterable[str]) -> tuple[str, ...]:
    """Engines in the order in which they are named, each once; none at all leave it open.

    Raises:
        Refusal: one of them is not among those `allowed`.
    """
    names = [name.casefold() for name in re.split(r"[\s,]+", typed) if name]
    if names == [AUTO]:
        return ()
    known = {name.casefold(): name for name in allowed}
    if not names or not known.keys() >= set(names):
        raise Refusal("settings-engine-unknown", known=_list(known.values()))
    return tuple(known[name] for name in dict.fromkeys(names))


def completions(typed: str, allowed: Iterable[str]) -> Iterator[str]:
    """What may stand where engines are being typed: each that is still missing, after those that are there."""
    head, comma, _ = typed.rpartition(",")
    named = {name.strip() for name in head.split(",")}
    if not comma:
        yield AUTO
    yield from (f"{head}{', ' if comma else ''}{name}" for name in allowed if name not in named)


def days(typed: str) -> int | None:
    """A number of days, or None for "off".

    Raises:
        Refusal: it is neither, or out of range.
    """
    typed = typed.strip().casefold()
    if typed == OFF:
        return None
    if re.fullmatch(r"[0-9]{1,5}", typed) and 1 <= int(typed) <= LONGEST_KEPT:
        return int(typed)
    raise Refusal("settings-retention-range", most=LONGEST_KEPT)


def transcription(chosen: ServerSettings, channel: str | None, *, on: bool) -> dict[str, Any]:
    """What changes when audio is to be written down, or no longer is, in one channel or everywhere (None).

    Raises:
        Refusal: it is on everywhere, and is to be off in one channel.
    """
    if channel is None:
        return {"transcribe": on, "transcribe_in": frozenset()}
    named = chosen.transcribe_in if chosen.transcribe else frozenset()
    if on:
        return {"transcribe": True, "transcribe_in": named | {channel}}
    if chosen.transcribe and not named:
        raise Refusal("settings-transcribe-everywhere")
    return {"transcribe": bool(named - {channel}), "transcribe_in": named - {channel}}


def roles(chosen: ServerSettings, group: str, role: str, *, add: bool) -> dict[str, Mapping[str, frozenset[str]]]:
    """What changes when a role is to have a group of commands, or no longer is."""
    given = chosen.roles.get(group, frozenset())
    changed = {**chosen.roles, group: given | {role} if add else given - {role}}
    return {"roles": {name: ids for name, ids in changed.items() if ids}}


def _one(typed: str, known: Iterable[str], refusal: str) -> str | None:
    """The one of `known` that was typed, in whatever case; None for "auto"."""
    wished = typed.strip().casefold()
    known = sorted(known)
    found = next((name for name in known if name.casefold() == wished), None)
    if found is None and wished != AUTO:
        raise Refusal(refusal, known=_list(known))
    return found


def _list(names: Iterable[str]) -> str:
    """Some of the names, for a sentence."""
    names = sorted(names)
    return ", ".join([*map(plain, names[:20]), *(["…"] if len(names) > 20 else [])])
