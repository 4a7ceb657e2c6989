"""Archives that were made to do harm, or that broke on the way: each is refused and leaves nothing behind."""

import hashlib
import io
import json
import os
import random
import stat
import tarfile
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from hypotez.adapters.storage.tar_archive import TarZstArchiver
from hypotez.adapters.storage.zip_archive import ZipArchiver
from hypotez.domain import restore as restore_module
from hypotez.domain.manifest import MANIFEST, Manifest
from hypotez.domain.restore import Restore
from hypotez.ports.archive import ArchiveLimits
from hypotez.ports.errors import ArchiveError, NotAllowed, NotFound, StorageError
from hypotez.ports.progress import Cancelled, Progress

ARCHIVERS = {"zip": ZipArchiver(), "tar.zst": TarZstArchiver()}
FORMATS = pytest.mark.parametrize("format", list(ARCHIVERS))


def manifest_of(content: dict[str, bytes], /, **changes: object) -> bytes:
    members = [
        {"path": path, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()} for path, data in content.items()
    ]
    fields = {"hypotez": "archive", "version": 1, "files": members, "omitted": [], "changed": []}
    return json.dumps(fields | changes).encode()


def packed(format: str, members: list[tuple[str, bytes]]) -> bytes:
    to = io.BytesIO()
    with ARCHIVERS[format].create(to) as writer:
        for path, data in members:
            writer.add(path, len(data), 0.0, [data])
    return to.getvalue()


def honest(format: str, content: dict[str, bytes], /, **changes: object) -> bytes:
    return packed(format, [*content.items(), (MANIFEST, manifest_of(content, **changes))])


def refused(tmp_path: Path, archive: bytes, *, match: str = "archive", limits: ArchiveLimits = ArchiveLimits()) -> None:
    """The archive is refused with one sentence, and the folder is as before."""
    place = tmp_path / "place"
    place.mkdir(exist_ok=True)
    (tmp_path / "archive").write_bytes(archive)
    with pytest.raises(ArchiveError, match=match) as caught:
        Restore(ARCHIVERS, limits=limits)(tmp_path / "archive", place / "target")
    assert list(place.iterdir()) == []
    assert str(tmp_path) not in str(caught.value)
    assert str(caught.value).isprintable()


@FORMATS
def test_an_honest_archive_is_restored(tmp_path: Path, format: str) -> None:
    (tmp_path / "archive").write_bytes(honest(format, {"a/b": b"1", "c": b""}))
    restored = Restore(ARCHIVERS)(tmp_path / "archive", tmp_path / "target")
    assert (restored.path, restored.files, restored.bytes) == (tmp_path / "target", 2, 1)
    assert (tmp_path / "target/a/b").read_bytes() == b"1"


@FORMATS
@pytest.mark.parametrize(
    "name",
    [
        "../outside", "a/../../outside", "/etc/passwd", "//server/share", "..", "a/..", ".", "", "a//b", "./a",
        "C:/x", "c:x", "a\\..\\..\\b", "\\\\server\\share", "CON", "a/nul.txt", "LPT1", "a.", "a ", "a/b. ",
        "a\nb", "a\x1b[31m", "x" * 300, "x/" * 150 + "x",
    ],
    ids=lambda name: ascii(name[:20]),
)  # fmt: skip
def test_a_name_that_leads_out_or_means_something_else_is_refused(tmp_path: Path, format: str, name: str) -> None:
    refused(tmp_path, honest(format, {"fine": b"1", name: b"2"}), match="name")


def test_a_zip_name_with_a_nul_is_refused(tmp_path: Path) -> None:
    archive = honest("zip", {"a.txt_.png": b"1"}).replace(b"a.txt_.png", b"a.txt\x00.png")
    refused(tmp_path, archive)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(["..", ".", "", "a", "b", "C:", "con", "a\\b", "x ", "~", "\x00", "…"]), max_size=6))
@pytest.mark.parametrize("format", list(ARCHIVERS))
def test_no_name_ever_writes_outside(tmp_path_factory: pytest.TempPathFactory, format: str, parts: list[str]) -> None:
    place = tmp_path_factory.mktemp("place")
    (place / "archive").write_bytes(honest(format, {"/".join(parts): b"1"}))
    (place / "inside").mkdir()
    try:
        Restore(ARCHIVERS)(place / "archive", place / "inside" / "target")
    except ArchiveError:
        assert list((place / "inside").iterdir()) == []
    assert {path.name for path in place.iterdir()} == {"archive", "inside"}
    assert {path.name for path in (place / "inside").iterdir()} <= {"target"}


