"""Teach: what people say of a model's answers becomes examples, with who said it, when, and of which version."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from hypotez.domain.same_text import normalised
from hypotez.domain.written import written, written_label
from hypotez.ports.datasets import Datasets, KeptExample, Source
from hypotez.ports.errors import NotAllowed, TextError
from hypotez.ports.learning import Example
from hypotez.ports.names import legible, shown
from hypotez.ports.settings import Settings
from hypotez.ports.storage import Origin, new_id, utc_now
from hypotez.ports.versions import Version

__all__ = ["LOCAL", "Teach", "label_and_text"]

_log = logging.getLogger(__name__)

LOCAL = "local"
"""The scope of whoever runs hypotez: nobody else is there who would have to agree."""


def label_and_text(said: str, labels: Sequence[str], text: str) -> tuple[str, str]:
    """What somebody means who corrects the answer to `text`: one of the `labels`, or "label: the text as it should be".

    Raises:
        TextError: neither.
    """
    said = said.strip()
    known = {normalised(label): label for label in labels}
    if (label := known.get(normalised(said))) is not None:
        return label, text
    label, colon, better = said.partition(":")
    if colon and label.strip() and better.strip():
        return known.get(normalised(label), label.strip()), better.strip()
    there = ", ".join((*labels[:20], "…") if len(labels) > 20 else labels)
    raise TextError(
        f"That is no label that I know: write one of them ({there}), or “label: text” for a new one.",
        key="label-unknown",
        there=there,
    )


class Teach:
    """Adds what a person says to a dataset, where the server and the person have agreed to it."""

    def __init__(self, datasets: Datasets, settings: Settings, *, now: Callable[[], datetime] = utc_now) -> None:
        self._datasets, self._settings, self._now = datasets, settings, now

    def correct(self, text: str, said: str, origin: Origin, version: Version) -> KeptExample:
        """Keep what a text's label really is; `said` as in `label_and_text`.

        Raises:
            NotAllowed: the server or the person has not agreed to learning from messages.
            TextError: `said` is neither a label nor "label: text", or is empty or too long.
            StorageError: the database refused.
        """
        self._agreed(origin)
        said = written(said, longest=4000)
        label, text = label_and_text(said, version.labels, text)
        return self._add(Example(text, label), Source.CORRECTED, origin, version)

    def confirm(self, text: str, label: str, origin: Origin, version: Version) -> KeptExample:
        """Keep that a model's answer was right.

        Raises:
            TextError: the version has no such label.
            NotAllowed, StorageError: as for a correction.
        """
        self._agreed(origin)
        if label not in version.labels:
            raise TextError(
                f"The version does not know the label {shown(label)}: confirm what it answered.",
                key="label-not-answered",
                name=legible(label),
            )
        return self._add(Example(text, label), Source.CONFIRMED, origin, version)

    def _agreed(self, origin: Origin) -> None:
        if origin.scope == LOCAL:
            return
        if not self._settings.server(origin.scope).learning:
            raise NotAllowed(
                "Learning from messages is off on this server: whoever manages it can turn it on.",
                key="learning-off-server",
            )
        if not self._settings.person(origin.who).learning:
            raise NotAllowed(
                "You have not agreed yet that your messages may teach me: turn it on for yourself first.",
                key="learning-not-agreed",
            )

    def _add(self, example: Example, source: Source, origin: Origin, version: Version) -> KeptExample:
        text = written(example.text, longest=10_000)
        label = written_label(example.label)
        here = (version.scope, version.dataset)
        # a version that came in a file may have no dataset here: this row begins it
        rows = self._datasets.examples(*here) if version.dataset in self._datasets.names(version.scope) else ()
        said_before = [
            one
            for one in rows
            if one.origin.who == origin.who
            and one.source in {Source.CORRECTED, Source.CONFIRMED}
            and normalised(one.example.text) == normalised(text)
        ]
        if said_before and said_before[-1].example.label == label:
            return said_before[-1]
        at = self._now()
        kept = KeptExample(new_id(at), at, origin, Example(text, label), source, version.id)
        # whoever changes their mind does not contradict themselves
        self._datasets.change(*here, add=[kept], remove=[one.id for one in said_before], who=origin.who)
        _log.info("taught", extra={"id": kept.id, "scope": version.scope, "source": source.value})
        return kept
