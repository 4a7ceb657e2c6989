import pytest

from hypotez.domain.getfile import GetFile
from hypotez.ports.errors import NotAllowed, NotFound
from hypotez.ports.testing.fakes_storage import MemoryFiles

FILES = MemoryFiles({"server": {"docs": {"a/b.txt": b"hello", "big": bytes(1000), ".env": b"secret"}}})


def test_a_shared_file_is_given() -> None:
    found = GetFile(FILES)(" docs/a/b.txt ", "server")
    with found.open() as stream:
        assert (found.name, found.size, stream.read()) == ("docs/a/b.txt", 5, b"hello")


@pytest.mark.parametrize(
    ("name", "scope", "error"),
    [
        ("docs/nothing", "server", NotFound),
        ("docs/.env", "server", NotAllowed),
        ("../docs/a/b.txt", "server", NotAllowed),
        ("", "server", NotAllowed),
        ("docs/a/b.txt", "elsewhere", NotAllowed),
    ],
)
def test_nothing_else_is(name: str, scope: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        GetFile(FILES)(name, scope)


@pytest.mark.parametrize(("always", "now"), [(999, None), (None, 999), (2000, 999), (999, 2000)])
def test_a_file_past_either_bound_is_refused(always: int | None, now: int | None) -> None:
    with pytest.raises(NotAllowed, match="MB"):
        GetFile(FILES, largest=always)("docs/big", "server", largest=now)
    assert GetFile(FILES, largest=1000)("docs/big", "server", largest=1000).size == 1000
