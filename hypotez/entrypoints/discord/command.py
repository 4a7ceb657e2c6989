"""How a command is declared: once, for the prefix and for the slash, in both languages."""

from collections.abc import Callable
from typing import Any

from discord import app_commands
from discord.ext import commands

from hypotez.entrypoints.discord.cooldowns import cooled
from hypotez.entrypoints.discord.rights import EVERYONE
from hypotez.entrypoints.texts import Texts

__all__ = ["CatalogueTranslator", "command", "command_group", "described", "key_of", "usage"]


def key_of(command: str, option: str = "") -> str:
    """The key of what a command, or one of its options, is for."""
    return "-".join(part for part in ("command", command, option) if part).replace("_", "-").replace(" ", "-")


def described(key: str) -> app_commands.locale_str:
    """A description that Discord shows in the reader's language: the sentence `key` of the catalogues."""
    return app_commands.locale_str(Texts.for_language("en")(key), key=key)


def usage(command: commands.Command[Any, ..., Any], prefix: str) -> str:
    """How `command` is written: what it needs in capitals, what may be left out in brackets."""
    needed = command.extras.get("needed", ())
    options = [
        name.upper() if option.required or name in needed else f"[{name}]"
        for name, option in command.clean_params.items()
    ]
    more = ["NAME"] if isinstance(command, commands.Group) else []
    return " ".join([f"{prefix}{command.qualified_name}", *options, *more])


def command(
    name: str,
    *,
    under: Any = None,
    group: str = EVERYONE,
    private: bool = False,
    options: tuple[str, ...] = (),
    needed: tuple[str, ...] = (),
    **more: Any,
) -> Callable[[Any], Any]:
    """Make a method of a cog the command `name`, by prefix and by slash, perhaps `under` a `command_group`.

    The catalogues say what it does, and what each of its `options` is: see `key_of`. `group`: who may use it.
    `private`: it makes sense in private messages too. `needed`: options that only a slash command can do without.
    """
    whole = f"{under.qualified_name} {name}" if under else name

    def declare(method: Any) -> Any:
        method = app_commands.describe(**{option: described(key_of(whole, option)) for option in options})(method)
        make = under.command if under else commands.hybrid_command
        common = _common(method, whole, group, private=private)
        common["extras"]["needed"] = needed
        return make(name=name, **common, **more)(method)

    return declare


def command_group(name: str, *, group: str = EVERYONE, private: bool = False, **more: Any) -> Callable[[Any], Any]:
    """Make `name` the first word of other commands, and a method of a cog what answers it where no other follows.

    The rest is as for `command`.
    """

    def declare(method: Any) -> Any:
        common = _common(method, name, group, private=private)
        return commands.hybrid_group(name=name, case_insensitive=True, **common, **more)(method)

    return declare


def _common(method: Any, whole: str, group: str, *, private: bool) -> dict[str, Any]:
    """Mark `method` with what holds for every command, and return what is given to all that make commands."""
    cooled(method)
    if not private:
        app_commands.guild_only(method)
    return {"description": described(key_of(whole)), "extras": {"group": group, "private": private}}


class CatalogueTranslator(app_commands.Translator):
    """Finds a description's sentence in the catalogues."""

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: Any,
        context: app_commands.TranslationContextTypes,  # noqa: ARG002
    ) -> str | None:
        """The sentence in the language of `locale`, None where the English one will do."""
        key = string.extras.get("key")
        texts = Texts.for_language(str(locale))
        return texts(key) if key and texts.language != "en" else None
