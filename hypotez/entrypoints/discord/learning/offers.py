"""What Discord offers while somebody types a dataset, a learner or a version."""

from typing import Any

import discord

from hypotez.entrypoints.discord import rights
from hypotez.entrypoints.discord.completion import Choices, completed

__all__ = ["datasets", "learners", "versions"]


async def datasets(interaction: discord.Interaction[Any], typed: str) -> Choices:
    """The datasets of the server, the shared ones too."""
    shared = interaction.client.shared
    return await completed(
        shared,
        interaction,
        typed,
        lambda asking: shared.app.learning.data.names(asking.scope),
        group=rights.TRAINERS,
    )


async def learners(interaction: discord.Interaction[Any], typed: str) -> Choices:
    """The learners that may be chosen."""
    shared = interaction.client.shared
    return await completed(shared, interaction, typed, lambda _: shared.app.learning.learners, group=rights.TRAINERS)


async def versions(interaction: discord.Interaction[Any], typed: str) -> Choices:
    """The versions of the server, the latest first."""
    shared = interaction.client.shared
    return await completed(
        shared,
        interaction,
        typed,
        lambda asking: [version.id for version in reversed(shared.app.learning.models.list(asking.scope))],
        group=rights.TRAINERS,
    )
