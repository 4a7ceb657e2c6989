from collections.abc import Iterator

import pytest

from tests.e2e.loopback import callbacks


@pytest.fixture(autouse=True, scope="module")
def patient() -> Iterator[None]:
    """Discord waits longer for a bot that the machine keeps waiting; `unit/test_discord_prompt` is about its limit."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(callbacks, "PATIENCE", 20.0)
        yield
