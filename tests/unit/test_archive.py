"""Archives as their users make them: what is in, what is left out, and what a failure leaves behind."""

import errno
import hashlib
import io
import json
import os
import shutil
import subprocess
import tarfile
import zipfile
from pathlib import Path

import pytest
import zstandard

from hypotez.adapters.storage.rooted_files import RootedFiles
from hypotez.adapters.storage.tar_archive import TarZstArchiver
from hypotez.adapters.storage.zip_archive import ZipArchiver
from hypotez.domain import whole
from hypotez.domain.archive import Archive
from hypotez.domain.manifest import MANIFEST
from hypotez.domain.restore import Restore
from hypotez.ports.errors import ArchiveError, NotAllowed, NotFound, OptionError, StorageError
from hypotez.ports.files import Files
from hypotez.ports.progress import Cancelled, Progress
from hypotez.ports.testing.fakes_storage import MemoryFiles

ARCHIVERS = {"zip": ZipArchiver(), "tar.zst": TarZstArchiver()}
FORMATS = pytest.mark.parametrize("format", list(ARCHIVERS))
CONTENT = {"a.txt": b"hello", "b/c/d.bin": bytes(range(256)) * 9000, "b/empty": b"", "план.txt": b"x" * 70_000}


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    folder = tmp_path / "shared"
    for path, content in CONTENT.items():
        to = folder / "docs" / path
        to.parent.mkdir(parents=True, exist_ok=True)
        to.write_bytes(content)
    return folder


@pytest.fixture
def archive(shared: Path) -> Archive:
    return Archive(RootedFiles(roots={"local": {"shared": str(shared)}}), ARCHIVERS)


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


@FORMATS
def test_an_archived_folder_is_restored_exactly(archive: Archive, tmp_path: Path, shared: Path, format: str) -> None:
    made = archive("docs", to=tmp_path / "out", format=format)
    restored = Restore(ARCHIVERS)(made.path, tmp_path / "back")
    assert tree(tmp_path / "back") == CONTENT
    assert (restored.files, restored.bytes) == (made.files, made.bytes) == (4, sum(map(len, CONTENT.values())))
    modified = [(folder / "a.txt").stat().st_mtime for folder in (shared / "docs", tmp_path / "back")]
    assert abs(modified[0] - modified[1]) < 2


@FORMATS
def test_the_result_describes_the_file(archive: Archive, tmp_path: Path, format: str) -> None:
    made = archive("docs", to=tmp_path, format=format)
    data = made.path.read_bytes()
    assert (made.name, made.path) == (f"docs.{format}", tmp_path / f"docs.{format}")
    assert (made.size, made.sha256) == (len(data), hashlib.sha256(data).hexdigest())


def test_anybody_can_open_a_zip(archive: Archive, tmp_path: Path) -> None:
    made = archive("docs", to=tmp_path, format="zip")
    with zipfile.ZipFile(made.path) as opened:
        assert opened.testzip() is None
        assert opened.namelist() == [*sorted(CONTENT), MANIFEST]


def test_what_is_compressed_already_is_stored_in_a_zip(tmp_path: Path) -> None:
    files = MemoryFiles({"local": {"docs": {"a.MP3": bytes(1000), "a.txt": bytes(1000)}}})
    made = Archive(files, ARCHIVERS)("docs", to=tmp_path, format="zip")
    with zipfile.ZipFile(made.path) as opened:
        assert opened.getinfo("a.MP3").compress_size == 1000
        assert opened.getinfo("a.txt").compress_size < 100


def test_anybody_can_open_a_tar(archive: Archive, tmp_path: Path) -> None:
    made = archive("docs", to=tmp_path, format="tar.zst")
    plain = zstandard.ZstdDecompressor().decompressobj().decompress(made.path.read_bytes())
    with tarfile.open(fileobj=io.BytesIO(plain)) as opened:
        assert opened.getnames() == [*sorted(CONTENT), MANIFEST]
        opened.extractall(tmp_path / "out", filter="data")
    (tmp_path / "out" / MANIFEST).unlink()
    assert tree(tmp_path / "out") == CONTENT


@pytest.mark.skipif(not (shutil.which("tar") and shutil.which("zstd")), reason="needs tar and zstd")
def test_gnu_tar_finds_no_difference(archive: Archive, tmp_path: Path, shared: Path) -> None:
    made = archive("docs", to=tmp_path, format="tar.zst")
    compare = ["tar", "--zstd", "-df", str(made.path), "--exclude", MANIFEST, "-C", str(shared / "docs")]
    answer = subprocess.run(compare, capture_output=True, text=True, check=False)
    assert "Contents differ" not in answer.stdout + answer.stderr
    assert "Size differs" not in answer.stdout + answer.stderr


