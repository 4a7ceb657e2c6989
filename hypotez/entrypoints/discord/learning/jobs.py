"""Whoever presses a button of a training. The client finds this class by the ids, after a restart too."""

import re
from typing import Any, Final, Self

import discord

from hypotez.entrypoints.discord import rights
from hypotez.entrypoints.discord.asking import Asking
from hypotez.entrypoints.discord.deeds import carry_out
from hypotez.entrypoints.discord.learning.watching import ended, follow, job_view
from hypotez.entrypoints.discord.shared import Shared
from hypotez.entrypoints.texts import Texts
from hypotez.ports.jobs import Job

__all__ = ["JobButton"]

JOB: Final = r"hypotez:job:(?P<deed>cancel|again):(?P<job>[0-9a-z]{1,24})"


class JobButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=JOB):
    """Stops a job, or has it run again."""

    def __init__(self, item: discord.ui.Button[Any], deed: str, job: str) -> None:
        super().__init__(item)
        self.deed, self.job = deed, job

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Know which job it is about."""
        assert isinstance(item, discord.ui.Button)
        return cls(item, match["deed"], match["job"])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Do what it says, where the person may."""

        async def deed(asking: Asking, texts: Texts) -> None:
            shared: Shared = interaction.client.shared
            scope = asking.scope
            job = await shared.learn(lambda learning: learning.jobs.get(scope, self.job))
            if self.deed == "again" or job.origin.who != str(asking.author.id):
                await shared.check(asking, rights.TRAINERS)
            if self.deed == "again":
                await _run_again(shared, interaction, asking, texts, job)
            elif job.state.ended:  # it has been interrupted, or the message was not edited
                await interaction.response.defer()
                told = await ended(shared, texts, job)
                await interaction.edit_original_response(content=told, view=job_view(job, texts))
            else:
                await interaction.response.defer()
                await shared.learn(lambda learning: learning.jobs.cancel(job))

        await carry_out(interaction, f"button {self.deed} job", deed, detailed=True)


async def _run_again(
    shared: Shared, interaction: discord.Interaction[Any], asking: Asking, texts: Texts, job: Job
) -> None:
    again = await shared.learn(lambda learning: learning.jobs.again(job))
    await interaction.response.edit_message(view=None)
    await follow(shared, asking, texts, again)
