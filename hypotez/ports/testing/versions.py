"""What every `Versions` must do."""

import io
import json
import math
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hypotez.ports.errors import ModelError, NotFound
from hypotez.ports.learning import Model, Prediction, Reason
from hypotez.ports.storage import new_id
from hypotez.ports.versions import Doubt, Version, Versions

__all__ = ["NoteModel", "VersionsContract", "load_note", "version"]

START = datetime(2026, 5, 1, 12, tzinfo=UTC)
_SCORES = {
    "rows": 40.0,
    "accuracy": 0.5,
    "macro_f1": 0.25,
    "calibration_error": 0.125,
    "coverage": 0.75,
    "precision": 1.0,
}


class NoteModel(Model):
    """A model that knows a note, which is in its file; good for keeping, not for predicting."""

    def __init__(self, note: str = "first", labels: Sequence[str] = ("no", "yes")) -> None:
        self.note, self._labels = note, tuple(labels)

    @property
    def labels(self) -> tuple[str, ...]:
        return self._labels

    def predict(self, texts: Sequence[str]) -> tuple[Prediction, ...]:
        return tuple(Prediction(self._labels[0], 1.0) for _ in texts)

    def explain(self, text: str, label: str | None = None, *, most: int = 5) -> tuple[Reason, ...]:
        return ()

    def save(self, folder: Path) -> None:
        (folder / "note.json").write_text(json.dumps({"note": self.note, "labels": self._labels}), encoding="utf-8")
        (folder / "weights.npz").write_bytes(b"\x00" * 4096)


def load_note(folder: Path) -> NoteModel:
    """What `NoteModel.save` has written."""
    try:
        fields = json.loads((folder / "note.json").read_text(encoding="utf-8"))
        return NoteModel(fields["note"], fields["labels"])
    except (OSError, ValueError, KeyError) as error:
        raise ModelError("This is no note.") from error


def version(minute: int = 0, *, scope: str = "7", dataset: str = "bank", parent: str | None = None) -> Version:
    """A version of that minute, with everything in it."""
    at = START + timedelta(minutes=minute)
    return Version(
        id=new_id(at),
        at=at,
        scope=scope,
        dataset=dataset,
        change=3,
        dataset_sha256="ab" * 32,
        learner="note",
        labels=("no", "yes"),
        rows=12,
        seed=5,
        threshold=0.75,
        settings={"features": "words", "folds": 3, "temperature": 1.5, "balanced": True},
        scores=_SCORES,
        answers={"yes": "Да! 🙂"},
        doubts=(Doubt("1qk8nq32v17x", "no", 0.125),),
        parent=parent,
    )


def _loader(_: Version) -> Callable[[Path], Model]:
    return load_note


def exported(versions: Versions, kept: Version) -> io.BytesIO:
    """The version in one file."""
    file = io.BytesIO()
    versions.export(kept, file)
    file.seek(0)
    return file


