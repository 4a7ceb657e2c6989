"""What every `Files` must do."""

from collections.abc import Callable, Mapping

import pytest

from hypotez.ports.errors import HypotezError, NotAllowed, NotFound
from hypotez.ports.files import Files, FoundFile, Omitted

__all__ = ["TREE", "FilesContract", "Make"]

Make = Callable[[Mapping[str, Mapping[str, Mapping[str, bytes]]]], Files]
"""Files with the content of `{scope: {root: {"folder/file": content}}}`."""

TREE = {
    "one": {
        "docs": {
            "read me.txt": b"hello",
            "план/июнь.txt": "лето".encode(),
            "b/empty": b"",
            "b/a.bin": bytes(range(256)) * 20,
            "a/deep/er/x": b"x",
            ".env": b"TOKEN=1",
            "b/.git/config": b"secret",
            "b/Hypotez.TOML": b"secret",
            "b/.env.bak": b"secret",
            "id_rsa.old": b"secret",
            "notes.pem": b"secret",
        }
    },
    "two": {"docs": {"a": b"1"}, "music": {"a": b"2"}},
}
GIVEN = ("a/deep/er/x", "b/a.bin", "b/empty", "read me.txt", "план/июнь.txt")
SECRETS = (".env", "b/.env.bak", "b/.git", "b/Hypotez.TOML", "id_rsa.old", "notes.pem")
HOSTILE = (
    "/etc/passwd", "docs//etc/passwd", "../docs/read me.txt", "docs/../../etc/passwd", "docs/./read me.txt", "..",
    "docs/b/../read me.txt", "~/.ssh/id_rsa", "C:/Windows/win.ini", "c:secret", "docs/c:x", "docs\\read me.txt",
    "\\\\server\\share", "//server/share/x", "docs/\x00", "docs/read me.txt\x00.png", "docs/a\nb", "docs/con",
    "docs/NUL.txt", "docs/com1", "docs/lpt9.tar.gz", "docs/aux ", "docs/read me.txt.", "docs/read me.txt ",
    "docs/" + "x" * 300, "docs/" + "x/" * 200 + "x", "docs/" + "x" * 100_000, "docs/\udcff", "docs/", "docs/b/",
)  # fmt: skip


class FilesContract:
    """Override the fixture `make`."""

    @pytest.fixture
    def make(self) -> Make:
        raise NotImplementedError

    @pytest.fixture
    def files(self, make: Make) -> Files:
        return make(TREE)

    @pytest.mark.parametrize("path", GIVEN)
    @pytest.mark.parametrize("prefix", ["docs/", ""])
    def test_a_file_is_found_by_its_name_and_reads_as_it_is(self, files: Files, path: str, prefix: str) -> None:
        content = TREE["one"]["docs"][path]
        found = files.find("one", prefix + path)
        assert (found.name, found.size) == (f"docs/{path}", len(content))
        for _ in range(2):
            with found.open() as stream:
                assert stream.read() == content
                assert stream.seek(0) == 0

    def test_a_scope_sees_its_own_roots_only(self, files: Files) -> None:
        assert files.roots("one") == ("docs",)
        assert files.roots("two") == ("docs", "music")
        assert files.roots("three") == ()
        with pytest.raises(NotFound):
            files.find("two", "docs/read me.txt")
        with files.find("two", "music/a").open() as stream:
            assert stream.read() == b"2"

    def test_a_scope_without_roots_is_told_that_the_owner_must_give_one(self, files: Files) -> None:
        for ask in (lambda: files.find("three", "docs/a"), lambda: list(files.walk("three", "docs"))):
            with pytest.raises(NotAllowed, match="owner"):
                ask()

    def test_several_roots_must_be_named(self, files: Files) -> None:
        with pytest.raises(NotAllowed, match="docs, music"):
            list(files.walk("two"))
        with pytest.raises(NotFound, match="docs, music"):
            files.find("two", "a")

    @pytest.mark.parametrize("name", HOSTILE, ids=lambda name: ascii(name[:20]))
    def test_a_name_that_could_lead_out_is_refused(self, files: Files, name: str) -> None:
        with pytest.raises((NotAllowed, NotFound)) as caught:
            files.find("one", name)
        assert len(str(caught.value)) < 250
        assert str(caught.value).isprintable()

    @pytest.mark.parametrize("path", [*SECRETS, "b/.git/config", "b/.GIT/other", "deep/.ssh/known_hosts"])
    def test_a_secret_is_refused_whether_it_is_there_or_not(self, files: Files, path: str) -> None:
        with pytest.raises(NotAllowed, match="secrets"):
            files.find("one", f"docs/{path}")
        with pytest.raises(NotAllowed, match="secrets"):
            list(files.walk("one", f"docs/{path}"))

    @pytest.mark.parametrize("name", ["docs/nothing", "docs/b/nothing", "docs/nothing/a", "docs/read me.txt/a"])
    def test_what_is_not_there_is_not_found(self, files: Files, name: str) -> None:
        with pytest.raises(NotFound):
            files.find("one", name)

    @pytest.mark.parametrize("name", ["docs", "docs/b", "b", ""])
    def test_a_folder_is_no_file(self, files: Files, name: str) -> None:
        with pytest.raises(NotAllowed, match="folder"):
            files.find("one", name)

    @pytest.mark.parametrize("directory", ["docs", "", "."])
    def test_a_walk_gives_all_files_in_order_and_tells_what_it_omits(self, files: Files, directory: str) -> None:
        walked = list(files.walk("one", directory))
        given = [found.name for found in walked if isinstance(found, FoundFile)]
        omitted = [left.name for left in walked if isinstance(left, Omitted)]
        assert given == [f"docs/{path}" for path in GIVEN]
        assert sorted(omitted) == [f"docs/{path}" for path in SECRETS]
        for found in walked:
            if isinstance(found, FoundFile):
                assert found.size == len(TREE["one"]["docs"][found.name.removeprefix("docs/")])

    @pytest.mark.parametrize("directory", ["docs/a", "a/deep", "docs/a/deep/er"])
    def test_a_walk_may_start_deeper(self, files: Files, directory: str) -> None:
        assert [found.name for found in files.walk("one", directory)] == ["docs/a/deep/er/x"]

    @pytest.mark.parametrize("directory", ["docs/nothing", "..", "/", "docs/read me.txt", "docs/../.."])
    def test_only_a_folder_inside_is_walked(self, files: Files, directory: str) -> None:
        with pytest.raises(HypotezError):
            list(files.walk("one", directory))
