"""`hypotez chat` and `hypotez discord`: where people talk with it."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from hypotez.entrypoints.terminal.findings import show_findings
from hypotez.entrypoints.terminal.session import session
from hypotez.entrypoints.terminal.show import ListFormat, say

__all__ = ["chat", "discord"]


def chat(ctx: typer.Context) -> None:
    """Talk here as on Discord: the ! commands, and audio files by their paths.

    From a pipe, every line is a message.
    """
    from hypotez.entrypoints.chat import Chat, converse
    from hypotez.entrypoints.texts import Texts

    with session(ctx).open() as app:
        converse(Chat(app, Texts.for_language(app.config.language)), sys.stdin)


discord = typer.Typer(invoke_without_command=True)


@discord.callback()
def run(
    ctx: typer.Context,
    check: Annotated[bool, typer.Option("--check", help="Only look whether the bot could run.")] = False,
    format: Annotated[
        ListFormat, typer.Option(help="How --check tells: as a table, or a JSON object a line.")
    ] = ListFormat.TEXT,
) -> None:
    """Be a bot on Discord, until interrupted.

    The exit code of --check is 1 when something does not work that the bot needs.
    """
    if ctx.invoked_subcommand:
        if check:
            raise typer.BadParameter("--check stands without a command")
        return
    if check:
        from hypotez.entrypoints.discord.check import examine

        with session(ctx).open() as app:
            show_findings(list(examine(app.config)), format)
        return
    with session(ctx).open(service=True) as app:
        from hypotez.entrypoints.discord.run import run_bot

        raise typer.Exit(run_bot(app))


@discord.command()
def invite(ctx: typer.Context) -> None:
    """Print the link that brings the bot into a server, with the rights that it needs and no others."""
    from hypotez.entrypoints.discord.invite import invite

    with session(ctx).open() as app:
        say(invite(app.config))
