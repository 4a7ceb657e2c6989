"""Where a file goes that appears whole or not at all: into files, through links, and straight into pipes."""

import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from hypotez.domain.whole import whole_file, whole_folder
from hypotez.ports.errors import NotAllowed, StorageError

PIPES = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")


def write(to: Path, content: bytes = b"new", *, then: Callable[[], object] = bool) -> None:
    with whole_file(to) as file:
        file.write(content)
        then()


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    os.mkfifo(tmp_path / "pipe")
    return tmp_path / "pipe"


@pytest.mark.parametrize("before", [b"before", None])
def test_a_link_stays_and_what_it_points_at_is_written(tmp_path: Path, before: bytes | None) -> None:
    (tmp_path / "elsewhere").mkdir()
    target = tmp_path / "elsewhere/target"
    if before is not None:
        target.write_bytes(before)
    link = tmp_path / "link"
    link.symlink_to(target)
    write(link)
    assert link.is_symlink()
    assert target.read_bytes() == b"new"
    assert [path.name for path in target.parent.iterdir()] == ["target"]


def test_a_failure_leaves_what_a_link_points_at(tmp_path: Path) -> None:
    (tmp_path / "target").write_bytes(b"before")
    (tmp_path / "link").symlink_to(tmp_path / "target")
    with pytest.raises(ZeroDivisionError):
        write(tmp_path / "link", then=lambda: 1 / 0)
    assert (tmp_path / "target").read_bytes() == b"before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link", "target"]


def test_a_link_to_itself_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "round").symlink_to("round")
    with pytest.raises(StorageError):
        write(tmp_path / "round")
    assert (tmp_path / "round").is_symlink()


@pytest.mark.parametrize("name", ["a" * 300, "a\0b"])
def test_a_name_that_no_file_can_have_is_one_sentence(tmp_path: Path, name: str) -> None:
    with pytest.raises(StorageError, match="name"), whole_file(tmp_path / name):
        pass
    with pytest.raises(StorageError, match="name"), whole_folder(tmp_path / name):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_told_before_anything_is_made(tmp_path: Path) -> None:
    begun = []
    with pytest.raises(StorageError, match="a folder of that name"), whole_file(tmp_path):
        begun.append(1)
    assert begun == []


@PIPES
@pytest.mark.parametrize("linked", [False, True])
def test_a_pipe_stays_a_pipe_and_its_reader_gets_everything(pipe: Path, *, linked: bool) -> None:
    to = pipe
    if linked:
        to = pipe.with_name("link")
        to.symlink_to(pipe)
    got: list[bytes] = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()))
    reader.start()
    write(to, bytes(200_000))
    reader.join(10)
    assert got == [bytes(200_000)]
    assert pipe.is_fifo()


@PIPES
def test_a_reader_that_leaves_a_pipe_is_one_sentence(pipe: Path) -> None:
    reader = threading.Thread(target=lambda: pipe.open("rb").close())
    reader.start()
    with pytest.raises(StorageError, match="reader of the pipe"):
        write(pipe, bytes(10_000_000))
    assert pipe.is_fifo()


@PIPES
def test_what_has_to_be_read_again_goes_into_no_pipe(pipe: Path) -> None:
    with pytest.raises(NotAllowed, match="“pipe” is a pipe or a device"), whole_file(pipe, reread=True):
        pass
    assert pipe.is_fifo()


def test_a_link_to_this_process_s_output_adds_to_it(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    if not Path("/proc/self/fd/1").exists():
        pytest.skip("no link to the standard output here")
    (tmp_path / "stdout").symlink_to("/proc/self/fd/1")
    os.write(1, b"before ")
    write(tmp_path / "stdout", b"sound")
    os.write(1, b" after")
    assert capfd.readouterr().out == "before sound after"
