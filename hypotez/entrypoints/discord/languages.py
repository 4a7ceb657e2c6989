"""In which language somebody is answered."""

import discord

from hypotez.entrypoints.texts import Texts

__all__ = ["chosen", "texts_of"]


def texts_of(*wishes: str | None) -> Texts:
    """The sentences in the first language that anybody wishes; English where there are none in it.

    The order is: the client's that a command came from, the person's choice, the server's, the config's.
    """
    return Texts.for_language(next((wish for wish in wishes if wish), None))


def chosen(guild: discord.Guild | None) -> str | None:
    """The language that a server has in Discord. Only a community has chosen one: all others say American English."""
    if guild is None:
        return None
    own = str(guild.preferred_locale)
    return None if own == "en-US" and "COMMUNITY" not in guild.features else own
