"""`hypotez chat` and `hypotez discord`: where people talk with it."""

from __future__ import annotations

import sys

import typer

from hypotez.entrypoints.terminal.session import session

__all__ = ["chat", "discord"]


def chat(ctx: typer.Context) -> None:
    """Talk here as on Discord: the ! commands, and audio files by their paths.

    From a pipe, every line is a message.
    """
    from hypotez.entrypoints.chat import Chat, converse
    from hypotez.entrypoints.texts import Texts

    with session(ctx).open() as app:
        converse(Chat(app, Texts.for_language(app.config.language)), sys.stdin)


def discord(ctx: typer.Context) -> None:
    """Be a bot on Discord, until interrupted."""
    with session(ctx).open(service=True) as app:
        from hypotez.entrypoints.discord.run import run_bot

        raise typer.Exit(run_bot(app))
