"""Whether a transcript is good: each person says it once."""

from dataclasses import replace

from hypotez.domain.transcript_of import transcript_of
from hypotez.entrypoints.discord.asking import Asking
from hypotez.entrypoints.discord.messages import Reply
from hypotez.entrypoints.discord.shared import Shared
from hypotez.entrypoints.discord.subject import Subject
from hypotez.entrypoints.texts import Texts
from hypotez.ports.storage import Feedback, utc_now

__all__ = ["RATINGS", "rate"]

RATINGS = {"good": "👍", "bad": "👎"}


async def rate(shared: Shared, asking: Asking, texts: Texts, subject: Subject, deed: str) -> None:
    """Keep what the person thinks of it; who thinks otherwise later changes what is kept.

    Raises:
        HypotezError: no such transcript here, or the database refused.
    """
    rating, app, origin = RATINGS[deed], shared.app, asking.origin

    def keep() -> bool:
        about = transcript_of(app.records, subject.record, origin).id
        own = app.records.list(Feedback, scope=origin.scope, who=origin.who, about=about, newest_first=True)
        latest = next((said for said in own if said.text in RATINGS.values()), None)
        if latest is None:
            app.feedback(rating, origin=origin, about=about)
        elif latest.text != rating:
            app.records.replace(replace(latest, text=rating, at=utc_now()))
        return latest is None or latest.text != rating

    async with asking.working(private=True):
        async with shared.rating:  # else two presses at once would both be the first one
            new = await shared.quick.run(lambda _: keep())
        await asking.answer(Reply(texts("rating-thanks" if new else "rating-known", rating=rating)), private=True)