@FORMATS
@pytest.mark.parametrize(
    ("first", "second"),
    [("a", "a"), ("a", "A"), ("Straße", "STRASSE"), ("é", "e\u0301"), ("a", "a/b"), ("a/b", "A"), ("a/B/c", "A/b")],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_members_that_may_be_one_file_are_refused(tmp_path: Path, format: str, first: str, second: str) -> None:
    members = [(first, b"1"), (second, b"2")]
    refused(tmp_path, packed(format, [*members, (MANIFEST, manifest_of(dict(members)))]), match="twice|folder")


@FORMATS
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_second_manifest_is_refused(tmp_path: Path, format: str) -> None:
    manifest = manifest_of({})
    refused(tmp_path, packed(format, [(MANIFEST, manifest), (MANIFEST, manifest)]), match="twice")


def tarred(*members: tarfile.TarInfo) -> bytes:
    to = io.BytesIO()
    with tarfile.open(fileobj=to, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for member in members:
            archive.addfile(member, io.BytesIO(bytes(member.size)))
        manifest = tarfile.TarInfo(MANIFEST)
        content = manifest_of({member.name: bytes(member.size) for member in members})
        manifest.size = len(content)
        archive.addfile(manifest, io.BytesIO(content))
    return zstandard.ZstdCompressor().compress(to.getvalue())


@pytest.mark.parametrize(
    "type",
    [
        tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE, tarfile.CONTTYPE,
        tarfile.GNUTYPE_SPARSE, b"Z",
    ],
)  # fmt: skip
def test_tar_members_that_are_no_files_are_refused(tmp_path: Path, type: bytes) -> None:
    member = tarfile.TarInfo("a")
    member.type = type
    member.linkname = "/etc/passwd"
    refused(tmp_path, tarred(member), match="link or a special file")


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFBLK, stat.S_IFSOCK])
def test_zip_members_that_are_no_files_are_refused(tmp_path: Path, kind: int) -> None:
    to = io.BytesIO()
    with zipfile.ZipFile(to, "w") as archive:
        member = zipfile.ZipInfo("a")
        member.external_attr = (kind | 0o777) << 16
        archive.writestr(member, "/etc/passwd")
        archive.writestr(MANIFEST, manifest_of({"a": b"/etc/passwd"}))
    refused(tmp_path, to.getvalue(), match="link or a special file")


def test_a_tar_folder_is_no_way_out(tmp_path: Path) -> None:
    member = tarfile.TarInfo("../outside")
    member.type = tarfile.DIRTYPE
    refused(tmp_path, tarred(member))


def test_a_tar_folder_with_content_is_refused(tmp_path: Path) -> None:
    plain = bytearray(zstandard.ZstdDecompressor().decompressobj().decompress(tarred(folder := tarfile.TarInfo("a"))))
    folder.type, folder.size = tarfile.DIRTYPE, 1024
    plain[:512] = folder.tobuf()[:512] + bytes(1024)
    refused(tmp_path, zstandard.ZstdCompressor().compress(bytes(plain)), match="has content")


def test_a_tar_header_of_any_size_is_not_read_into_memory(tmp_path: Path) -> None:
    member = tarfile.TarInfo("a")
    member.pax_headers = {"comment": "x" * 1_000_000}
    refused(tmp_path, tarred(member), match="headers")


@pytest.mark.parametrize("records", [{"size": "-5"}, {"size": "9" * 30}, {"size": "x"}, {"path": "../outside"}])
def test_tar_records_that_lie_are_refused(tmp_path: Path, records: dict[str, str]) -> None:
    member = tarfile.TarInfo("a")
    member.pax_headers = records
    refused(tmp_path, tarred(member))


def test_a_zstandard_window_of_any_size_is_not_allocated(tmp_path: Path) -> None:
    parameters = zstandard.ZstdCompressionParameters(window_log=27, enable_ldm=True)
    big = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    plain = zstandard.ZstdDecompressor().decompressobj().decompress(honest("tar.zst", {"a": b"1"}))
    refused(tmp_path, big.compress(plain) + big.flush(), match="damaged")


