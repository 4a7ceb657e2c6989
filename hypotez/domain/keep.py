"""Keep a transcript, so that it can be found, corrected and rated later."""

import logging
from dataclasses import replace

from hypotez.domain.transcribe import Transcribe, fingerprint
from hypotez.ports.audio import Audio
from hypotez.ports.errors import StorageError
from hypotez.ports.notices import notice
from hypotez.ports.progress import Report, ignore
from hypotez.ports.speech import Hearing, Transcript
from hypotez.ports.storage import Origin, Records, TranscriptRecord, new_id, utc_now

__all__ = ["KeepTranscript", "TranscribeAndKeep", "not_kept"]

_log = logging.getLogger(__name__)


class KeepTranscript:
    """Records what was heard, with the hash of the audio; the audio itself is not kept."""

    def __init__(self, records: Records) -> None:
        self._records = records

    def __call__(self, audio: Audio, transcript: Transcript, *, origin: Origin = Origin()) -> TranscriptRecord:
        """The record, which survives a crash once this returns.

        Where the disk or the database refuses, nothing is recorded: the answer's id is empty, and the transcript, which
        may have taken an hour to hear, has a warning that says why.
        """
        try:
            now = utc_now()
            record = TranscriptRecord(new_id(now), now, origin, fingerprint(audio), transcript)
            self._records.add(record)
        except StorageError as error:
            return not_kept(transcript, origin, notice("not-kept", why=error))
        except OSError as error:  # the file is gone by now
            return not_kept(transcript, origin, notice("not-kept-file", why=error.strerror))
        _log.info("kept", extra={"id": record.id})
        return record


class TranscribeAndKeep:
    """Transcribes and keeps the result."""

    def __init__(self, transcribe: Transcribe, records: Records) -> None:
        self._transcribe, self._keep = transcribe, KeepTranscript(records)

    def __call__(
        self, audio: Audio, hearing: Hearing = Hearing(), *, origin: Origin = Origin(), report: Report = ignore
    ) -> TranscriptRecord:
        """The record, as `KeepTranscript` makes it.

        Raises:
            HypotezError: as `Transcribe`; nothing is recorded then.
        """
        return self._keep(audio, self._transcribe(audio, hearing, report=report), origin=origin)


def not_kept(transcript: Transcript, origin: Origin, why: str) -> TranscriptRecord:
    """A record that is none: its id is empty, and `why` is one of the transcript's warnings."""
    told = replace(transcript, warnings=(*transcript.warnings, why))
    return TranscriptRecord("", utc_now(), origin, "", told)
