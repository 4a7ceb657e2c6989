"""What the bot may do in a server: the rights that it asks for, what each is for, and the link that asks for them."""

from dataclasses import dataclass
from typing import Final

import discord

__all__ = ["NEEDED", "SCOPES", "UNREAD", "Permission", "invite_link", "missing"]

SCOPES: Final = {
    "bot": "lets the bot into the server",
    "applications.commands": "lets it offer slash commands and entries in menus",
}
"""What the invitation asks for, and what it is for."""


@dataclass(frozen=True, slots=True)
class Permission:
    """A right. `flag` is the client library's name, `name` that in Discord's settings; `voice`: of voice channels."""

    flag: str
    name: str
    purpose: str
    voice: bool = False

    def given(self, permissions: discord.Permissions) -> bool:
        """Tell whether `permissions` contain it."""
        return bool(getattr(permissions, self.flag))


NEEDED: Final = (
    Permission("view_channel", "View Channels", "see the channels where people ask something of it"),
    Permission("send_messages", "Send Messages", "answer"),
    Permission("send_messages_in_threads", "Send Messages in Threads", "answer in threads too"),
    Permission("attach_files", "Attach Files", "send long transcripts, subtitles, archives and other files"),
    Permission("read_message_history", "Read Message History", "reply to a message, and find the one that is meant"),
    Permission("connect", "Connect", "come into a voice channel", voice=True),
    Permission("speak", "Speak", "say something there", voice=True),
    Permission("use_voice_activation", "Use Voice Activity", "speak without holding a key", voice=True),
)
"""All that the bot needs, and no more."""
UNREAD: Final = (
    "commands with the prefix and unasked transcription, except in private messages and where the bot is mentioned; "
    "slash commands and menus work. To have it all, turn on Message Content Intent on the Bot page of Discord's "
    "developer portal"
)
"""What is off without the message-content intent."""


def missing(permissions: discord.Permissions) -> list[Permission]:
    """Return what the bot needs and `permissions` do not contain."""
    return [permission for permission in NEEDED if not permission.given(permissions)]


def invite_link(client_id: int) -> str:
    """Return the address where a server's manager lets the bot in, with just these rights."""
    permissions = discord.Permissions(**{permission.flag: True for permission in NEEDED})
    return discord.utils.oauth_url(client_id, permissions=permissions, scopes=SCOPES)
