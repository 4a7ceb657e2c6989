"""The conversation in a terminal: what Discord's `!` commands and plain messages do, here."""

from hypotez.entrypoints.chat.chat import Chat
from hypotez.entrypoints.chat.conversing import converse

__all__ = ["Chat", "converse"]
