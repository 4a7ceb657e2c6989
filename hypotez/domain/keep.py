"""Keep a transcript, so that it can be found, corrected and rated later."""

from hypotez.domain.transcribe import Transcribe, fingerprint
from hypotez.ports.audio import Audio
from hypotez.ports.progress import Report, ignore
from hypotez.ports.speech import Hearing
from hypotez.ports.storage import Origin, Records, TranscriptRecord, new_id, utc_now

__all__ = ["TranscribeAndKeep"]


class TranscribeAndKeep:
    """Transcribes and records the result with the hash of the audio; the audio itself is not kept."""

    def __init__(self, transcribe: Transcribe, records: Records) -> None:
        self._transcribe, self._records = transcribe, records

    def __call__(
        self, audio: Audio, hearing: Hearing = Hearing(), *, origin: Origin = Origin(), report: Report = ignore
    ) -> TranscriptRecord:
        """The record, which survives a crash once this returns.

        Raises:
            HypotezError: as `Transcribe`, and `StorageError`; nothing is recorded then.
        """
        transcript = self._transcribe(audio, hearing, report=report)
        now = utc_now()
        record = TranscriptRecord(new_id(now), now, origin, fingerprint(audio), transcript)
        self._records.add(record)
        return record
