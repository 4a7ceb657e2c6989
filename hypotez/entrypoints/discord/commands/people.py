"""What people think, and what is kept about them."""

from typing import Any, Final, Literal

import discord
from discord.ext import commands

from hypotez.entrypoints.discord import rights
from hypotez.entrypoints.discord.asking import Asking
from hypotez.entrypoints.discord.command import command, command_group
from hypotez.entrypoints.discord.confirming import Confirm
from hypotez.entrypoints.discord.deeds import carry_out
from hypotez.entrypoints.discord.forms import filled_in, typed
from hypotez.entrypoints.discord.handing import in_files, largest
from hypotez.entrypoints.discord.messages import Reply, beginning, parts, plain
from hypotez.entrypoints.discord.refusal import Refusal
from hypotez.entrypoints.discord.shared import Shared
from hypotez.entrypoints.texts import Texts
from hypotez.ports.storage import Feedback

__all__ = ["People"]

LATEST: Final = 10
"""Feedbacks that are listed."""
SHOWN: Final = 200
"""Characters that are shown of each."""
FORM: Final = "hypotez:feedback"
"""The id of the form."""


class People(commands.Cog):
    """Listens to people, and gives them what it keeps about them."""

    def __init__(self, shared: Shared) -> None:
        self.shared = shared

    @command("feedback", private=True, options=("text",), needed=("text",))
    async def feedback(self, context: commands.Context[Any], *, text: str | None = None) -> None:
        """Keep what somebody thinks; a slash command without it opens a form."""
        asking = Asking.of(context)
        if text is not None:
            await _keep(self.shared, asking, text)
        elif context.interaction:
            await context.interaction.response.send_modal(_form(await self.shared.texts(asking)))
        else:
            raise commands.UserInputError

    @commands.Cog.listener()
    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Take a form that somebody has filled in, perhaps since before a restart."""
        if filled_in(interaction, FORM) is None:
            return

        async def deed(asking: Asking, _: Texts) -> None:
            await _keep(self.shared, asking, typed(interaction))

        await carry_out(interaction, "form feedback", deed)

    @command("feedbacks", group=rights.MODERATORS, options=("format",), ignore_extra=False)
    async def feedbacks(self, context: commands.Context[Any], format: Literal["csv", "jsonl"] | None = None) -> None:
        """Show what people of the server think: the latest, or all of it as a file."""
        asking = Asking.of(context)
        app, scope = self.shared.app, asking.scope
        async with asking.working(private=True):
            texts = await self.shared.texts(asking)
            found = await self.shared.quick.run(lambda _: app.feedbacks(scope, LATEST))
            if not found:
                raise Refusal("feedbacks-none")
            if format:
                lines = app.export("feedback", format, scope)
                async for file in in_files(self.shared.quick, f"feedback.{format}", lines, largest(asking.guild)):
                    await asking.answer(Reply(texts("feedbacks-file"), file), private=True)
            else:
                told = [texts("feedbacks-latest"), *map(_line, found)]
                for part in parts("\n".join(told)):
                    await asking.answer(Reply(part), private=True)

    @command_group("mydata", private=True)
    async def mydata(self, context: commands.Context[Any]) -> None:
        """Say which commands there are."""
        raise Refusal("mydata-usage", prefix=context.clean_prefix)

    @command("export", under=mydata, private=True)
    async def export(self, context: commands.Context[Any]) -> None:
        """Send a person, and nobody else, all that is kept about them."""
        asking = Asking.of(context)
        alone = context.interaction is not None or asking.guild is None
        async with asking.working(private=True):
            texts = await self.shared.texts(asking)
            lines = self.shared.app.export_mine(str(asking.author.id))
            sent = False
            async for file in in_files(self.shared.quick, "mydata.jsonl", lines, largest(None)):
                reply = Reply(texts("mydata-export"), file)
                await (asking.answer(reply, private=True) if alone else _whisper(asking.author, reply))
                sent = True
            if not sent:
                raise Refusal("mydata-nothing")
            if not alone:
                await asking.answer(Reply(texts("mydata-sent")))

    @command("forget", under=mydata, private=True)
    async def forget(self, context: commands.Context[Any]) -> None:
        """Delete all that is kept about a person, once they have said that they mean it."""
        asking = Asking.of(context)
        texts = await self.shared.texts(asking)
        who = str(asking.author.id)

        async def deed() -> str:
            forgotten = await self.shared.quick.run(lambda _: self.shared.app.forget(who))
            self.shared.choices.people.forget(who)
            told = texts("mydata-forgotten", count=forgotten.records)
            if not (forgotten.examples or forgotten.versions):
                return told
            taught = texts("mydata-forgotten-taught", examples=forgotten.examples, versions=forgotten.versions)
            return f"{told} {taught}"

        question = Confirm(self.shared.questions, asking.author, texts, texts("mydata-forget"), deed)
        await question.ask(asking, texts("mydata-forget-question"))


def _form(texts: Texts) -> discord.ui.Modal:
    """Asks what somebody thinks. Its id says everything, so the client need not remember those that nobody sends."""
    form = discord.ui.Modal(title=texts("feedback-title"), custom_id=FORM)
    field: discord.ui.TextInput[Any] = discord.ui.TextInput(style=discord.TextStyle.paragraph)
    form.add_item(discord.ui.Label(text=texts("feedback-label"), component=field))
    form.stop()
    return form


async def _keep(shared: Shared, asking: Asking, text: str) -> None:
    async with asking.working(private=True):
        texts = await shared.texts(asking)
        await shared.quick.run(lambda _: shared.app.feedback(text, origin=asking.origin))
        await asking.answer(Reply(texts("feedback-thanks")), private=True)


async def _whisper(person: discord.User | discord.Member, reply: Reply) -> None:
    """Send a private message.

    Raises:
        Refusal: the person takes none.
    """
    try:
        await person.send(reply.content, **reply.arguments())
    except discord.Forbidden as error:
        raise Refusal("mydata-no-private-messages") from error


def _line(found: Feedback) -> str:
    """One feedback, as a line of a list; whom it names is not pinged."""
    text = " ".join(found.text.split())
    shown = beginning(text, SHOWN)
    return f"- <t:{int(found.at.timestamp())}:d> <@{found.origin.who}> {plain(shown)}{' …' if shown != text else ''}"
