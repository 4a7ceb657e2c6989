import csv
import io
import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hypotez.domain.export import ExportRecords, ListRecords
from hypotez.ports.errors import OptionError
from hypotez.ports.speech import Segment, Transcript
from hypotez.ports.storage import KINDS, Correction, Feedback, Origin, TranscriptRecord
from hypotez.ports.testing.fakes_storage import MemoryRecords

START = datetime(2026, 5, 1, tzinfo=UTC)
ORIGIN = Origin("server", "anna", "general")


def records_with(*texts: str) -> MemoryRecords:
    records = MemoryRecords()
    for number, text in enumerate(texts):
        records.add(Feedback(f"{number}", START + timedelta(minutes=number), ORIGIN, text))
    return records


def rows(lines: list[str]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO("".join(lines), newline="")))


def test_json_lines_hold_every_field_exactly() -> None:
    records = MemoryRecords()
    transcript = Transcript("привет", "ru", "whisper", 1.5, (Segment("привет", 0.0, 1.5),))
    records.add(TranscriptRecord("1", START, ORIGIN, "ab", transcript))
    (line,) = ExportRecords(records)(TranscriptRecord, "jsonl")
    fields = json.loads(line)
    assert fields["at"] == "2026-05-01T00:00:00+00:00"
    assert fields["origin"] == {"scope": "server", "who": "anna", "where": "general"}
    assert fields["transcript"]["segments"][0]["text"] == "привет"
    assert "привет" in line


def test_csv_has_a_line_of_names_and_one_line_per_record() -> None:
    records = records_with('say "hi", twice', "two\nlines")
    found = rows(list(ExportRecords(records)(Feedback, "csv")))
    assert [row["text"] for row in found] == ['say "hi", twice', "two\nlines"]
    assert found[0] == {
        "id": "0", "at": "2026-05-01T00:00:00+00:00", "scope": "server", "who": "anna", "where": "general",
        "text": 'say "hi", twice', "about": "",
    }  # fmt: skip


@pytest.mark.parametrize("kind", KINDS.values())
@pytest.mark.parametrize(("format", "lines"), [("csv", 1), ("jsonl", 0)])
def test_nothing_exports_as_nothing_but_names(kind: type, format: str, lines: int) -> None:
    assert len(list(ExportRecords(MemoryRecords())(kind, format))) == lines


def test_csv_of_transcripts_and_corrections_is_flat() -> None:
    records = MemoryRecords()
    records.add(TranscriptRecord("1", START, ORIGIN, "ab", Transcript("hi", "en", "whisper", 1.5)))
    records.add(Correction("2", START, ORIGIN, "1", "hi", "high"))
    (transcript,) = rows(list(ExportRecords(records)(TranscriptRecord, "csv")))
    assert (transcript["text"], transcript["engine"], transcript["duration"]) == ("hi", "whisper", "1.5")
    (correction,) = rows(list(ExportRecords(records)(Correction, "csv")))
    assert (correction["about"], correction["original"], correction["corrected"]) == ("1", "hi", "high")


@given(st.sampled_from(["=", "+", "-", "@", "\t", "\r", "\uff1d"]), st.text(max_size=20))
def test_no_cell_is_run_as_a_formula_and_json_lines_stay_exact(sign: str, rest: str) -> None:
    records = records_with(sign + rest)
    (row,) = rows(list(ExportRecords(records)(Feedback, "csv")))
    assert row["text"] == "'" + sign + rest
    assert json.loads(next(ExportRecords(records)(Feedback, "jsonl")))["text"] == sign + rest


def test_an_unknown_format_is_refused_before_the_first_line() -> None:
    with pytest.raises(OptionError, match="csv, jsonl"):
        ExportRecords(MemoryRecords())(Feedback, "xlsx")


def test_an_export_keeps_to_its_scope_and_time() -> None:
    records = records_with("a", "b", "c")
    export = ExportRecords(records)
    assert list(export(Feedback, scope="elsewhere")) == []
    lines = export(Feedback, since=START + timedelta(minutes=1), until=START + timedelta(minutes=2))
    assert [json.loads(line)["text"] for line in lines] == ["b"]


@pytest.mark.parametrize("format", ExportRecords.formats)
def test_every_format_keeps_to_its_scope(format: str) -> None:
    records = records_with("ours")
    records.add(Feedback("other", START, Origin("elsewhere", "boris", "general"), "theirs"))
    exported = {scope: "".join(ExportRecords(records)(Feedback, format, scope=scope)) for scope in ("server", None)}
    assert "ours" in exported["server"]
    assert not {"theirs", "boris", "elsewhere"} & set(exported["server"].replace(",", '"').split('"'))
    assert {"ours", "theirs"} <= set(exported[None].replace(",", '"').split('"'))


def test_a_list_is_newest_first_and_bounded() -> None:
    records = records_with("a", "b", "c")
    assert [one.text for one in ListRecords(records)(Feedback, limit=2)] == ["c", "b"]
    with pytest.raises(OptionError, match="1 or more"):
        ListRecords(records)(Feedback, limit=0)
