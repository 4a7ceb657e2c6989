"""`hypotez discord invite`: the link that brings the bot into a server."""

import asyncio
import base64
import binascii
import re

from hypotez.entrypoints.config import Config, read_token
from hypotez.entrypoints.discord.login import checked, point
from hypotez.entrypoints.discord.permissions import invite_link
from hypotez.entrypoints.discord.secrecy import without
from hypotez.entrypoints.discord.visit import visit

__all__ = ["id_in", "invite"]


def invite(config: Config) -> str:
    """Return the link for the bot whose token the config has; only a token of an unknown make needs the network.

    Raises:
        ConfigError: there is no token, or Discord refuses it.
        HypotezError: Discord had to be asked, and cannot be reached.
    """
    token = checked(read_token(config).get_secret_value())
    return invite_link(id_in(token) or _asked(config, token))


def id_in(token: str) -> int | None:
    """Return the application's id, which the first part of `token` is in base64; None where it is something else."""
    first = token.partition(".")[0]
    try:
        text = base64.urlsafe_b64decode(first + "=" * (-len(first) % 4)).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
    return int(text) if re.fullmatch(r"[1-9][0-9]{15,19}", text) else None


def _asked(config: Config, token: str) -> int:
    async def ask() -> int:
        async with visit(token) as client:
            assert client.application_id  # known from the login on
            return client.application_id

    point(config.discord)
    with without(token):
        return asyncio.run(ask())
