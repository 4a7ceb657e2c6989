"""What corrected transcripts teach the recognisers of a server."""

from typing import Any, Literal

import discord
from discord import app_commands
from discord.ext import commands

from hypotez.domain.teach_speech import TaughtSpeech
from hypotez.entrypoints.discord import rights
from hypotez.entrypoints.discord.asking import Asking
from hypotez.entrypoints.discord.command import command
from hypotez.entrypoints.discord.completion import Choices, completed
from hypotez.entrypoints.discord.corrected_clips import Found, corrected_clips
from hypotez.entrypoints.discord.listening import Listener
from hypotez.entrypoints.discord.messages import Reply, plain
from hypotez.entrypoints.discord.named import Engine
from hypotez.entrypoints.discord.refusal import Refusal
from hypotez.entrypoints.discord.shared import Shared
from hypotez.entrypoints.learning.figures import points
from hypotez.entrypoints.texts import Texts
from hypotez.ports.progress import Report
from hypotez.ports.scoring import Interval

__all__ = ["Vocabulary"]

FEW = 20
"""Words that are shown."""


class Vocabulary(commands.Cog):
    """Shows what was taught, measures whether it helps, and has it listened for only if so."""

    def __init__(self, shared: Shared, listener: Listener) -> None:
        self.shared, self._listener = shared, listener

    async def engines(self, interaction: discord.Interaction[Any], typed: str) -> Choices:
        """The engines that listen here."""
        allowed = await self._listener.engines(Asking(interaction))
        return await completed(self.shared, interaction, typed, lambda _: allowed, group=rights.TRAINERS)

    @command("vocabulary", group=rights.TRAINERS, options=("deed", "engine"), ignore_extra=False)
    @app_commands.autocomplete(engine=engines)
    async def vocabulary(
        self,
        context: commands.Context[Any],
        deed: Literal["measure", "off"] | None = None,
        engine: Engine | None = None,
    ) -> None:
        """Show it; or measure it with the engine that is named, or else the server's first; or switch it off."""
        asking, name = Asking.of(context), str(engine) if engine else None
        if name and not deed:
            raise commands.UserInputError
        async with asking.working():
            texts = await self.shared.texts(asking)
            lines = []
            if deed == "measure":
                lines = await self._measured(asking, texts, name)
            elif deed == "off":
                await self._switch(asking, name, on=False)
            lines += await self._shown(asking, texts, context.clean_prefix)
            await asking.answer(Reply(plain("\n".join(lines))))

    async def _shown(self, asking: Asking, texts: Texts, prefix: str) -> list[str]:
        app, scope = self.shared.app, asking.scope
        learned = await self.shared.quick.run(lambda _: app.vocabulary(scope))
        if learned is None:
            return [texts("vocabulary-none")]
        lines = [texts("vocabulary-learned", count=len(learned.sentences))]
        if learned.words:
            lines.append(texts("vocabulary-missed", words=", ".join(learned.words[:FEW])))
        listening = (await self.shared.sure(asking)).vocabulary
        key = "vocabulary-on" if listening else "vocabulary-off"
        return [*lines, texts(key, engines=", ".join(listening), prefix=prefix)]

    async def _measured(self, asking: Asking, texts: Texts, engine: str | None) -> list[str]:
        """Measure, and switch it on or off by what comes of that.

        Raises:
            Refusal: there is too little to measure with.
            HypotezError: as `App.teach_speech`.
        """
        app, allowed = self.shared.app, await self._listener.engines(asking)
        name = engine or allowed[0]

        async def measured(listen: Report) -> tuple[Found, TaughtSpeech]:
            async with self.shared.places:
                found = await corrected_clips(self.shared, self._listener, asking)
                if len({clip.said for clip in found.clips}) < 2:
                    raise Refusal("vocabulary-too-few")

                def teach(report: Report) -> TaughtSpeech:
                    return app.teach_speech(found.clips, name, scope=None, report=report)

                return found, await self.shared.heavy.run(teach, listen)

        found, taught = await self.shared.in_turn(asking, texts, measured)
        await self._switch(asking, name, on=taught.helps)
        return _told(texts, name, found, taught)

    async def _switch(self, asking: Asking, engine: str | None, *, on: bool) -> None:
        """Have `engine` listen for it, or no longer; without one, none does."""
        now = (await self.shared.sure(asking)).vocabulary
        others = tuple(name for name in now if engine and name != engine)
        listening = (*others, engine) if on and engine else others
        await self.shared.choices.servers.change(asking.scope, vocabulary=listening)


def _told(texts: Texts, engine: str, found: Found, taught: TaughtSpeech) -> list[str]:
    """What was measured, and what comes of it."""
    before, after = taught.before.scores.wer, taught.after.scores.wer
    lines = [
        texts("vocabulary-before", engine=engine, count=len(found.clips), **_percents(before)),
        texts("vocabulary-after", **_percents(after)),
        texts("vocabulary-difference", **points(texts, taught.difference)),
        *([texts("vocabulary-few")] if taught.few else []),
        texts("vocabulary-helps" if taught.helps else "vocabulary-no-help", engine=engine),
    ]
    return lines + ([texts("vocabulary-missing", count=found.missing)] if found.missing else [])


def _percents(rate: Interval) -> dict[str, float]:
    return {name: round(100 * getattr(rate, name), 1) for name in ("value", "low", "high")}
