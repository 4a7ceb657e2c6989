"""How far a training is: one message that is kept up to date, and says in the end what came of it."""

import asyncio
import time
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any, Final

import discord

from hypotez.entrypoints.discord.asking import Asking
from hypotez.entrypoints.discord.learning.heard import Heard, heard
from hypotez.entrypoints.discord.messages import Reply, parts, plain
from hypotez.entrypoints.discord.refusal import Refusal
from hypotez.entrypoints.discord.shared import Shared
from hypotez.entrypoints.learning import Learning
from hypotez.entrypoints.learning.telling import told_ended, told_job, told_progress
from hypotez.entrypoints.texts import Texts
from hypotez.ports.errors import HypotezError, NotFound
from hypotez.ports.jobs import Job, JobState

__all__ = ["ended", "follow", "job_view"]

EVERY: Final = 2.0
"""Seconds between two edits at least: Discord allows few."""
LOOK: Final = 0.5
"""Seconds between two looks at the job."""
LONG: Final = 30.0
"""Seconds after which somebody no longer looks at the message: then a new one tells that there is news in it."""


def job_view(job: Job, texts: Texts) -> discord.ui.View | None:
    """The button that stops a job, or runs one again that was interrupted. It does not listen: see `JobButton`."""
    if job.state.ended and job.state is not JobState.INTERRUPTED:
        return None
    view, deed = discord.ui.View(timeout=None), "again" if job.state.ended else "cancel"
    view.add_item(discord.ui.Button(label=texts(f"button-job-{deed}"), custom_id=f"hypotez:job:{deed}:{job.id}"))
    view.stop()
    return view


async def follow(shared: Shared, asking: Asking, texts: Texts, job: Job, *, head: str = "") -> None:
    """Tell that `job` has begun, under `head`, and see to it that the message tells how it goes on."""
    job, ahead = await shared.learn(partial(_now, job))
    told = Reply(_headed(head, told_progress(texts, job, ahead)), view=job_view(job, texts))
    message = await asking.answer(told)
    if message:
        shared.underway.keep(asyncio.create_task(_Watch(shared, texts, head, message).until_ended(asking, job)))


async def ended(shared: Shared, texts: Texts, job: Job) -> str:
    """What came of a job that has ended."""
    if job.result:
        here = await heard(shared, job.origin.scope)
        return plain("\n".join(await shared.heavy.run(lambda _: _with_version(shared.app.learning, texts, job, here))))
    return plain("\n".join(told_ended(texts, job, None, current=False, tested=None)))  # at once: the bot may end


class _Watch:
    """The `message` on a job, what stands above it, and whose words it is in."""

    def __init__(self, shared: Shared, texts: Texts, head: str, message: discord.Message) -> None:
        self._shared, self._texts, self._head, self._message = shared, texts, head, message
        self._shown, self._edited = message.content, time.monotonic()

    async def until_ended(self, asking: Asking, job: Job) -> None:
        """Keep the message up to date, and say in the end what came of it."""
        began, ending = time.monotonic(), asyncio.Event()
        with suppress(Refusal), self._shared.underway.stoppable(ending.set):
            job = await self._look(job, ending)
        if not job.state.ended:  # the bot ends, and the job with it
            job = replace(job, state=JobState.INTERRUPTED)
        try:
            told = await ended(self._shared, self._texts, job)
        except HypotezError:  # such as a version that was deleted at once
            told = plain(told_job(self._texts, job))
        await self._show(told, job)
        if time.monotonic() - began > LONG:
            await asking.answer(Reply(told))

    async def _look(self, job: Job, ending: asyncio.Event) -> Job:
        while not job.state.ended and not ending.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(ending.wait(), LOOK)
            try:
                job, ahead = await self._shared.learn(partial(_now, job))
            except NotFound:  # whoever asked for it was forgotten
                return replace(job, state=JobState.CANCELLED)
            except HypotezError:  # the database may have a bad moment
                continue
            if not job.state.ended and time.monotonic() - self._edited >= EVERY:
                await self._show(told_progress(self._texts, job, ahead), job)
        return job

    async def _show(self, told: str, job: Job) -> None:
        """Edit the message; that of an interaction, after its quarter of an hour, as any other."""
        content, view = _headed(self._head, told), job_view(job, self._texts)
        if content == self._shown:
            return
        self._shown, self._edited = content, time.monotonic()
        channel: Any = self._message.channel
        for message in (self._message, discord.PartialMessage(channel=channel, id=self._message.id)):
            with suppress(discord.HTTPException):
                await message.edit(content=content, view=view)
                return


def _now(job: Job, learning: Learning) -> tuple[Job, int]:
    job = learning.jobs.get(job.origin.scope, job.id)
    return job, learning.jobs.ahead(job)


def _with_version(learning: Learning, texts: Texts, job: Job, here: Heard) -> list[str]:
    scope = job.origin.scope
    version = learning.models.get(job.result, scope)
    current = learning.models.current(version.dataset, scope) == version
    tested = learning.evaluate((), scope, dataset=version.dataset, version=version.id) if version.scores else None
    answering = here.answers(version.dataset)
    told = told_ended(texts, job, version, current, tested, answering=answering)
    return [*told, *(here.silent(texts, version.dataset) if current else [])]


def _headed(head: str, told: str) -> str:
    return parts(f"{head}\n{told}")[0]
