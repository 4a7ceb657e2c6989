"""Gather rows: what may be kept of them, and what is wrong with the others."""

import re
from collections.abc import Iterator
from heapq import merge
from itertools import islice

from hypotez.adapters.datasets.limits import Limits
from hypotez.ports.bad_rows import BadRow, RowFault
from hypotez.ports.datasets import Rows
from hypotez.ports.errors import DatasetError
from hypotez.ports.labels import plain_label
from hypotez.ports.learning import Example

__all__ = ["Gathering"]

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_NOT_UNICODE = re.compile("[\ud800-\udfff]")


class Gathering:
    """The rows so far, of one file or of several. `file` is the one that is being read."""

    def __init__(self, limits: Limits) -> None:
        self.file = ""
        self._limits = limits
        self._labels: set[str] = set()
        self._examples: list[Example] = []
        self._unlabelled: list[tuple[int, BadRow, str]] = []
        self._bad: list[tuple[int, BadRow]] = []
        self._refused = 0
        self._count = 0

    def take(self, line: int, text: str, label: str = "", answer: str = "") -> None:
        """Take a row that begins in this line.

        Raises:
            DatasetError: there are too many rows or labels.
        """
        text, label, answer = text.strip(), plain_label(label), answer.strip()
        wrong = self._wrong(text, label, answer)
        if wrong:
            self.refuse(line, *wrong)
            return
        self._counted()
        if label:
            self._label(label)
            self._examples.append(Example(text, label, answer))
        else:
            self._unlabelled.append((self._count, BadRow(line, RowFault.NO_LABEL, self.file), text))

    def refuse(self, line: int, fault: RowFault, count: int = 0) -> None:
        """Take note of a row that cannot be used; `count` as in `BadRow`."""
        self._counted()
        self._refused += 1
        if self._refused <= self._limits.bad:
            self._bad.append((self._count, BadRow(line, fault, self.file, count)))

    def rows(self) -> Rows:
        """All of them.

        Raises:
            DatasetError: none can be used.
        """
        if not self._examples:  # nobody has a label: these are texts to be tested
            texts = tuple(text for _, _, text in self._unlabelled)
            return self._with_bad((), texts, iter(self._bad), self._refused)
        bad = merge(self._bad, ((place, bad) for place, bad, _ in self._unlabelled))
        return self._with_bad(tuple(self._examples), (), bad, self._refused + len(self._unlabelled))

    def _with_bad(
        self, examples: tuple[Example, ...], texts: tuple[str, ...], bad: Iterator[tuple[int, BadRow]], count: int
    ) -> Rows:
        listed = tuple(row for _, row in islice(bad, self._limits.bad))
        if not examples and not texts:
            if not listed:
                raise DatasetError(
                    "There is no text in it: send lines “label: text”, or a table of texts and labels.",
                    key="dataset-no-text",
                )
            first = _told(listed[0])
            raise DatasetError(f"No row can be used: {first}.", key="dataset-no-row", first=first)
        return Rows(examples, texts, listed, count - len(listed))

    def _counted(self) -> None:
        self._count += 1
        if self._count > self._limits.rows:
            raise DatasetError(
                f"There are more than {self._limits.rows:,} rows: send fewer.",
                key="dataset-too-many-rows",
                most=self._limits.rows,
            )

    def _label(self, label: str) -> None:
        self._labels.add(label)
        if len(self._labels) > self._limits.labels:
            raise DatasetError(
                f"There are more than {self._limits.labels:,} labels: a label is what many texts have in common.",
                key="dataset-too-many-labels",
                most=self._limits.labels,
            )

    def _wrong(self, text: str, label: str, answer: str) -> tuple[RowFault, int] | None:
        limits, whole = self._limits, f"{text}{label}{answer}"
        faults = (
            (RowFault.NO_TEXT, 0, not text),
            (RowFault.LONG_TEXT, limits.text, len(text) > limits.text),
            (RowFault.LONG_LABEL, limits.label, len(label) > limits.label),
            (RowFault.LONG_ANSWER, limits.text, len(answer) > limits.text),
            (RowFault.LABEL_OF_LINES, 0, "\n" in label or "\r" in label),
            (RowFault.NOT_UNICODE, 0, _NOT_UNICODE.search(whole)),
            (RowFault.CONTROLS, 0, _CONTROLS.search(whole)),
        )
        return next(((fault, count) for fault, count, wrong in faults if wrong), None)


def _told(bad: BadRow) -> DatasetError:
    """A bad row as a part of a sentence."""
    reason = DatasetError(bad.reason, key=f"row-{bad.fault}", count=bad.count)
    if not bad.file:
        return DatasetError(f"line {bad.line} {reason}", key="dataset-row", line=bad.line, reason=reason)
    return DatasetError(
        f"line {bad.line} of {bad.file} {reason}", key="dataset-row-of", line=bad.line, file=bad.file, reason=reason
    )
