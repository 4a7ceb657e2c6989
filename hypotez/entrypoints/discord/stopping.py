"""The button that stops work. The client knows it by its id before it is shown, so that no press is lost."""

import re
from typing import Any, Final, Self

import discord

from hypotez.entrypoints.discord.asking import Asking
from hypotez.entrypoints.discord.deeds import carry_out
from hypotez.entrypoints.discord.refusal import Refusal
from hypotez.entrypoints.texts import Texts

__all__ = ["StopButton", "stop_button"]

STOP: Final = r"hypotez:stop:(?P<work>[0-9a-f]{16})"


def stop_button(work: str, texts: Texts) -> discord.ui.View:
    """The button for the work with that id, of 16 hexadecimal digits; it does not listen: see `StopButton`."""
    view = discord.ui.View(timeout=None)
    view.add_item(discord.ui.Button(label=texts("status-stop"), custom_id=f"hypotez:stop:{work}"))
    view.stop()
    return view


class StopButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=STOP):
    """The button that somebody has pressed."""

    def __init__(self, item: discord.ui.Button[Any], work: str) -> None:
        super().__init__(item)
        self.work = work

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Know which work it is about."""
        assert isinstance(item, discord.ui.Button)
        return cls(item, match["work"])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Stop the work, if it still runs and the person may."""

        async def deed(asking: Asking, _: Texts) -> None:
            status = interaction.client.shared.at_work.get(self.work)
            if status is None:
                raise Refusal("status-over")
            if not status.may_stop(asking.author):
                raise Refusal("status-not-yours")
            await interaction.response.defer()
            status.stop()

        await carry_out(interaction, "button stop", deed)
