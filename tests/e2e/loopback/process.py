"""The real program, `hypotez discord`, in a process of its own."""

import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from tests.e2e.loopback.server import Loopback

CONFIG = """
[stt]
use = ["pocketsphinx"]
[storage]
data = "data"
cache = "cache"
[discord]
api = {api}
gateway = {gateway}
max_attachment_mb = 1
"""


class BotProcess:
    """A bot that runs, and writes both its streams into the file `written`, as a service's log does."""

    def __init__(self, process: asyncio.subprocess.Process, written: Path) -> None:
        self.process = process
        self._written = written

    @property
    def output(self) -> str:
        """What it has written so far."""
        return self._written.read_text(encoding="utf-8", errors="replace")

    async def ended(self, within: float = 20.0) -> int:
        """Wait for the end, and return the exit code."""
        async with asyncio.timeout(within):
            return await self.process.wait()

    async def stop(self, how: signal.Signals = signal.SIGTERM, within: float = 20.0) -> int:
        """Ask the bot to end, and return its exit code."""
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(how)
        return await self.ended(within)

    async def ready(self, discord: Loopback) -> None:
        """Wait until it has identified at `discord`; a program that ends instead has failed."""
        begun, ended = asyncio.create_task(discord.ready()), asyncio.create_task(self.process.wait())
        done, pending = await asyncio.wait({begun, ended}, return_when=asyncio.FIRST_COMPLETED)
        for task in pending:
            task.cancel()
        if begun not in done:
            raise AssertionError(f"the bot ended with {await ended}")
        await begun

    def events(self) -> list[dict[str, Any]]:
        """What it has logged."""
        whole = [line for line in self.output.splitlines(keepends=True) if line.endswith("\n")]
        return [json.loads(line) for line in whole if line.startswith("{")]


@contextlib.asynccontextmanager
async def bot_process(
    discord: Loopback, folder: Path, *, arguments: tuple[str, ...] = (), more: str = "", **environment: str
) -> AsyncIterator[BotProcess]:
    """Start `hypotez discord` with a config that points at `discord`; `more` TOML goes under `[discord]`.

    The token comes in `environment`, unless the test wants something else.
    """
    config = folder / "hypotez.toml"
    addresses = CONFIG.format(api=json.dumps(discord.api), gateway=json.dumps(discord.gateway))
    config.write_text(addresses + more, encoding="utf-8")
    command = ("-m", "hypotez", "--config", str(config), *arguments, "discord")
    async with python_process(discord, folder, *command, **environment) as bot:
        yield bot


@contextlib.asynccontextmanager
async def python_process(
    discord: Loopback, folder: Path, *arguments: str, **environment: str
) -> AsyncIterator[BotProcess]:
    """Start Python with `arguments` in `folder`: any bot, which is told to trust the certificate of `discord`."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("HYPOTEZ_", "DISCORD_"))}
    written = folder / "bot.log"
    with written.open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *arguments,
            env={**inherited, "PYTHONUTF8": "1", "SSL_CERT_FILE": str(discord.certificate.path), **environment},
            cwd=folder,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=log,
            stderr=asyncio.subprocess.STDOUT,
        )
    bot = BotProcess(process, written)
    try:
        yield bot
    except BaseException as error:
        error.add_note(f"The bot wrote:\n{bot.output}")
        raise
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await bot.ended()
