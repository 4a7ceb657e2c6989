"""Learning over a talk: the examples go there, the model's files come back; nothing of it is left on a disk there.

    fit         {seed}, then the examples as "file-chunk"s and a "file-stop"
    learned     {settings}, then "file-chunk"s {name} of the model's files and of what was said out of fold, "file-stop"

Texts and labels may be anything, so they are lines of ASCII JSON, which keep what is no Unicode too.
"""

import json
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from hypotez.adapters.compose import checked
from hypotez.adapters.compose.asking import file_pieces
from hypotez.adapters.compose.messages import EXTRA, PIECE
from hypotez.adapters.compose.service import Answer, Request
from hypotez.adapters.compose.talk import WINDOW, Talk
from hypotez.adapters.compose.wire import Event, Garbled
from hypotez.ports.learning import Example, Learner, OutOfFold, Scalar

__all__ = ["Learned", "ask_fit", "learner_answers"]

_OUT_OF_FOLD = "out of fold"
"""Not a name that a model's file may have."""
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}")
_MOST_FILES = 32
_MOST_BYTES = 2 << 30
_ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class Learned:
    """What came back besides the model's files."""

    out_of_fold: tuple[OutOfFold, ...]
    settings: Mapping[str, Scalar]


def ask_fit(talk: Talk, examples: Sequence[Example], seed: int, folder: Path) -> Learned:
    """Send the examples, and write the files of the model that comes back into `folder`.

    Raises:
        OSError: the disk refused.
        Garbled, HypotezError: as `Talk.expect`.
    """
    talk.send(Event("fit", {"seed": seed, EXTRA: {"window": WINDOW}}))
    if all(talk.send_block(piece) for piece in _pieces(_lines(examples))):
        talk.send(Event("file-stop"))
    settings = checked.mapping(talk.expect("learned").data, "settings")
    judged = bytearray()
    names: set[str] = set()
    room = _MOST_BYTES
    while (event := talk.expect("file-chunk", "file-stop")).type == "file-chunk":
        room -= len(event.payload)
        name = checked.text(event.data, "name")
        if name == _OUT_OF_FOLD:
            judged += event.payload
            continue
        names.add(name)
        if not _NAME.fullmatch(name) or len(names) > _MOST_FILES or room < 0:
            raise Garbled("a model that is too large, or of odd files")
        with (folder / name).open("ab") as file:
            file.write(event.payload)
    return Learned(_judged(bytes(judged), examples), {key: _scalar(value) for key, value in settings.items()})


def learner_answers(learner: Learner) -> Mapping[str, Answer]:
    """The requests that a learner answers."""
    return {"fit": partial(_fit, learner)}


def _fit(learner: Learner, request: Request) -> None:
    sent = b"".join(event.payload for event in request.stream("file-chunk"))
    examples = [Example(text, label) for text, label in map(json.loads, sent.splitlines())]
    fitted = learner.fit(examples, seed=checked.whole(request.data, "seed", -(1 << 63), 1 << 63), report=request.report)
    request.send(Event("learned", {"settings": dict(fitted.settings)}))
    lines = (_line([each.label, each.confidence, each.given]) for each in fitted.out_of_fold)
    for piece in _pieces(lines):
        request.send(Event(piece.type, {"name": _OUT_OF_FOLD}, piece.payload))
    with tempfile.TemporaryDirectory() as folder:
        fitted.model.save(Path(folder))
        for file in sorted(Path(folder).iterdir()):
            for piece in file_pieces(file.read_bytes()):
                request.send(Event(piece.type, {"name": file.name}, piece.payload))
    request.send(Event("file-stop"))


def _lines(examples: Iterable[Example]) -> Iterator[bytes]:
    return (_line([example.text, example.label]) for example in examples)


def _line(value: list[Any]) -> bytes:
    return json.dumps(value).encode() + b"\n"


def _pieces(lines: Iterable[bytes]) -> Iterator[Event]:
    """Lines as "file-chunk" events, many short ones in one, a long one in several."""
    waiting = bytearray()
    for line in lines:
        waiting += line
        if len(waiting) >= PIECE:
            yield from file_pieces(bytes(waiting))
            waiting.clear()
    yield from file_pieces(bytes(waiting))


def _judged(data: bytes, examples: Sequence[Example]) -> tuple[OutOfFold, ...]:
    labels = {example.label for example in examples}
    try:
        judged = tuple(OutOfFold(*json.loads(line)) for line in data.splitlines())
        right = all(_is_judged(each, labels) for each in judged)
    except (TypeError, ValueError, RecursionError) as error:
        raise Garbled("judgements that are none") from error
    if not right or len(judged) != len(examples):
        raise Garbled("judgements that are not of these examples")
    return judged


def _is_judged(each: OutOfFold, labels: set[str]) -> bool:
    return each.label in labels and -_ROUNDING <= each.given <= each.confidence + _ROUNDING <= 1 + 2 * _ROUNDING


def _scalar(value: object) -> Scalar:
    if not isinstance(value, bool | int | float | str):
        raise Garbled("a setting that is neither number nor text")
    return value
