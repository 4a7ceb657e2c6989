"""Long text in pieces: the first sound comes early, and no piece is longer than an engine takes."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import chain

from hypotez.adapters.compose.around import AroundTextToSpeech
from hypotez.adapters.tts.choosing import speakable
from hypotez.ports.audio import Pcm
from hypotez.ports.errors import EngineFailed, TextError
from hypotez.ports.progress import Progress, Report, ignore
from hypotez.ports.speech import TextToSpeech, Voicing

__all__ = ["Sentences", "pieces"]

_ABBREVIATIONS = frozenset(
    "dr mr mrs ms prof st jr sr vs etc approx dept inc ltd vol e.g i.e a.m p.m u.s u.k ph.d "
    "т.е т.к т.д т.п т.н т.о т.ч г гг в вв д ул пр пер им стр рис табл ср руб коп тыс млн млрд напр проф акад "
    "обл".split()
)
_END = re.compile(
    r"""
      [.!?…]+["'»”’)\]]*(?=\s|$)   # a full stop, perhaps inside quotes, then space
    | [。！？｡]+[」』”’）]*         # Chinese and Japanese write no space
    | \n                           # a line of its own
    """,
    re.VERBOSE,
)
_CLAUSE = re.compile(r"[,;:–—](?=\s)|[，、；：]")
_SPACE = re.compile(r"\s")
_GAP = re.compile(r"\s*")
_TOKEN = re.compile(r"""[^\s("'«“]*$""")
_JOINERS = "\u200d\ufe0e\ufe0f"
"""Zero-width joiner and the variation selectors: they hold an emoji's code points together."""


class Sentences(AroundTextToSpeech):
    """Hands its speaker one piece at a time, so that the first sound waits for the first sentence only.

    Args:
        tts: the speaker.
        max_chars: the longest text that it is given.
    """

    def __init__(self, tts: TextToSpeech, *, max_chars: int = 300) -> None:
        super().__init__(tts)
        self._max_chars = max_chars

    def synthesize(self, text: str, voicing: Voicing = Voicing(), *, report: Report = ignore) -> Iterator[Pcm]:
        """The pieces' sound, one after another; reports characters."""
        parts = [part for part in pieces(speakable(text), self._max_chars) if _has_words(part)]
        spoken = _Spoken(total=sum(map(len, parts)), report=report)
        first = self._engine.synthesize(parts[0], voicing, report=spoken.listen)  # checks the options at once
        return self._stream(first, parts, voicing, spoken)

    def _stream(self, first: Iterator[Pcm], parts: list[str], voicing: Voicing, spoken: "_Spoken") -> Iterator[Pcm]:
        rate = 0
        later = (self._engine.synthesize(part, voicing, report=spoken.listen) for part in parts[1:])
        for part, blocks in zip(parts, chain([first], later), strict=True):
            try:
                for block in blocks:
                    if rate not in {0, block.rate}:
                        raise EngineFailed("The voice changed in the middle of the text; try again.", engine=self.name)
                    rate = block.rate
                    yield block
            except TextError:  # a piece such as "(*)" that this speaker finds silent
                if len(parts) == 1:
                    raise
            finally:
                close = getattr(blocks, "close", None)
                if close is not None:
                    close()
            spoken.advance(len(part))


class _Spoken:
    """Counts characters; whatever the speaker reports becomes a report of how many are done."""

    def __init__(self, total: int, report: Report) -> None:
        self._done = 0
        self._total = total
        self._report = report

    def listen(self, _progress: Progress) -> None:
        self._report(Progress("speaking", self._done, self._total, "characters"))

    def advance(self, characters: int) -> None:
        self._done += characters
        self._report(Progress("speaking", self._done, self._total, "characters"))


def _has_words(piece: str) -> bool:
    try:
        speakable(piece)
    except TextError:
        return False
    return True


def pieces(text: str, limit: int) -> Iterator[str]:
    """Yield the first sentence, then at a time as many sentences as fit `limit` characters.

    A sentence that does not fit is cut after a comma, else at a space, else hard. Nothing but space is lost.
    """
    if limit < 1:
        raise ValueError(f"a piece needs at least 1 character, not {limit}")
    start = _after_space(text, 0)
    first = True
    while start < len(text):
        end = _cut(text, start, limit, first=first)
        yield text[start:end].rstrip()
        start = _after_space(text, end)
        first = False


def _after_space(text: str, position: int) -> int:
    gap = _GAP.match(text, position)
    return gap.end() if gap else position


def _cut(text: str, start: int, limit: int, *, first: bool) -> int:
    """Where the piece that begins at `start` ends."""
    stop = min(len(text), start + limit)
    ahead = min(len(text), stop + 1)  # the patterns look one character past a mark
    ends = [m.end() for m in _END.finditer(text, start, ahead) if m.end() <= stop and _ends_sentence(text, m)]
    if first and ends:
        return ends[0]
    if stop == len(text):
        return stop
    if ends:
        return ends[-1]
    for pattern in (_CLAUSE, _SPACE):
        marks = [m.end() for m in pattern.finditer(text, start, ahead) if m.end() <= stop or pattern is _SPACE]
        if marks:
            return marks[-1]
    return _between_characters(text, start, stop)


def _ends_sentence(text: str, mark: re.Match[str]) -> bool:
    """Whether a full stop is one: not after an abbreviation, an initial, a list's number, nor before a small letter."""
    if mark.group()[:1] != "." or mark.group()[:2] == "..":
        return True
    before = _TOKEN.search(text, max(0, mark.start() - 20), mark.start())
    token = before.group() if before else ""
    if token.lower() in _ABBREVIATIONS or (len(token) == 1 and token.isupper()):
        return False
    begin = mark.start() - len(token)
    if token.isdigit() and len(token) <= 2 and (begin == 0 or text[begin - 1] == "\n"):
        return False
    follower = _after_space(text, mark.end())
    return not text[follower : follower + 1].islower()


def _between_characters(text: str, start: int, stop: int) -> int:
    """`stop`, or a little before it where it would tear an accent from its letter or an emoji apart."""
    end = stop
    while end > start and (unicodedata.combining(text[end]) or text[end] in _JOINERS or text[end - 1] == "\u200d"):
        end -= 1
    return end if end > start else stop
