"""What every `Archiver` must do."""

import io
import random
from collections.abc import Iterator

import pytest

from hypotez.ports.archive import BLOCK, Archiver, EntryKind
from hypotez.ports.errors import ArchiveError, HypotezError
from hypotez.ports.progress import Cancelled

__all__ = ["CONTENT", "ArchiverContract", "pack", "unpack"]

CONTENT = {
    "a.txt": b"hello",
    "folder/empty": b"",
    "folder/план на июнь.txt": "лето".encode(),
    "folder/" + "long name " * 12 + "x/" + "y" * 200: b"deep",
    "record": bytes(512),
    "big.bin": random.Random(1).randbytes(BLOCK + 12_345),
    "zeros": bytes(3 * BLOCK),
}
MOMENT = 1_700_000_000.0


def pack(archiver: Archiver, content: dict[str, bytes]) -> bytes:
    """An archive of these files."""
    to = io.BytesIO()
    with archiver.create(to) as writer:
        for path, data in content.items():
            writer.add(path, len(data), MOMENT, [data[start : start + BLOCK] for start in range(0, len(data), BLOCK)])
    return to.getvalue()


def unpack(archiver: Archiver, archive: bytes) -> dict[str, bytes]:
    """The files in an archive."""
    return {entry.path: b"".join(entry.blocks) for entry in archiver.entries(io.BytesIO(archive))}


class ArchiverContract:
    """Override the fixture `archiver`."""

    @pytest.fixture
    def archiver(self) -> Archiver:
        raise NotImplementedError

    def test_files_come_back_as_they_went_in_and_in_order(self, archiver: Archiver) -> None:
        archive = pack(archiver, CONTENT)
        assert list(unpack(archiver, archive).items()) == list(CONTENT.items())

    def test_entries_are_files_with_their_time(self, archiver: Archiver) -> None:
        entries = [(entry.kind, entry.modified) for entry in archiver.entries(io.BytesIO(pack(archiver, CONTENT)))]
        assert entries == [(EntryKind.FILE, MOMENT)] * len(CONTENT)

    @pytest.mark.parametrize("modified", [0.0, -1e9, 1e12])
    def test_a_time_that_the_format_does_not_know_is_no_obstacle(self, archiver: Archiver, modified: float) -> None:
        to = io.BytesIO()
        with archiver.create(to) as writer:
            writer.add("a", 1, modified, [b"a"])
        assert unpack(archiver, to.getvalue()) == {"a": b"a"}

    def test_the_same_files_make_the_same_archive(self, archiver: Archiver) -> None:
        assert pack(archiver, CONTENT) == pack(archiver, CONTENT)

    def test_blocks_are_bounded_and_may_be_left_unread(self, archiver: Archiver) -> None:
        lengths = []
        for entry in archiver.entries(io.BytesIO(pack(archiver, CONTENT))):
            if entry.path == "big.bin":
                lengths.append(len(next(entry.blocks)))
            if entry.path == "zeros":
                lengths += [len(block) for block in entry.blocks]
        assert max(lengths) <= BLOCK
        assert sum(lengths[1:]) == 3 * BLOCK

    def test_an_empty_archive_is_one(self, archiver: Archiver) -> None:
        archive = pack(archiver, {})
        assert unpack(archiver, archive) == {}
        assert archiver.recognises(archive[:16])

    def test_its_own_archives_are_recognised_and_others_are_not(self, archiver: Archiver) -> None:
        assert archiver.recognises(pack(archiver, CONTENT)[:16])
        for head in (b"", b"hello world, hel", bytes(16), b"\x1f\x8b\x08" + bytes(13), b"%PDF-1.7" * 2):
            assert not archiver.recognises(head)

    def test_the_stream_stays_open(self, archiver: Archiver) -> None:
        to = io.BytesIO()
        with archiver.create(to):
            pass
        assert list(archiver.entries(to)) == []
        assert not to.closed

    @pytest.mark.parametrize("size", [4, 6])
    def test_another_size_than_was_announced_is_an_error(self, archiver: Archiver, size: int) -> None:
        with pytest.raises(ValueError, match="announced"), archiver.create(io.BytesIO()) as writer:
            writer.add("a", size, 0.0, [b"he", b"llo"])

    def test_what_the_blocks_raise_comes_out_unchanged(self, archiver: Archiver) -> None:
        def blocks() -> Iterator[bytes]:
            yield b"he"
            raise Cancelled

        with pytest.raises(Cancelled), archiver.create(io.BytesIO()) as writer:
            writer.add("a", 5, 0.0, blocks())

    def test_what_the_stream_raises_comes_out_unchanged(self, archiver: Archiver) -> None:
        class Full(io.BytesIO):
            def write(self, data: object, /) -> int:
                raise Cancelled

        noise = random.Random(2).randbytes(3 * BLOCK)
        with pytest.raises(Cancelled), archiver.create(Full()) as writer:
            writer.add("a", len(noise), 0.0, [noise])

    @pytest.mark.parametrize("part", [0.0, 0.01, 0.3, 0.9, 0.999])
    def test_an_archive_that_is_cut_short_is_an_error(self, archiver: Archiver, part: float) -> None:
        archive = pack(archiver, CONTENT)
        with pytest.raises(ArchiveError):
            unpack(archiver, archive[: int(len(archive) * part)])

    @pytest.mark.parametrize("junk", [b"hello", bytes(10_000), random.Random(3).randbytes(10_000)])
    def test_what_is_no_archive_is_an_error(self, archiver: Archiver, junk: bytes) -> None:
        with pytest.raises(ArchiveError):
            unpack(archiver, junk)

    def test_damage_is_an_error_of_ours_or_changes_nothing(self, archiver: Archiver) -> None:
        content = {"a.txt": b"hello " * 50, "b/c.txt": random.Random(4).randbytes(300)}
        archive = pack(archiver, content)
        dice = random.Random(5)
        damaged = 0
        for _ in range(400):
            broken = bytearray(archive)
            for _ in range(dice.randint(1, 3)):
                broken[dice.randrange(len(broken))] = dice.randrange(256)
            damaged += _differs(archiver, bytes(broken), content)
        assert damaged > 100

    def test_content_is_never_read_wrongly_without_a_word(self, archiver: Archiver) -> None:
        noise = random.Random(6).randbytes(50_000)
        archive = bytearray(pack(archiver, {"a": noise}))
        archive[25_000] ^= 1
        with pytest.raises(ArchiveError):
            unpack(archiver, bytes(archive))


def _differs(archiver: Archiver, archive: bytes, content: dict[str, bytes]) -> bool:
    try:
        return unpack(archiver, archive) != content
    except HypotezError:
        return True
