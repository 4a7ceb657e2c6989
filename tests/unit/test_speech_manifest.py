import json
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hypotez.entrypoints.speech_manifest import read_manifest
from hypotez.ports.errors import DatasetError, StorageError


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "clips").mkdir()
    (tmp_path / "clips" / "1.wav").write_bytes(b"RIFF")
    return tmp_path


def written(folder, name, *lines):
    path = folder / name
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_json_lines_name_recordings_beside_them(folder):
    row = {"file": "clips/1.wav", "text": "one two", "subset": "clean", "language": "en", "licence": "CC0"}
    (clip,) = read_manifest(written(folder, "m.jsonl", json.dumps(row), ""))
    assert (clip.name, clip.said, clip.subset, clip.language) == ("clips/1.wav", "one two", "clean", "en")
    assert clip.audio.source == folder / "clips" / "1.wav"


@pytest.mark.parametrize(("name", "mark"), [("m.csv", ","), ("m.tsv", "\t")])
def test_tables_are_read_too(folder, name, mark):
    (clip,) = read_manifest(written(folder, name, f"sentence{mark}path", f"one two{mark}clips/1.wav"))
    assert (clip.said, clip.subset, clip.language) == ("one two", "", None)


def test_only_the_wished_subsets_are_read_and_nothing_is_asked_of_the_others(folder):
    rows = [{"file": "clips/1.wav", "text": "a", "subset": "x"}, {"file": "gone.wav", "text": "b", "subset": "y"}]
    manifest = written(folder, "m.jsonl", *map(json.dumps, rows))
    assert [clip.subset for clip in read_manifest(manifest, ("x",))] == ["x"]
    with pytest.raises(DatasetError, match="line 2, names the recording “gone.wav”"):
        read_manifest(manifest)
    with pytest.raises(DatasetError, match="no recordings of z"):
        read_manifest(manifest, ("z",))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "line 1, is no JSON"),
        ("[]", "line 1, is no JSON object"),
        ('{"text": "a"}', "names no recording"),
        ('{"file": "clips/1.wav"}', "does not say what is said"),
        ('{"file": "clips/1.wav", "text": 7}', "does not say what is said"),
        ('{"file": "a\\u0000b", "text": "a"}', "which is not there"),
        ('{"file": "clips", "text": "a"}', "which is not there"),
        ("", "names no recordings"),
    ],
)
def test_a_line_that_cannot_be_used_is_named(folder, line, said):
    with pytest.raises(DatasetError, match=said):
        read_manifest(written(folder, "m.jsonl", line))


def test_a_manifest_that_is_not_there_or_no_text_is_refused(folder):
    with pytest.raises(StorageError):
        read_manifest(folder / "gone.jsonl")
    (folder / "m.jsonl").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(DatasetError, match="no text"):
        read_manifest(folder / "m.jsonl")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(content=st.binary(max_size=200), name=st.sampled_from(["m.jsonl", "m.csv", "m.tsv"]))
def test_whatever_the_bytes_a_manifest_is_read_or_refused(folder, content, name):
    path = folder / name
    path.write_bytes(content)
    with suppress(DatasetError):
        read_manifest(path)