def test_the_manifest_has_every_file_with_its_hash(archive: Archive, tmp_path: Path) -> None:
    made = archive("docs", to=tmp_path, format="zip")
    with zipfile.ZipFile(made.path) as opened:
        manifest = json.loads(opened.read(MANIFEST))
    assert manifest["version"] == 1
    assert manifest["files"] == [
        {"path": path, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for path, content in sorted(CONTENT.items())
    ]


@FORMATS
def test_the_same_folder_makes_the_same_archive(archive: Archive, tmp_path: Path, format: str) -> None:
    assert len({archive("docs", to=tmp_path / f"{number}", format=format).sha256 for number in range(2)}) == 1


@FORMATS
def test_secrets_links_and_special_files_are_left_out_and_listed(
    archive: Archive, tmp_path: Path, shared: Path, format: str
) -> None:
    docs = shared / "docs"
    (docs / ".env").write_text("TOKEN=1")
    (docs / "link").symlink_to("/etc/passwd")
    (docs / "folder link").symlink_to("b")
    os.mkfifo(docs / "pipe")
    (docs / "CON.txt").write_text("device")
    (docs / "A.TXT").write_text("same name elsewhere")
    (docs / MANIFEST).write_text("{}")
    made = archive("docs", to=tmp_path, format=format)
    omitted = {left.name.removeprefix("shared/docs/"): left.reason for left in made.omitted}
    assert omitted.keys() == {".env", "link", "folder link", "pipe", "CON.txt", "a.txt", MANIFEST}
    restored = Restore(ARCHIVERS)(made.path, tmp_path / "back")
    assert restored.omitted == made.omitted
    assert tree(tmp_path / "back") == {
        **{p: c for p, c in CONTENT.items() if p != "a.txt"},
        "A.TXT": b"same name elsewhere",
    }


@FORMATS
def test_the_archive_is_never_inside_itself(archive: Archive, shared: Path, format: str) -> None:
    to = shared / "docs" / f"docs.{format}"
    for expected in ((), (f"shared/docs/docs.{format}",)):
        made = archive("docs", to=to, format=format)
        assert tuple(left.name for left in made.omitted) == expected
        assert made.files == len(CONTENT)


def test_progress_counts_every_byte_of_both_stages(archive: Archive, tmp_path: Path) -> None:
    seen: list[Progress] = []
    made = archive("docs", to=tmp_path, report=seen.append)
    for stage in ("archive", "verify"):
        done = [one.done for one in seen if one.stage == stage]
        assert done == sorted(done)
        assert done[-1] == made.bytes
        assert {(one.total, one.unit) for one in seen if one.stage == stage} == {(made.bytes, "bytes")}


@FORMATS
@pytest.mark.parametrize("stage", ["archive", "verify"])
def test_cancelling_leaves_nothing(archive: Archive, tmp_path: Path, shared: Path, format: str, stage: str) -> None:
    def report(progress: Progress) -> None:
        if progress.stage == stage and progress.done > 100_000:
            raise Cancelled

    (tmp_path / "out").mkdir()
    with pytest.raises(Cancelled):
        archive("docs", to=tmp_path / "out", format=format, report=report)
    assert list((tmp_path / "out").iterdir()) == []


@FORMATS
@pytest.mark.parametrize("room", [0, 1000, 200_000])
def test_a_full_disk_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, format: str, room: int
) -> None:
    class SmallDisk(io.FileIO):
        left = room

        def write(self, data: object, /) -> int:
            written = super().write(memoryview(data).cast("B")[: self.left])  # type: ignore[arg-type]
            if not written and memoryview(data).nbytes:  # type: ignore[arg-type]
                raise OSError(errno.ENOSPC, "No space left on device")
            self.left -= written
            return written

    class PartFile(whole._PartFile, SmallDisk):
        pass

    monkeypatch.setattr(whole, "_PartFile", PartFile)
    files = MemoryFiles({"local": {"docs": {"noise": os.urandom(3_000_000), "b": b"b"}}})
    to = tmp_path / f"docs.{format}"
    to.write_text("before")
    with pytest.raises(StorageError, match="disk is full"):
        Archive(files, ARCHIVERS)("docs", to=to, format=format)
    assert [path.name for path in tmp_path.iterdir()] == [to.name]
    assert to.read_text() == "before"


@FORMATS
def test_a_real_full_disk_is_told_in_one_sentence(tmp_path: Path, format: str) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    refused = pytest.raises(StorageError, match="disk is full")
    with whole._PartFile("/dev/full", "wb") as stream, refused, ARCHIVERS[format].create(stream) as writer:
        writer.add("a", 5, 0.0, [b"hello"])


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_pipe_is_refused_and_stays(archive: Archive, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "docs.zip")
    with pytest.raises(NotAllowed, match="is a pipe or a device"):
        archive("docs", to=tmp_path / "docs.zip")
    assert (tmp_path / "docs.zip").is_fifo()


