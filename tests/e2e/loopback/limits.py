"""What a message may hold."""

from tests.e2e.loopback.answers import Refused, invalid, length
from tests.e2e.loopback.components import check_components
from tests.e2e.loopback.messages import COMPONENTS_V2, EPHEMERAL, Upload
from tests.e2e.loopback.people import Payload

MAX_CONTENT = 2_000
MAX_FILES = 10
MAX_EMBEDS = 10
MAX_EMBED_TEXT = 6_000
FLAGS = 1 << 2 | EPHEMERAL | 1 << 12 | COMPONENTS_V2
"""What a bot may set: no embeds, ephemeral, silent, components of the second kind."""


def check_message(asked: Payload, uploads: list[Upload], limit: int) -> None:
    """Refuse what Discord refuses.

    Raises:
        Refused: too long, too many files, too large, or empty.
    """
    content = asked.get("content") or ""
    if len(content) > MAX_CONTENT:
        raise invalid("content", "BASE_TYPE_MAX_LENGTH", f"Must be {MAX_CONTENT} or fewer in length.")
    if len(uploads) > MAX_FILES:
        raise Refused(400, 30015, f"Maximum number of attachments in a message reached ({MAX_FILES})")
    if sum(len(upload.data) for upload in uploads) > limit:
        raise Refused(413, 40005, "Request entity too large")
    check_embeds(asked.get("embeds") or [])
    check_components(asked.get("components") or [], second=bool(asked.get("flags", 0) & COMPONENTS_V2))
    if not content.strip() and not uploads and not asked.get("embeds") and not asked.get("components"):
        raise Refused(400, 50006, "Cannot send an empty message")


def check_flags(asked: Payload) -> None:
    """A new message's flags are those that a bot may set."""
    if asked.get("flags", 0) & ~FLAGS:
        raise invalid("flags", "BITFIELD_INVALID", "Flags that are not yours to set.")


def check_embeds(embeds: list[Payload]) -> None:
    if len(embeds) > MAX_EMBEDS:
        raise invalid("embeds", "BASE_TYPE_MAX_LENGTH", f"Must be {MAX_EMBEDS} or fewer in length.")
    total = 0
    for number, embed in enumerate(embeds):
        fields = embed.get("fields", [])
        if len(fields) > 25:
            raise invalid(f"embeds.{number}.fields", "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.")
        texts = [
            ("title", embed.get("title"), 256),
            ("description", embed.get("description"), 4096),
            ("footer.text", embed.get("footer", {}).get("text"), 2048),
            ("author.name", embed.get("author", {}).get("name"), 256),
            *((f"fields.{index}.name", field["name"], 256) for index, field in enumerate(fields)),
            *((f"fields.{index}.value", field["value"], 1024) for index, field in enumerate(fields)),
        ]
        for where, text, most in texts:
            length(f"embeds.{number}.{where}", text, most)
            total += len(text or "")
    if total > MAX_EMBED_TEXT:
        raise invalid("embeds", "MAX_EMBED_SIZE_EXCEEDED", f"Embed size exceeds maximum size of {MAX_EMBED_TEXT}")
