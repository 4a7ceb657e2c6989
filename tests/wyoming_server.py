"""Our engines behind a real Wyoming server in another process, for tests."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from hypotez.adapters.compose.recipe import Recipe

__all__ = ["serving"]


@contextmanager
def serving(recipe: Recipe) -> Iterator[str]:
    """The address of a server with `recipe`, which ends with the context."""
    command = [sys.executable, "-m", "hypotez.adapters.compose.server", "--uri", "tcp://127.0.0.1:0"]
    told = {"group": recipe.group, "name": recipe.name, "options": dict(recipe.options)}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        try:
            server.stdin.write(json.dumps(told) + "\n")
            server.stdin.flush()
            yield server.stdout.readline().strip()
        finally:
            server.kill()
