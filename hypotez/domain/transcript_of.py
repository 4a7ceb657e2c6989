"""Find the transcript that somebody means, in their own scope and in no other."""

from hypotez.ports.errors import NotFound
from hypotez.ports.storage import Origin, Records, TranscriptRecord, read_id

__all__ = ["transcript_of"]


def transcript_of(records: Records, about: str, origin: Origin) -> TranscriptRecord:
    """The transcript with the id `about`, as somebody typed it.

    Raises:
        NotFound: there is none in the origin's scope.
    """
    found = records.get(TranscriptRecord, read_id(about))
    if found.origin.scope != origin.scope:
        # the same words as for an id that does not exist: other scopes are nobody's business
        raise NotFound("There is no such record: check its id.", key="record-unknown")
    return found
