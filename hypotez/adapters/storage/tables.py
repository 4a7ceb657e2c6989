"""The tables, and how records become rows and rows become records."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, TypeVar

from sqlalchemy import JSON, BigInteger, Column, Dialect, Index, MetaData, Table, Text
from sqlalchemy.types import TypeDecorator

from hypotez.ports.speech import Attempt, Segment, Transcript, Word
from hypotez.ports.storage import Correction, Feedback, Origin, Record, TranscriptRecord

__all__ = ["METADATA", "REVISION", "SETTINGS", "SHAPES", "Moment", "Shape"]

REVISION = "r0004"
"""The newest migration: a database at this revision has the tables below."""

R = TypeVar("R", bound=Record)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Moment(TypeDecorator[datetime]):
    """An aware datetime as microseconds since 1970, which every database keeps and sorts exactly."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        """Microseconds since 1970."""
        return None if value is None else (value - _EPOCH) // _MICROSECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """The datetime in UTC."""
        return None if value is None else _EPOCH + value * _MICROSECOND


METADATA = MetaData()


def _table(name: str, *columns: Column[Any]) -> Table:
    return Table(
        name,
        METADATA,
        Column("id", Text, primary_key=True),
        Column("at", Moment, nullable=False),
        Column("scope", Text, nullable=False),
        Column("who", Text, nullable=False),
        Column("place", Text, nullable=False),
        *columns,
        Index(f"{name}_by_time", "scope", "at", "id"),
        Index(f"{name}_by_person", "who", "at"),
    )


@dataclass(frozen=True, slots=True)
class Shape(Generic[R]):
    """A kind of record and its table."""

    kind: type[R]
    table: Table
    row: Callable[[R], dict[str, Any]]
    """The columns of its own."""
    record: Callable[[Mapping[Any, Any]], R]

    def to_row(self, record: R) -> dict[str, Any]:
        """All columns."""
        origin = record.origin
        common = {"id": record.id, "at": record.at, "scope": origin.scope, "who": origin.who, "place": origin.where}
        return common | self.row(record)


def _common(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {"id": row["id"], "at": row["at"], "origin": Origin(row["scope"], row["who"], row["place"])}


def _transcript(kept: Mapping[Any, Any]) -> Transcript:
    fields = dict(kept)
    fields["segments"] = tuple(
        Segment(**segment | {"words": tuple(Word(**word) for word in segment["words"])}) for segment in kept["segments"]
    )
    fields["attempts"] = tuple(Attempt(**attempt) for attempt in kept["attempts"])
    fields["warnings"] = tuple(kept["warnings"])
    return Transcript(**fields)


_TRANSCRIPTS = Shape(
    TranscriptRecord,
    _table("transcripts", Column("audio_sha256", Text, nullable=False), Column("transcript", JSON, nullable=False)),
    lambda record: {"audio_sha256": record.audio_sha256, "transcript": asdict(record.transcript)},
    lambda row: TranscriptRecord(
        **_common(row), audio_sha256=row["audio_sha256"], transcript=_transcript(row["transcript"])
    ),
)
_FEEDBACK = Shape(
    Feedback,
    _table("feedback", Column("text", Text, nullable=False), Column("about", Text, index=True)),
    lambda record: {"text": record.text, "about": record.about},
    lambda row: Feedback(**_common(row), text=row["text"], about=row["about"]),
)
_CORRECTIONS = Shape(
    Correction,
    _table(
        "corrections",
        Column("about", Text, nullable=False, index=True),
        Column("original", Text, nullable=False),
        Column("corrected", Text, nullable=False),
    ),
    lambda record: {"about": record.about, "original": record.original, "corrected": record.corrected},
    lambda row: Correction(**_common(row), about=row["about"], original=row["original"], corrected=row["corrected"]),
)

SETTINGS = Table(
    "settings",
    METADATA,
    Column("kind", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
"""What a server or a person has chosen, by its id, as JSON: kept as text, so that what a hand broke can be read."""

SHAPES: dict[type, Shape[Any]] = {shape.kind: shape for shape in (_TRANSCRIPTS, _FEEDBACK, _CORRECTIONS)}
"""How each kind of record is kept."""
