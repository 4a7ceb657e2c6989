"""What people can mend is told in their language: every key is in the catalogues, and English reads as it is raised."""

import ast
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

import hypotez
from hypotez.adapters.datasets.gathering import Gathering
from hypotez.adapters.datasets.limits import Limits
from hypotez.adapters.datasets.reader import FileReader
from hypotez.domain.holdout import held_out
from hypotez.domain.problems import problems
from hypotez.entrypoints.discord.refusal import sentence_of
from hypotez.entrypoints.faults import told_fault
from hypotez.entrypoints.texts import Texts
from hypotez.ports import errors, names
from hypotez.ports.bad_rows import RowFault
from hypotez.ports.errors import DatasetError, EngineFailed, NotAllowed, NotFound, TextError
from hypotez.ports.learning import Example

HELD_OUT = next(word for word in map(str, range(100)) if held_out(word))
Keyed = tuple[str, str, dict[str, str | float]]


def keyed() -> Iterator[Keyed]:
    """Every error that is raised with a key: key, English sentence and values, all of them samples."""
    for source in Path(hypotez.__file__).parent.rglob("*.py"):
        if source.parent.name == "testing":
            continue
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in errors.__all__:
                given = {str(keyword.arg): keyword.value for keyword in node.keywords}
                key = given.pop("key", None)
                if isinstance(key, ast.Constant):
                    yield str(key.value), *sampled(node.args[0], given)


def sampled(message: ast.expr, given: dict[str, ast.expr]) -> tuple[str, dict[str, str | float]]:
    if isinstance(message, ast.Call):  # .rstrip(), where the last part may be empty
        message = message.func.value if isinstance(message.func, ast.Attribute) else message
    if isinstance(message, ast.Constant):
        return str(message.value), {}
    assert isinstance(message, ast.JoinedStr), "a message with a key is written where it is raised"
    told = {without(value): name for name, value in given.items()}
    said, values = "", dict[str, str | float]()
    for part in message.values:
        if isinstance(part, ast.Constant):
            said += str(part.value)
        elif isinstance(part, ast.FormattedValue) and (name := told.get(without(part.value))):
            values[name] = number(part.format_spec) if part.format_spec else f"some {name}"
            shown = f"{values[name]:,}" if part.format_spec else f"{values[name]}"
            said += f"“{shown}”" if quotes(part.value) else shown
    left = dict.fromkeys(given.keys() - values.keys(), "")
    return said.replace(" ()", "").rstrip(), values | left  # what is in brackets is for whoever reads English


def number(spec: ast.expr) -> float:
    return 12.5 if "f" in ast.literal_eval(ast.unparse(spec)[1:]) else 1234


def zipped(name: str, content: bytes) -> bytes:
    with zipfile.ZipFile(file := io.BytesIO(), "w") as archive:
        archive.writestr(name, content)
    return file.getvalue()


def without(value: ast.expr) -> str:
    """The expression without what makes it fit for being read."""
    if isinstance(value, ast.Call) and ast.unparse(value.func) in {"shown", "titled", "legible", "round"}:
        value = value.args[0]
    return ast.unparse(value)


def quotes(value: ast.expr) -> bool:
    return isinstance(value, ast.Call) and ast.unparse(value.func) in {"shown", "titled"}


def test_every_error_with_a_key_reads_in_english_as_it_is_raised() -> None:
    speak = Texts.for_language("en")
    found = list(keyed())
    assert {"dataset-unknown", "job-busy", "file-secret", "audio-unreadable"} <= {key for key, _, _ in found}
    for key, said, values in found:
        assert "" not in values.values(), f"{key} has a value that its message does not tell"
        assert speak(key, **values) == said


def test_every_error_with_a_key_is_told_in_russian_with_all_its_values() -> None:
    speak = Texts.for_language("ru")
    for key, _, values in keyed():
        told = speak(key, **values)
        assert all(str(value) in told for value in values.values() if isinstance(value, str)), key


