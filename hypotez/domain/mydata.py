"""What a person may ask for: all that is kept about them, and that it be forgotten."""

import logging
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace

from hypotez.domain.export import json_line, whole
from hypotez.ports.settings import PersonSettings, Settings
from hypotez.ports.storage import KINDS, Correction, Feedback, Record, Records, TranscriptRecord

__all__ = ["ExportMine", "ForgetMe", "Forgotten"]

_log = logging.getLogger(__name__)


class ExportMine:
    """Everything that is kept about a person, wherever they were."""

    def __init__(self, records: Records, settings: Settings) -> None:
        self._records, self._settings = records, settings

    def __call__(self, who: str) -> Iterator[str]:
        """Yield JSON lines, each with its line end and its `kind`: "settings", or a kind of record.

        What others said about this person's transcripts is among them, but not who they are.

        Raises:
            StorageError: the database refused.
        """
        chosen = self._settings.person(who)
        if chosen != PersonSettings():
            yield json_line({"kind": "settings"} | asdict(chosen))
        for name, kind in KINDS.items():
            for record in self._records.list(kind, who=who):
                yield json_line({"kind": name} | whole(record))
                if isinstance(record, TranscriptRecord):
                    yield from self._said_about(record)

    def _said_about(self, heard: TranscriptRecord) -> Iterator[str]:
        for name, kind in (("corrections", Correction), ("feedback", Feedback)):
            record: Record
            for record in self._records.list(kind, about=heard.id):
                if record.origin.who != heard.origin.who:
                    yield json_line({"kind": name} | whole(replace(record, origin=replace(record.origin, who=""))))


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many records, examples and versions of models went."""

    records: int
    examples: int = 0
    versions: int = 0


class ForgetMe:
    """Deletes everything that is kept about a person."""

    def __init__(self, records: Records, settings: Settings) -> None:
        self._records, self._settings = records, settings

    def __call__(self, who: str) -> Forgotten:
        """Forget their choices, their records, and what others said about their transcripts, which may quote them.

        Raises:
            StorageError: the database refused; ask again.
        """
        self._settings.forget_person(who)  # first: forgetting the records wipes the traces of both
        gone = self._records.forget(who)
        _log.info("forgotten", extra={"records": gone})
        return Forgotten(gone)
