"""Hello, and what there is."""

from collections.abc import Iterable
from typing import Any

from discord.ext import commands

from hypotez.entrypoints.discord import rights
from hypotez.entrypoints.discord.asking import Asking
from hypotez.entrypoints.discord.command import command, key_of, usage
from hypotez.entrypoints.discord.explaining import options_of
from hypotez.entrypoints.discord.messages import Reply, parts
from hypotez.entrypoints.discord.refusal import Refusal
from hypotez.entrypoints.discord.shared import Shared
from hypotez.entrypoints.texts import Texts

__all__ = ["Talk"]


class Talk(commands.Cog):
    """Greets, and explains the commands."""

    def __init__(self, shared: Shared) -> None:
        self.shared = shared

    @command("hi", private=True)
    async def hi(self, context: commands.Context[Any]) -> None:
        """Say hello, in one line."""
        asking = Asking.of(context)
        await asking.answer(Reply((await self.shared.texts(asking))("hi")))

    @command("help", private=True, options=("name",))
    async def help(self, context: commands.Context[Any], *, name: str | None = None) -> None:
        """List the commands that the person may use here, or explain one."""
        asking = Asking.of(context)
        texts = await self.shared.texts(asking)
        told = await self._one(context, name, texts) if name else await self._all(context, asking, texts)
        for part in parts(told):
            await asking.answer(Reply(part), private=True)

    async def _one(self, context: commands.Context[Any], name: str, texts: Texts) -> str:
        found = context.bot.get_command(name.lower().removeprefix(self.shared.config.discord.prefix.lower()))
        if found is None:
            raise Refusal("help-unknown", prefix=self.shared.config.discord.prefix)
        told = [_line(found, self.shared.config.discord.prefix, texts)]
        told += await options_of(found, context, texts)
        if isinstance(found, commands.Group):
            told += [_line(each, self.shared.config.discord.prefix, texts) for each in _sorted(found.commands)]
        return "\n".join(told)

    async def _all(self, context: commands.Context[Any], asking: Asking, texts: Texts) -> str:
        prefix = self.shared.config.discord.prefix
        roles = (await self.shared.server(asking)).roles
        usable = [
            found
            for found in _sorted(context.bot.commands)
            if rights.may(asking.author, rights.group_of(found), roles)
            and (asking.guild or found.extras.get("private"))
        ]
        lines = [_line(found, prefix, texts) for found in usable]
        return "\n".join([texts("help-title"), *lines, texts("help-more", prefix=prefix)])


def _line(found: commands.Command[Any, ..., Any], prefix: str, texts: Texts) -> str:
    return f"`{usage(found, prefix)}` {texts(key_of(found.qualified_name))}"


def _sorted(found: Iterable[commands.Command[Any, ..., Any]]) -> list[commands.Command[Any, ..., Any]]:
    return sorted(found, key=lambda each: each.name)