def changed(file: io.BytesIO, change: Callable[[str, bytes], bytes | None]) -> io.BytesIO:
    """The same zip with other contents; None leaves a member out."""
    other = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(other, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
    other.seek(0)
    return other


def saying(field: str, value: object) -> Callable[[str, bytes], bytes | None]:
    """A change by which the manifest says something else of its version."""

    def change(name: str, content: bytes) -> bytes:
        if name != "manifest.json":
            return content
        manifest = json.loads(content)
        manifest["version"][field] = value
        return json.dumps(manifest).encode()

    return change


class VersionsContract:
    """Override the fixture `versions` with an empty one."""

    @pytest.fixture
    def versions(self) -> Versions:
        raise NotImplementedError

    def test_a_version_comes_back_as_it_was_kept(self, versions: Versions) -> None:
        kept = version()
        versions.keep(kept, NoteModel("hello"))
        assert versions.get("7", kept.id) == kept
        assert versions.get("7", kept.id.upper().replace("0", "o")) == kept
        assert versions.list("7") == (kept,)
        model = versions.model(kept, load_note)
        assert isinstance(model, NoteModel)
        assert model.note == "hello"

    def test_versions_are_listed_by_scope_and_dataset_oldest_first(self, versions: Versions) -> None:
        late, early, other = version(9), version(1), version(5, dataset="shop")
        for one in (late, early, other, version(2, scope="8")):
            versions.keep(one, NoteModel())
        assert versions.list("7") == (early, other, late)
        assert versions.list("7", "bank") == (early, late)
        assert versions.list("9") == ()

    def test_a_scope_sees_nothing_of_another(self, versions: Versions) -> None:
        kept = version(scope="8")
        versions.keep(kept, NoteModel())
        with pytest.raises(NotFound):
            versions.get("7", kept.id)
        with pytest.raises(NotFound):
            versions.model(replace(kept, scope="7"), load_note)
        with pytest.raises(NotFound):
            versions.promote(replace(kept, scope="7"))
        versions.delete(replace(kept, scope="7"))
        assert versions.get("8", kept.id) == kept

    def test_none_is_current_until_one_is_promoted(self, versions: Versions) -> None:
        first, second = version(1), version(2)
        versions.keep(first, NoteModel("first"))
        versions.keep(second, NoteModel("second"))
        assert versions.current("7", "bank") is None
        versions.promote(first)
        assert versions.current("7", "bank") == first
        versions.promote(second)
        assert versions.current("7", "bank") == second
        versions.promote(first)
        assert versions.current("7", "bank") == first

    def test_each_scope_and_dataset_has_its_own_current_one(self, versions: Versions) -> None:
        ours = [version(1), version(2, dataset="shop"), version(3, scope="8")]
        for one in ours:
            versions.keep(one, NoteModel())
            versions.promote(one)
        assert [versions.current(one.scope, one.dataset) for one in ours] == ours

    def test_a_deleted_version_is_gone_and_no_longer_current(self, versions: Versions) -> None:
        kept = version()
        versions.keep(kept, NoteModel())
        versions.promote(kept)
        versions.delete(kept)
        versions.delete(kept)
        assert versions.list("7") == ()
        assert versions.current("7", "bank") is None
        for ask in (versions.promote, lambda gone: versions.model(gone, load_note), lambda g: exported(versions, g)):
            with pytest.raises(NotFound):
                ask(kept)

    def test_a_model_that_cannot_be_written_leaves_nothing(self, versions: Versions) -> None:
        class Broken(NoteModel):
            def save(self, folder: Path) -> None:
                super().save(folder)
                raise RuntimeError("half-way")

        kept = version()
        with pytest.raises(RuntimeError, match="half-way"):
            versions.keep(kept, Broken())
        assert versions.list("7") == ()
        versions.keep(kept, NoteModel())
        assert versions.list("7") == (kept,)

    def test_sweeping_leaves_every_version_as_it_is(self, versions: Versions) -> None:
        kept = version()
        versions.sweep()
        versions.keep(kept, NoteModel("hello"))
        versions.sweep()
        model = versions.model(kept, load_note)
        assert isinstance(model, NoteModel)
        assert model.note == "hello"

    def test_an_exported_version_can_be_taken_in_elsewhere(self, versions: Versions) -> None:
        kept = version(parent="1qk8nq32v17w")
        versions.keep(kept, NoteModel("hello"))
        taken = versions.take_in(exported(versions, kept), "8", "shop", _loader)
        elsewhere = replace(kept, scope="8", dataset="shop", change=0, doubts=(), parent=None)
        assert replace(taken, id=kept.id, at=kept.at) == elsewhere
        assert versions.list("8") == (taken,)
        assert versions.current("8", "shop") is None
        model = versions.model(taken, load_note)
        assert isinstance(model, NoteModel)
        assert model.note == "hello"

    def test_what_came_in_a_file_is_known_whatever_its_scope(self, versions: Versions) -> None:
        kept = replace(version(), answers={"yes": '"change": 0,'})
        versions.keep(kept, NoteModel("hello"))
        assert versions.taken_in() == ()
        taken = versions.take_in(exported(versions, kept), "8", "ours", _loader)
        assert versions.taken_in() == (taken,)

    def test_an_exported_version_names_no_scope(self, versions: Versions) -> None:
        kept = version(scope="3141592653589793")
        versions.keep(kept, NoteModel())
        with zipfile.ZipFile(exported(versions, kept)) as file:
            assert all(b"3141592653589793" not in file.read(name) for name in file.namelist())

    @pytest.mark.parametrize(
        "change",
        [
            lambda name, content: content + b" " if name == "note.json" else content,
            lambda name, content: content[:-1] + b"\x01" if name == "weights.npz" else content,
            lambda name, content: None if name == "note.json" else content,
            lambda name, content: None if name == "manifest.json" else content,
            lambda name, content: b"{}" if name == "manifest.json" else content,
            lambda name, content: b"[" * 100_000 if name == "manifest.json" else content,
            lambda name, content: content.replace(b'"format": 1', b'"format": 2'),
            lambda name, content: content.replace(b'"format": 1', b'"format": true'),
            lambda name, content: content.replace(b"note.json", b"../e.json"),
            lambda name, content: content.replace(b'"no"', b'"na"') if name == "manifest.json" else content,
            lambda name, content: content.replace(b'"rows": 12', b'"rows": "x"'),
            lambda name, content: content.replace(b'"size": 4096', b'"size": 4000000000'),
            lambda name, content: content.replace(b'"size": 4096', b'"size": -1'),
            lambda name, content: content.replace(b'"size": 4096', b'"size": 4095'),
        ],
        ids=[
            "other note", "other weights", "no note", "no manifest", "empty manifest", "deep manifest", "newer format",
            "no format", "path", "other labels", "wrong type", "huge", "negative", "one byte short",
        ],
    )  # fmt: skip
    def test_a_tampered_file_is_refused_and_leaves_nothing(
        self, versions: Versions, change: Callable[[str, bytes], bytes | None]
    ) -> None:
        kept = version()
        versions.keep(kept, NoteModel())
        with pytest.raises(ModelError) as refused:
            versions.take_in(changed(exported(versions, kept), change), "8", "shop", _loader)
        assert str(refused.value).endswith(".")
        assert versions.list("8") == ()

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            *(("threshold", value) for value in (math.nan, math.inf, -1.0, 2.0)),
            *(("rows", value) for value in (-5, 0, 10**25)),
            *(("seed", value) for value in (-1, 10**30)),
            *(("at", value) for value in ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59.999999+00:00")),
            *(("learner", value) for value in ("", "x" * 61, "../../x", "@everyone\x1b[31m")),
            *(("kind", value) for value in ("x" * 61, "../../x", "package.module:Class")),
            *(("dataset_sha256", value) for value in ("", "zz\x1b[31m")),
            *(("scores", value) for value in ({"@everyone": 5.0}, {"rows": 40.0}, {**_SCORES, "accuracy": math.nan})),
            *(("scores", {**_SCORES, "rows": value}) for value in (math.inf, -1.0, 1e300)),
            *(("settings", value) for value in ({"x\x1b[31m": 1}, {"x": "y" * 100_000}, {"x": math.nan}, {"x": "\n"})),
            *(("answers", {"yes": value}) for value in ("", " ", "a\0b", "\x1b]0;pwned\x07", "x" * 10_001)),
            *(("answers", value) for value in ({"": "x"}, {"x" * 201: "x"}, {str(n): "x" for n in range(100_000)})),
        ],
    )
    def test_a_file_that_says_of_its_version_what_cannot_be_is_refused(
        self, versions: Versions, field: str, value: object
    ) -> None:
        kept = version()
        versions.keep(kept, NoteModel())
        with pytest.raises(ModelError) as refused:
            versions.take_in(changed(exported(versions, kept), saying(field, value)), "8", "shop", _loader)
        assert len(str(refused.value)) < 200
        assert versions.list("8") == ()

    @pytest.mark.parametrize(
        "label",
        ["", " ", "hel\nlo", "hello\0", "\x1b[31mbye", "x" * 201],
        ids=["empty", "blank", "of lines", "null", "escape", "long"],
    )
    def test_a_file_with_a_label_that_no_dataset_may_have_is_refused(self, versions: Versions, label: str) -> None:
        labels = tuple(sorted((label, "yes")))
        kept = replace(version(), labels=labels)
        versions.keep(kept, NoteModel(labels=labels))
        with pytest.raises(ModelError):
            versions.take_in(exported(versions, kept), "8", "shop", _loader)

    def test_labels_and_answers_may_have_what_those_of_a_dataset_may(self, versions: Versions) -> None:
        labels = ("x" * 200, "да\t🙂")
        kept = replace(version(), labels=labels, answers={labels[1]: "a\r\n" + "x" * 9_997}, threshold=1.000001)
        versions.keep(kept, NoteModel(labels=labels))
        taken = versions.take_in(exported(versions, kept), "8", "shop", _loader)
        assert (taken.labels, taken.answers, taken.threshold) == (labels, kept.answers, kept.threshold)

    def test_what_a_file_doubts_of_its_dataset_is_not_doubted_of_this_one(self, versions: Versions) -> None:
        kept = version()
        versions.keep(kept, NoteModel())
        doubts = [{"row": "1qk8nq32v17x", "label": "no", "given": math.nan}] * 1000
        file = changed(exported(versions, kept), saying("doubts", doubts))
        assert versions.take_in(file, "8", "shop", _loader).doubts == ()

    @pytest.mark.parametrize("scores", [{"rows": math.inf, "accuracy": math.nan}, {"rows": 40.0}])
    def test_scores_that_are_none_are_those_of_no_test(self, versions: Versions, scores: dict[str, float]) -> None:
        kept = replace(version(), scores=scores)
        versions.keep(kept, NoteModel())
        assert [one.scores for one in versions.list("7")] == [{}]

    @pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04" + b"\x00" * 100], ids=["empty", "text", "cut"])
    def test_what_is_no_model_is_refused(self, versions: Versions, content: bytes) -> None:
        with pytest.raises(ModelError):
            versions.take_in(io.BytesIO(content), "8", "shop", _loader)

    def test_a_file_with_more_than_its_manifest_names_is_refused(self, versions: Versions) -> None:
        kept = version()
        versions.keep(kept, NoteModel())
        file = exported(versions, kept)
        with zipfile.ZipFile(file, "a") as archive:
            archive.writestr("more.json", "{}")
        with pytest.raises(ModelError):
            versions.take_in(file, "8", "shop", _loader)

    def test_a_bomb_is_refused(self, versions: Versions) -> None:
        kept = version()
        versions.keep(kept, NoteModel())

        def inflate(name: str, content: bytes) -> bytes:
            if name == "manifest.json":
                return content.replace(b'"size": 4096', b'"size": 50000000')
            return b"\x00" * 50_000_000 if name == "weights.npz" else content

        with pytest.raises(ModelError, match="larger"):
            versions.take_in(changed(exported(versions, kept), inflate), "8", "shop", _loader)