def test_a_file_that_grows_is_kept_as_it_was_and_listed(archive: Archive, tmp_path: Path, shared: Path) -> None:
    log = shared / "docs" / "b" / "c" / "d.bin"

    def report(progress: Progress) -> None:
        if progress.stage == "archive" and progress.done > len(CONTENT["a.txt"]) and log.stat().st_size < 3_000_000:
            with log.open("ab") as stream:
                stream.write(b"more" * 250_000)

    made = archive("docs", to=tmp_path, report=report)
    assert made.changed == ("b/c/d.bin",)
    Restore(ARCHIVERS)(made.path, tmp_path / "back")
    assert (tmp_path / "back" / "b/c/d.bin").read_bytes() == CONTENT["b/c/d.bin"]


def test_a_file_that_shrinks_is_an_error_that_leaves_nothing(archive: Archive, tmp_path: Path, shared: Path) -> None:
    def report(progress: Progress) -> None:
        if progress.done > len(CONTENT["a.txt"]):
            (shared / "docs" / "b" / "c" / "d.bin").write_bytes(b"short")

    (tmp_path / "out").mkdir()
    (shared / "docs" / "b" / "c" / "d.bin").write_bytes(bytes(5_000_000))
    with pytest.raises(StorageError, match="became shorter"):
        archive("docs", to=tmp_path / "out", report=report)
    assert list((tmp_path / "out").iterdir()) == []


def test_a_file_that_disappears_is_listed(tmp_path: Path, archive: Archive, shared: Path) -> None:
    def report(progress: Progress) -> None:
        (shared / "docs" / "план.txt").unlink(missing_ok=True)

    made = archive("docs", to=tmp_path, report=report)
    assert [left.name for left in made.omitted] == ["shared/docs/план.txt"]
    assert made.files == len(CONTENT) - 1


@FORMATS
def test_what_reads_differently_than_it_was_written_is_no_archive(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, format: str
) -> None:
    class Lying(io.FileIO):
        """A disk that keeps something else than it was given."""

        def write(self, data: object, /) -> int:
            kept = bytearray(memoryview(data).cast("B"))  # type: ignore[arg-type]
            if len(kept) > 100:
                kept[len(kept) // 2] ^= 1
            return super().write(kept)

    class PartFile(whole._PartFile, Lying):
        pass

    monkeypatch.setattr(whole, "_PartFile", PartFile)
    (tmp_path / "out").mkdir()
    with pytest.raises(ArchiveError):
        archive("docs", to=tmp_path / "out", format=format)
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize(
    ("directory", "scope", "error"),
    [
        ("nothing", "local", NotFound),
        ("../shared", "local", NotAllowed),
        ("/etc", "local", NotAllowed),
        ("/", "local", NotAllowed),
        (".git", "local", NotAllowed),
        ("docs", "elsewhere", NotAllowed),
    ],
)
def test_only_shared_folders_are_archived(
    archive: Archive, tmp_path: Path, directory: str, scope: str, error: type[Exception]
) -> None:
    with pytest.raises(error) as caught:
        archive(directory, scope, to=tmp_path / "out")
    assert str(tmp_path) not in str(caught.value)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("directory", ["", ".", "shared", "shared/", "docs", "shared/docs", " docs/ "])
def test_a_folder_may_be_called_in_several_ways(archive: Archive, tmp_path: Path, directory: str) -> None:
    assert archive(directory, to=tmp_path).files == len(CONTENT)


def test_an_unknown_format_is_refused_with_those_that_there_are(archive: Archive, tmp_path: Path) -> None:
    with pytest.raises(OptionError, match=r"zip, tar\.zst"):
        archive("docs", to=tmp_path, format="rar")


@FORMATS
def test_a_name_that_ends_as_another_format_does_is_refused(archive: Archive, tmp_path: Path, format: str) -> None:
    (other,) = ARCHIVERS.keys() - {format}
    with pytest.raises(OptionError, match=other):
        archive("docs", to=tmp_path / f"notes.{other}", format=format)
    assert not list(tmp_path.glob("notes*"))


def test_a_missing_target_folder_is_told_without_its_path(archive: Archive, tmp_path: Path) -> None:
    with pytest.raises(StorageError) as caught:
        archive("docs", to=tmp_path / "nowhere" / "out.zip")
    assert str(tmp_path) not in str(caught.value)


def test_several_roots_are_archived_one_at_a_time(tmp_path: Path) -> None:
    files: Files = MemoryFiles({"local": {"docs": {"a": b"a"}, "music": {"b": b"b"}}})
    with pytest.raises(NotAllowed, match="docs, music"):
        Archive(files, ARCHIVERS)("", to=tmp_path)
    assert Archive(files, ARCHIVERS)("music", to=tmp_path).files == 1
