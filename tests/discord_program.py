"""`hypotez discord` with other words than to run the bot: the real program, which ends by itself."""

import asyncio
import os
import sys
from pathlib import Path

from tests.e2e.loopback import Loopback


async def said(discord: Loopback, folder: Path, *words: str, **environment: str) -> tuple[int, str, str]:
    """The exit code of `hypotez discord WORDS` at that Discord, and what it writes to either stream."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("HYPOTEZ_", "DISCORD_"))}
    here = {"HYPOTEZ_DISCORD__API": discord.api, "DISCORD_TOKEN": discord.token, "PYTHONUTF8": "1"}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "hypotez", "discord", *words),
        env={**inherited, **here, **environment},
        cwd=folder,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(60):
        output, errors = await process.communicate()
    assert process.returncode is not None
    return process.returncode, output.decode(), errors.decode()
