"""Teaching in a conversation: train, test, ask, correct, confirm, review."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from hypotez.entrypoints.chat.paths import is_file, unquoted
from hypotez.entrypoints.chat.usage import Command, Usage, needed
from hypotez.entrypoints.learning.telling import (
    told_added,
    told_corrected,
    told_dataset,
    told_doubt,
    told_ended,
    told_evaluation,
    told_prediction,
    told_problem,
)
from hypotez.entrypoints.learning.telling_versions import told_selected
from hypotez.entrypoints.learning.watched import watched
from hypotez.entrypoints.terminal.data import read_data
from hypotez.ports.errors import NotFound
from hypotez.ports.progress import Report
from hypotez.ports.storage import Origin

if TYPE_CHECKING:
    from hypotez.domain.answer import Answered
    from hypotez.entrypoints.app import App
    from hypotez.entrypoints.texts import Texts
    from hypotez.ports.versions import Version

__all__ = ["Lessons"]

SETTLING: Final = re.compile(r"(keep|drop|change)\s+(\S+)\s*(.*)", re.IGNORECASE | re.DOTALL)


class Lessons:
    """Teaches the model of the selected dataset. `answered`: what it said last, to be corrected or confirmed."""

    def __init__(self, app: App, texts: Texts) -> None:
        self._app, self._texts = app, texts
        self._prefix = app.config.discord.prefix
        self.answered: tuple[str, Answered] | None = None
        self.commands: Mapping[str, Command] = {
            "train": self._train,
            "test": self._test,
            "select_dataset": self._select,
            "confirm": self._confirm,
            "review": self._review,
        }

    def answer(self, message: str) -> str | None:
        """What the model says to a message; None where nothing was trained."""
        learning = self._app.learning
        if learning.models.current(learning.data.selected()) is None:
            return None
        found = learning.answer(message)
        self.answered = message, found
        said = told_prediction(self._texts, found.prediction, sure=found.sure)
        text = found.text if found.sure else self._texts("answer-unsure")
        return self._texts("chat-answer", text=text, said=said, prefix=self._prefix)

    def correct(self, rest: str) -> str:
        """Keep what the last answer should have been: a label, or "label: text", which needs no answer before."""
        said = needed(rest, self._texts, f"{self._prefix}correct LABEL")
        text, found = self.answered or ("", self._app.learning.answer(said))
        kept = self._app.learning.correct(text, said, self._taught(found.version))
        return told_corrected(self._texts, kept)

    def _confirm(self, _rest: str, _report: Report) -> str:
        text, found = self._latest()
        kept = self._app.learning.confirm(text, found.prediction.label, self._taught(found.version))
        return self._texts("answer-confirmed", label=kept.example.label)

    def _train(self, rest: str, report: Report) -> str:
        learning = self._app.learning
        lines: list[str] = []
        learner, rest = self._learner(rest)
        if rest:
            added = learning.data.add(*self._given(rest))
            lines += told_added(self._texts, learning.data.selected(), added)
        # before it begins: from then on whoever interrupts must find it stopped
        lines += [told_problem(self._texts, problem) for problem in learning.data.problems()]
        job = watched(learning.jobs, learning.train(learner=learner), report)
        version = learning.models.get(job.result) if job.result else None
        current = version is not None and learning.models.current(version.dataset) == version
        tested = learning.evaluate(version=version.id) if version and version.scores else None
        return "\n".join([*lines, *told_ended(self._texts, job, version, current, tested)])

    def _test(self, rest: str, _report: Report) -> str:
        learning = self._app.learning
        rows = learning.data.read(*self._given(rest)) if rest else None
        if rows and rows.texts:
            found = learning.predict(rows.texts)
            pairs = zip(found.texts, found.predictions, strict=True)
            return "\n".join(
                f"{text}: {told_prediction(self._texts, said, sure=found.sure(said))}" for text, said in pairs
            )
        return "\n".join(told_evaluation(self._texts, learning.evaluate(rows.examples if rows else ())))

    def _select(self, rest: str, _report: Report) -> str:
        data = self._app.learning.data
        if rest:
            name = data.select(rest).name
            return "\n".join(told_selected(self._texts, name, self._app.learning.models.current(name)))
        selected = data.selected()
        lines = [line for one in data.list() for line in told_dataset(self._texts, one, selected=one.name == selected)]
        return "\n".join(lines) or self._texts("dataset-none")

    def _review(self, rest: str, _report: Report) -> str:
        review, here, name = self._app.learning.review, Origin(), self._app.learning.data.selected()
        lines = []
        if rest:
            usage = f"{self._prefix}review [keep ID | drop ID | change ID LABEL]"
            settled = SETTLING.fullmatch(rest)
            how, id, label = settled.groups() if settled else ("", "", "")
            match needed(how, self._texts, usage).lower():
                case "keep":
                    review.keep(here.scope, name, id, here)
                    lines.append(self._texts("review-kept-row"))
                case "drop":
                    review.drop(here.scope, name, id, here)
                    lines.append(self._texts("review-dropped"))
                case _:
                    review.change(here.scope, name, id, needed(label, self._texts, usage), here)
                    lines.append(self._texts("review-changed", label=label))
        doubts = [told_doubt(self._texts, doubt) for doubt in review(here.scope, name)]
        return "\n".join([*lines, *(doubts or [self._texts("review-none")])])

    def _latest(self) -> tuple[str, Answered]:
        if self.answered is None:
            raise Usage(self._texts("chat-ask-first"))
        return self.answered

    def _taught(self, answered: Version) -> str:
        """The id of the version that answered, or of the one that answers now where that was deleted elsewhere."""
        models = self._app.learning.models
        try:
            return models.get(answered.id).id
        except NotFound:
            if (current := models.current(answered.dataset)) is None:
                raise
            return current.id

    def _learner(self, rest: str) -> tuple[str | None, str]:
        """The learner that comes first, where one does, and what follows."""
        first, *more = rest.split(maxsplit=1) or [""]
        return (first, "".join(more)) if first in self._app.learning.learners else (None, rest)

    def _given(self, rest: str) -> tuple[bytes | str, str]:
        """What stands in a message, perhaps in a block, or in the file that it names."""
        if is_file(unquoted(rest)) or not re.search(r"[:\n`]", rest):
            return read_data(unquoted(rest), self._app.learning.data.most_bytes)
        return rest.replace("```", "\n").strip(), ""
