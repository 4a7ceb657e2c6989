"""Labelled texts for tests of learners: four labels, in English and in Russian."""

from collections.abc import Sequence
from typing import Final

from hypotez.ports.learning import Example

__all__ = ["ASKED", "EXAMPLES", "ODD"]

_TAUGHT: Final[dict[str, str]] = {
    "greeting": """
        hello there
        hello my friend
        good morning everybody
        good morning to you
        hello and good evening
        good evening friend
        привет всем
        привет мой друг
        доброе утро друзья
        всем доброе утро
        привет и добрый вечер
        добрый вечер друг
    """,
    "music": """
        play some music
        play the next song
        please play my favourite song
        play a song by the beatles
        put on some music
        I want to listen to music
        включи музыку
        поставь следующую песню
        включи мою любимую песню
        поставь музыку погромче
        включи песню битлз
        хочу послушать музыку
    """,
    "timer": """
        set a timer for ten minutes
        set the timer to one hour
        start a timer
        wake me in twenty minutes with a timer
        timer for five minutes
        cancel the timer
        поставь таймер на десять минут
        таймер на один час
        запусти таймер
        таймер на пять минут
        останови таймер
        засеки двадцать минут на таймере
    """,
    "weather": """
        what is the weather like
        will it rain tomorrow
        is it going to rain today
        tell me the weather forecast
        how is the weather in london
        what's the forecast for rain
        какая погода сегодня
        завтра будет дождь
        прогноз погоды на завтра
        какая погода в москве
        пойдёт ли сегодня дождь
        расскажи прогноз погоды
    """,
}


def _lines(block: str) -> list[str]:
    return [line.strip() for line in block.strip().splitlines()]


EXAMPLES: Final[Sequence[Example]] = tuple(
    Example(text, label) for label, block in _TAUGHT.items() for text in _lines(block)
)
"""What learners are taught, label by label."""

ASKED: Final[Sequence[tuple[str, str, frozenset[str]]]] = (
    ("hello everybody", "greeting", frozenset({"hello", "everybody"})),
    ("please play that song", "music", frozenset({"play", "song"})),
    ("a timer for thirty minutes", "timer", frozenset({"timer", "minutes"})),
    ("the weather forecast for paris", "weather", frozenset({"weather", "forecast"})),
    ("привет друзья", "greeting", frozenset({"привет", "друзья"})),
    ("включи эту песню", "music", frozenset({"включи", "песню"})),
    ("таймер на семь минут", "timer", frozenset({"таймер", "минут"})),
    ("какая погода в париже", "weather", frozenset({"какая", "погода"})),
)
"""Texts that they were not taught, with the right label and the words that give it away."""

ODD: Final = (
    "",
    " \t\n",
    "\0",
    "play\0 music",
    "\ud800",
    "\u202eplay\u200d\ufeff",
    "👩‍👩‍👧 🎵",
    "e\u0301" * 500,
    "12:30, 50 % & £7!",
    "音楽をかけて",
    "play " * 40_000,
    "слово" * 40_000,
)
"""Texts as nobody writes them, and somebody sends them."""