@pytest.mark.parametrize(
    "name", ["a//b", "a\nb", "a\\b", "c:", "a.", "nul", "ä" * 200, "a?b", "/etc/passwd", "a/" * 120, "x" * 5000]
)
def test_a_name_that_is_not_allowed_is_told_as_it_is_raised(name: str) -> None:
    with pytest.raises(NotAllowed) as caught:
        names.portable_parts(name, windows=True)
    assert told_fault(Texts.for_language("en"), caught.value) == str(caught.value)
    assert "«" in told_fault(Texts.for_language("ru"), caught.value)


@pytest.mark.parametrize(
    "examples",
    [
        [],
        [Example(f"text {number}", "one") for number in range(40)],
        [Example(HELD_OUT, "one"), *(Example(f"text {number}", "two") for number in range(40))],
    ],
)
def test_data_that_nothing_can_be_learned_from_is_refused_as_it_is_told(examples: list[Example]) -> None:
    refusal = problems(examples)[0].refusal()
    assert told_fault(Texts.for_language("en"), refusal) == str(refusal) != ""
    assert told_fault(Texts.for_language("ru"), refusal)


@pytest.mark.parametrize("fault", RowFault)
def test_a_file_without_a_row_that_can_be_used_says_why_in_both_languages(fault: RowFault) -> None:
    gathering = Gathering(Limits())
    gathering.file = "rows.csv"
    gathering.refuse(7, fault, 3)
    with pytest.raises(DatasetError) as caught:
        gathering.rows()
    assert told_fault(Texts.for_language("en"), caught.value) == str(caught.value)
    assert told_fault(Texts.for_language("ru"), caught.value).startswith(
        "Ни одной строки использовать нельзя: строка 7 в"
    )


def test_an_error_among_the_values_is_told_in_the_same_language() -> None:
    with pytest.raises(DatasetError) as caught:
        FileReader().read(zipped("rows.json", b"[1"), "rows.zip")
    told = told_fault(Texts.for_language("ru"), caught.value)
    assert told.startswith("Файл «rows.json» из архива использовать нельзя. JSON повреждён")


def test_words_among_the_values_are_marked_for_where_they_are_told_and_numbers_are_not() -> None:
    error = TextError("", key="text-too-long", length=2, longest=1)
    assert told_fault(Texts.for_language("ru"), error, str.upper) == "В тексте 2 знака, а можно не больше 1."
    error = NotFound("", key="dataset-unknown", name="a", there="b, c")
    assert told_fault(Texts.for_language("ru"), error, str.upper) == "Набора данных «A» нет. Есть B, C."


@pytest.mark.parametrize(
    "error",
    [
        TextError("It has no key."),
        TextError("It is in no catalogue.", key="of-an-engine-from-elsewhere"),
        TextError("A value is missing.", key="dataset-unknown"),
        EngineFailed("It is nothing that people can mend."),
        ValueError("It is not of the tree."),
    ],
)
def test_an_error_that_no_catalogue_can_tell_is_not_told(error: Exception) -> None:
    assert told_fault(Texts.for_language("ru"), error) == ""


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("minutes", [1e300, float("inf"), float("nan"), 10**400, "many"])
def test_values_that_no_sentence_can_have_are_no_reason_to_say_nothing(language, minutes):
    error = TextError("No.", key="audio-longer-minutes", name="a", minutes=minutes)
    assert isinstance(told_fault(Texts.for_language(language), error), str)


def test_what_somebody_wrote_is_told_to_them_and_not_to_the_log():
    error = DatasetError("“my secret” is no name for a dataset.", key="dataset-no-name", name="my secret")
    with capture_logs() as logs:
        assert "my secret" in sentence_of(error, Texts.for_language("en"))
    assert [log["key"] for log in logs] == ["dataset-no-name"]
    assert "secret" not in str(logs)
