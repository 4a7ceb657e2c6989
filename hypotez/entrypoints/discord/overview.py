"""What a server has chosen, in words."""

from collections.abc import Iterable

import discord

from hypotez.entrypoints.discord.command import key_of
from hypotez.entrypoints.discord.messages import plain
from hypotez.entrypoints.discord.rights import GROUPS
from hypotez.entrypoints.texts import Texts
from hypotez.ports.settings import ServerSettings

__all__ = ["line", "overview"]


def overview(chosen: ServerSettings, guild: discord.Guild, texts: Texts) -> dict[str, str]:
    """A line for each choice, by the name of the command that makes it."""
    default, off = texts("settings-default"), texts("settings-off")
    values = {
        "language": Texts.for_language(chosen.language)("settings-language-name") if chosen.language else default,
        "engines": plain(", ".join(chosen.engines)) or default,
        "voice": plain(chosen.voice) if chosen.voice else default,
        "transcribe": _transcription(chosen, guild, texts),
        "answers": texts(f"settings-answers-{chosen.speak_answers}"),
        "read": _channels([chosen.read_channel], guild) if chosen.read_channel else off,
        "role": "; ".join(f"{group}: {_roles(chosen, group, guild, texts)}" for group in GROUPS),
        "retention": texts("settings-days", days=chosen.retention_days) if chosen.retention_days else off,
        "learning": texts("settings-on") if chosen.learning else off,
    }
    return {name: line(name, value, texts) for name, value in values.items()}


def line(name: str, value: str, texts: Texts) -> str:
    """One choice: the command, what it decides, and what was decided."""
    return f"`{name}` {texts(key_of(f'settings {name}'))}: **{value}**"


def _transcription(chosen: ServerSettings, guild: discord.Guild, texts: Texts) -> str:
    if not chosen.transcribe:
        return texts("settings-off")
    return _channels(chosen.transcribe_in, guild) if chosen.transcribe_in else texts("settings-everywhere")


def _channels(ids: Iterable[str], guild: discord.Guild) -> str:
    """The names of channels; those that are gone have only their ids."""
    found = {id: guild.get_channel(int(id)) for id in ids}
    return ", ".join(sorted(f"#{plain(channel.name if channel else id)}" for id, channel in found.items()))


def _roles(chosen: ServerSettings, group: str, guild: discord.Guild, texts: Texts) -> str:
    """The names of the roles that have a group of commands; those that are gone have only their ids."""
    found = {id: guild.get_role(int(id)) for id in chosen.roles.get(group, ())}
    return ", ".join(sorted(plain(role.name if role else id) for id, role in found.items())) or texts(
        "settings-default"
    )
