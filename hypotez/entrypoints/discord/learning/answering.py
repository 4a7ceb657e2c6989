"""Whoever says something to the bot that is no command is answered by what was learned on their server."""

import time

import discord
import structlog

from hypotez.domain.answer import Answered
from hypotez.entrypoints.discord.asking import Asking
from hypotez.entrypoints.discord.calls import note
from hypotez.entrypoints.discord.finding import own_id
from hypotez.entrypoints.discord.learning.answers import Said, addressed, answer_view
from hypotez.entrypoints.discord.messages import Reply
from hypotez.entrypoints.discord.refusal import Refusal, sentence_of
from hypotez.entrypoints.discord.shared import Shared
from hypotez.entrypoints.discord.spoken_commands import SpokenCommands
from hypotez.entrypoints.texts import Texts
from hypotez.ports.errors import NotFound

__all__ = ["Answering"]

log = structlog.get_logger(__name__)


class Answering:
    """Carries out what free words ask for, or answers them. In private messages the bot does only the first."""

    def __init__(self, shared: Shared, spoken: SpokenCommands) -> None:
        self._shared, self._spoken = shared, spoken

    async def answer(self, message: discord.Message) -> None:
        """Answer what is said to the bot; say nothing where it is not meant, or nothing was learned."""
        asking = Asking(message)
        text = addressed(message, own_id(asking), self._shared.config.discord.prefix)
        if not text:
            return
        texts, began = await self._shared.texts(asking), time.monotonic()
        try:
            if meant := await self._spoken.meant(asking, text):
                await self._spoken.carry_out(message, meant.name, texts, meant.more)
            elif found := await self._found(asking, text):
                self._shared.underway.check()
                self._shared.cooldowns.count("answer", asking.author.id)
                await self._say(asking, texts, message, found)
                note("answer", int(asking.scope), began, failed=False)
        except Exception as error:  # noqa: BLE001 - whatever it is, the person gets an answer and the bot goes on
            await asking.answer(Reply(sentence_of(error, texts)))
            note("answer", message.guild.id if message.guild else None, began, failed=True)

    async def _found(self, asking: Asking, text: str) -> Answered | None:
        """What the model says; None where the server has not turned learning on, or nothing was trained yet."""
        if asking.guild is None or not (await self._shared.server(asking)).learning:
            return None
        scope = asking.scope
        try:
            return await self._shared.learn(lambda learning: learning.answer(text, scope))
        except NotFound:
            return None

    async def _say(self, asking: Asking, texts: Texts, message: discord.Message, found: Answered) -> None:
        told = found.text if found.sure else texts("answer-unsure")
        label = found.version.labels.index(found.prediction.label)
        view = answer_view(Said(found.version.id, label, message.id), texts, sure=found.sure)
        await asking.answer(Reply(told if told.strip() else found.prediction.label, view=view))
        try:
            await self._shared.speak(asking, told)
        except Refusal:
            return
        except Exception:  # it is there in writing
            log.exception("answer not spoken", server=asking.scope)
