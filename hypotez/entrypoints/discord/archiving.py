"""Archives between their making and their sending."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from hypotez.domain.archive import ArchiveResult
from hypotez.domain.whole import disk_errors
from hypotez.entrypoints.discord.handing import sized
from hypotez.entrypoints.discord.messages import plain
from hypotez.entrypoints.discord.shared import Shared
from hypotez.entrypoints.texts import Texts
from hypotez.ports.storage import new_id, utc_now

__all__ = ["keep", "told", "workplace"]


@asynccontextmanager
async def workplace(shared: Shared) -> AsyncIterator[Path]:
    """Lend a folder beside the archives, where those of the same name, of other servers too, never meet."""

    def make() -> tempfile.TemporaryDirectory[str]:
        with disk_errors():
            return tempfile.TemporaryDirectory(dir=shared.app.archives, prefix=".", ignore_cleanup_errors=True)

    folder = await shared.quick.run(lambda _: make())
    try:
        yield Path(folder.name)
    finally:
        await shared.quick.run(lambda _: folder.cleanup())


def keep(made: ArchiveResult, format: str, archives: Path) -> str:
    """Put an archive where archives are kept, under a name that none there has; return that name."""
    name = f"{made.name.removesuffix(f'.{format}')}-{new_id(utc_now())}.{format}"
    with disk_errors():
        made.path.replace(archives / name)
    return name


def told(made: ArchiveResult, texts: Texts) -> str:
    """What is said of an archive that is sent."""
    lines = [texts("archive-done", name=plain(made.name), size=sized(texts, made.size), files=made.files)]
    if made.omitted:
        lines.append(texts("archive-omitted", count=len(made.omitted)))
    if made.changed:
        lines.append(texts("archive-changed", count=len(made.changed)))
    return "\n".join(lines)
