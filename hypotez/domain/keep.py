"""Keep a transcript, so that it can be found, corrected and rated later."""

from hypotez.domain.transcribe import Transcribe, fingerprint
from hypotez.ports.audio import Audio
from hypotez.ports.progress import Report, ignore
from hypotez.ports.speech import Hearing, Transcript
from hypotez.ports.storage import Origin, Records, TranscriptRecord, new_id, utc_now

__all__ = ["KeepTranscript", "TranscribeAndKeep"]


class KeepTranscript:
    """Records what was heard, with the hash of the audio; the audio itself is not kept."""

    def __init__(self, records: Records) -> None:
        self._records = records

    def __call__(self, audio: Audio, transcript: Transcript, *, origin: Origin = Origin()) -> TranscriptRecord:
        """The record, which survives a crash once this returns.

        Raises:
            StorageError: the database refused; nothing is recorded then.
        """
        now = utc_now()
        record = TranscriptRecord(new_id(now), now, origin, fingerprint(audio), transcript)
        self._records.add(record)
        return record


class TranscribeAndKeep:
    """Transcribes and keeps the result."""

    def __init__(self, transcribe: Transcribe, records: Records) -> None:
        self._transcribe, self._keep = transcribe, KeepTranscript(records)

    def __call__(
        self, audio: Audio, hearing: Hearing = Hearing(), *, origin: Origin = Origin(), report: Report = ignore
    ) -> TranscriptRecord:
        """The record, which survives a crash once this returns.

        Raises:
            HypotezError: as `Transcribe`, and `StorageError`; nothing is recorded then.
        """
        return self._keep(audio, self._transcribe(audio, hearing, report=report), origin=origin)
