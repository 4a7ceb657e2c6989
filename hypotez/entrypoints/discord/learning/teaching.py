"""Confirming and correcting what the model answered: by who asked, or by a moderator, where all have agreed to it."""

import discord

from hypotez.entrypoints.discord import rights
from hypotez.entrypoints.discord.asking import Asking
from hypotez.entrypoints.discord.finding import Pointer, message_by, own_id
from hypotez.entrypoints.discord.learning.answers import Said, addressed
from hypotez.entrypoints.discord.messages import Reply, plain
from hypotez.entrypoints.discord.refusal import Refusal
from hypotez.entrypoints.discord.shared import Shared
from hypotez.entrypoints.learning.telling import told_corrected
from hypotez.entrypoints.texts import Texts
from hypotez.ports.errors import NotFound, TextError
from hypotez.ports.storage import Origin
from hypotez.ports.versions import Version

__all__ = ["confirm", "correct", "labels_of"]


async def confirm(shared: Shared, asking: Asking, texts: Texts, said: Said) -> None:
    """Keep that an answer was right.

    Raises:
        Refusal: the person may not, somebody has not agreed, or the message or the version is gone.
        HypotezError: as `Learning.confirm`.
    """
    text, origin = await _asked(shared, asking, said)
    version = await _version(shared, asking, said)
    if said.label >= len(version.labels):
        raise Refusal("answer-version-gone")
    label = version.labels[said.label]
    await shared.learn(lambda learning: learning.confirm(text, label, version.id, origin))
    await asking.answer(Reply(plain(texts("answer-confirmed", label=label))), private=True)


async def correct(shared: Shared, asking: Asking, texts: Texts, said: Said, right: str) -> None:
    """Keep what would have been right: a label, or "label: text".

    Raises:
        Refusal: as for `confirm`, or it is neither.
        HypotezError: as `Learning.correct`.
    """
    text, origin = await _asked(shared, asking, said)
    version = await _version(shared, asking, said)
    try:
        kept = await shared.learn(lambda learning: learning.correct(text, right, version.id, origin))
    except TextError:
        raise Refusal("answer-no-label", labels=plain(", ".join(version.labels[:20]))) from None
    await asking.answer(Reply(plain(told_corrected(texts, kept))), private=True)


async def labels_of(shared: Shared, asking: Asking, said: Said) -> tuple[str, ...]:
    """The labels that an answer could have had, for somebody who may correct it.

    Raises:
        Refusal: as for `confirm`.
    """
    await _asked(shared, asking, said)
    return (await _version(shared, asking, said)).labels


async def _asked(shared: Shared, asking: Asking, said: Said) -> tuple[str, Origin]:
    """The text that was answered, and whose it is: theirs it stays, so that it goes when they are forgotten."""
    source = await message_by(asking, Pointer(said.source))
    if source.author.id != asking.author.id and not rights.may(
        asking.author, rights.MODERATORS, (await shared.server(asking)).roles
    ):
        raise Refusal("answer-not-yours")
    await _check_agreed(shared, asking, source)
    text = addressed(source, own_id(asking), shared.config.discord.prefix)
    if not text:  # it was edited meanwhile
        raise Refusal("message-gone")
    return text, Origin(asking.scope, str(source.author.id), asking.origin.where)


async def _check_agreed(shared: Shared, asking: Asking, source: discord.Message) -> None:
    if not (await shared.server(asking)).learning:
        raise Refusal("learning-off-here", prefix=shared.config.discord.prefix)
    for person, key in ((asking.author.id, "learning-off-you"), (source.author.id, "learning-off-them")):
        if not (await shared.choices.people.get(str(person))).learning:
            raise Refusal(key, prefix=shared.config.discord.prefix)


async def _version(shared: Shared, asking: Asking, said: Said) -> Version:
    scope = asking.scope
    try:
        return await shared.learn(lambda learning: learning.models.get(said.version, scope))
    except NotFound:
        raise Refusal("answer-version-gone") from None