def test_an_encrypted_zip_is_refused_as_such(tmp_path: Path) -> None:
    archive = bytearray(honest("zip", {"a": b"1"}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        archive[archive.index(signature) + offset] |= 1
    refused(tmp_path, bytes(archive), match="encrypted")


def test_a_method_that_is_not_ours_is_refused(tmp_path: Path) -> None:
    to = io.BytesIO()
    with zipfile.ZipFile(to, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("a", b"1")
    refused(tmp_path, to.getvalue(), match="method")


@FORMATS
def test_bombs_are_refused_by_what_they_unpack_to(tmp_path: Path, format: str) -> None:
    archive = honest(format, {"bomb": bytes(20_000_000)})
    assert len(archive) < 100_000
    refused(tmp_path, archive, limits=ArchiveLimits(bytes=10_000_000), match="more than 10000000 bytes")
    refused(tmp_path, archive, limits=ArchiveLimits(ratio=100, ratio_from=1_000_000), match="bomb")


@FORMATS
def test_too_many_members_are_refused(tmp_path: Path, format: str) -> None:
    archive = honest(format, {f"{number}": b"" for number in range(200)})
    refused(tmp_path, archive, limits=ArchiveLimits(members=100), match="more than 100 files")


@FORMATS
def test_a_manifest_of_any_size_is_not_read(tmp_path: Path, format: str) -> None:
    archive = packed(format, [(MANIFEST, bytes(3_000_000))])
    refused(tmp_path, archive, limits=ArchiveLimits(manifest=1_000_000), match="manifest is too big")


@FORMATS
def test_a_manifest_of_many_megabytes_for_no_member_is_not_read(tmp_path: Path, format: str) -> None:
    archive = packed(format, [(MANIFEST, b'{"hypotez":"archive","version":1,"files":[' + b"[]," * 3_000_000 + b"[]]}")])
    assert len(archive) < 20_000
    refused(tmp_path, archive, match="manifest is too big")


@FORMATS
def test_a_manifest_may_be_as_long_as_its_members_make_it(tmp_path: Path, format: str) -> None:
    content = {f"{'plan' * 20}/{number}": b"" for number in range(200)}
    (tmp_path / "archive").write_bytes(honest(format, content, changed=list(content)))
    assert (
        Restore(ARCHIVERS, limits=ArchiveLimits(manifest=100))(tmp_path / "archive", tmp_path / "target").files == 200
    )


def test_the_list_in_a_zip_is_counted_before_it_is_taken_in() -> None:
    archive = io.BytesIO(honest("zip", {f"{number}": b"" for number in range(200)}))
    entries = ZipArchiver().entries(archive, members=200)  # the manifest is one more
    with pytest.raises(ArchiveError, match="more than 200 files"):
        next(entries)
    assert len(list(ZipArchiver().entries(archive, members=201))) == 201


@pytest.mark.parametrize("modified", [2**80, -(2**80)])
def test_a_time_beyond_all_times_is_no_reason_to_fail(tmp_path: Path, modified: int) -> None:
    members = []
    for path, data in (("a", b"1"), (MANIFEST, manifest_of({"a": b"1"}))):
        info = tarfile.TarInfo(path)
        info.size, info.mtime = len(data), modified
        members.append(info.tobuf(tarfile.GNU_FORMAT) + data + bytes(-len(data) % 512))
    (tmp_path / "archive").write_bytes(zstandard.ZstdCompressor().compress(b"".join(members) + bytes(1024)))
    Restore(ARCHIVERS)(tmp_path / "archive", tmp_path / "target")
    assert 0 <= (tmp_path / "target/a").stat().st_mtime <= 2**33


def test_a_zip_that_lies_about_its_sizes_is_counted_as_it_is(tmp_path: Path) -> None:
    archive = bytearray(honest("zip", {"bomb": bytes(5_000_000)}))
    directory = archive.index(b"PK\x01\x02")
    archive[directory + 24 : directory + 28] = (10).to_bytes(4, "little")
    refused(tmp_path, bytes(archive))


@FORMATS
def test_another_content_than_the_manifest_says_is_refused(tmp_path: Path, format: str) -> None:
    lies = [
        {"files": [{"path": "a", "size": 1, "sha256": hashlib.sha256(b"2").hexdigest()}]},
        {"files": [{"path": "a", "size": 2, "sha256": hashlib.sha256(b"1").hexdigest()}]},
        {"files": []},
        {"files": [json.loads(manifest_of({"a": b"1"}))["files"][0]] * 2},
        {"files": json.loads(manifest_of({"a": b"1", "b": b"2"}))["files"]},
    ]
    for lie in lies:
        refused(tmp_path, honest(format, {"a": b"1"}, **lie), match="changed|not what its manifest")


@FORMATS
@pytest.mark.parametrize(
    "manifest",
    [
        b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 100_000, b'{"hypotez": "archive"}',
        manifest_of({}, version="1"), manifest_of({}, version=True), manifest_of({}, hypotez="model"),
        manifest_of({}, files=5), manifest_of({}, files=[5]), manifest_of({}, files=[{"path": "a"}]),
        manifest_of({}, files=[{"path": 5, "size": 1, "sha256": "0" * 64}]),
        manifest_of({}, files=[{"path": "a", "size": True, "sha256": "0" * 64}]),
        manifest_of({}, files=[{"path": "a", "size": -1, "sha256": "0" * 64}]),
        manifest_of({}, files=[{"path": "a", "size": 1, "sha256": "0" * 63}]),
        manifest_of({}, omitted=[{"name": 5}]), manifest_of({}, changed=[5]),
    ],
    ids=lambda manifest: ascii(manifest[:30]),
)  # fmt: skip
def test_a_manifest_that_is_none_is_refused(tmp_path: Path, format: str, manifest: bytes) -> None:
    refused(tmp_path, packed(format, [(MANIFEST, manifest)]), match="manifest")


def test_a_manifest_of_a_newer_hypotez_is_told_as_such(tmp_path: Path) -> None:
    refused(tmp_path, honest("zip", {}, version=2), match="newer hypotez")


@FORMATS
def test_an_archive_of_somebody_else_is_refused(tmp_path: Path, format: str) -> None:
    refused(tmp_path, packed(format, [("a", b"1")]), match="no manifest")


@pytest.mark.parametrize(
    "junk", [b"", b"hello", bytes(1000), b"PK\x03\x04" + bytes(100), b"\x28\xb5\x2f\xfd" + bytes(99)]
)
def test_what_is_no_archive_is_refused(tmp_path: Path, junk: bytes) -> None:
    refused(tmp_path, junk)


@FORMATS
def test_an_archive_that_is_cut_short_is_refused(tmp_path: Path, format: str) -> None:
    archive = honest(format, {"a": random.Random(1).randbytes(100_000), "b": b"1"})
    for part in (0.1, 0.5, 0.99):
        refused(tmp_path, archive[: int(len(archive) * part)])


@FORMATS
@pytest.mark.parametrize("stage", ["check", "restore"])
def test_cancelling_leaves_nothing(tmp_path: Path, format: str, stage: str) -> None:
    (tmp_path / "archive").write_bytes(honest(format, {"a": bytes(3_000_000), "b": bytes(3_000_000)}))
    (tmp_path / "place").mkdir()

    def report(progress: Progress) -> None:
        if progress.stage == stage and progress.done > 4_000_000:
            raise Cancelled

    with pytest.raises(Cancelled):
        Restore(ARCHIVERS)(tmp_path / "archive", tmp_path / "place" / "target", report=report)
    assert list((tmp_path / "place").iterdir()) == []


def test_an_archive_that_is_swapped_while_it_is_read_is_refused(tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    archive.write_bytes(packed("zip", [("a", b"1" * 64), (MANIFEST, manifest_of({"a": b"1" * 64}))]))
    other = packed("zip", [("b", b"2" * 64), (MANIFEST, manifest_of({"b": b"2" * 64}))])

    def report(progress: Progress) -> None:
        if progress.stage == "check":
            archive.write_bytes(other)

    with pytest.raises(ArchiveError):
        Restore(ARCHIVERS)(archive, tmp_path / "target", report=report)
    assert not (tmp_path / "target").exists()


def test_an_empty_target_is_filled_and_a_full_one_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "archive").write_bytes(honest("zip", {"a": b"1"}))
    (tmp_path / "target").mkdir()
    Restore(ARCHIVERS)(tmp_path / "archive", tmp_path / "target")
    (tmp_path / "target" / "mine").write_text("mine")
    for target in ("target", "archive"):
        with pytest.raises(NotAllowed, match="there already"):
            Restore(ARCHIVERS)(tmp_path / "archive", tmp_path / target)
    assert {path.name for path in (tmp_path / "target").iterdir()} == {"a", "mine"}
    assert {path.name for path in tmp_path.iterdir()} == {"archive", "target"}


@pytest.mark.parametrize(("size", "said"), [(1, "1 bytes"), (2500, "2.5 KB"), (1_234_567, "1.2 MB")])
def test_a_disk_without_room_is_asked_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int, said: str
) -> None:
    monkeypatch.setattr(restore_module.shutil, "disk_usage", lambda path: SimpleNamespace(free=0))
    (tmp_path / "archive").write_bytes(honest("zip", {"a": os.urandom(size)}))
    with pytest.raises(StorageError, match=f"no room for {said}: "):
        Restore(ARCHIVERS)(tmp_path / "archive", tmp_path / "target")
    assert {path.name for path in tmp_path.iterdir()} == {"archive"}


def test_a_missing_archive_is_told_without_its_path(tmp_path: Path) -> None:
    with pytest.raises(NotFound) as caught:
        Restore(ARCHIVERS)(tmp_path / "nothing", tmp_path / "target")
    assert str(tmp_path) not in str(caught.value)
    assert "nothing" in str(caught.value)


@given(st.binary(max_size=200) | st.text(max_size=100).map(str.encode))
def test_any_bytes_are_a_manifest_or_an_error_of_ours(content: bytes) -> None:
    refusal = "."
    try:
        assert Manifest.from_json(content)
    except ArchiveError as error:
        refusal = str(error)
    assert refusal.endswith(".")
