"""What is spoken of a written message: names for mentions, words for links, emoji and code, and no marks."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlsplit

import discord

from hypotez.entrypoints.discord.messages import beginning
from hypotez.entrypoints.texts import Texts

__all__ = ["LONGEST", "Names", "named_in", "spoken", "spoken_name"]

LONGEST: Final = 500
"""Characters that are spoken of a message: about half a minute."""
NAME: Final = 40
"""Characters that are spoken of a name."""

Names = Callable[[str, int], str | None]
"""The name behind a mention: its mark (`@`, `@&` for roles, `#` for channels) and the id; None where it is unknown."""

TOKENS: Final = re.compile(
    r"""
      (?P<code>```.*?``` | (?<!`)(?P<ticks>`{1,2})(?!`).+?(?<!`)(?P=ticks)(?!`))
    | (?P<spoiler>\|\|.+?\|\|)
    | <(?P<mark>@!?|@&|\#)(?P<id>\d{1,20})>
    | <a?:(?P<emoji>\w{1,40}):\d{1,20}>
    | </(?P<command>[^:<>\n]{1,100}):\d{1,20}>
    | <t:(?P<time>-?\d{1,15})(?::(?P<style>[tTdDfFsSR]))?>
    | <id:\w{1,20}>
    | \[(?P<title>[^\]\n]{1,200})\]\(<?https?://[^\s<>]{1,2000}?>?\)
    | <?(?P<link>https?://[^\s<>|`]+)>?
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
MARKS: Final = re.compile(
    r"""
      ^[ ]{0,3}(?:\#{1,3}|-\#|>{1,3}|[-*+])[ ]+  # a heading, a quotation, an entry of a list
    | \\(?=[^\w\s])                              # what keeps the next mark from being one
    | [*~|]{2,}
    | (?<![\w\s])[*_]|[*_](?![\w\s])             # beside a sign
    | (?:(?<=\s)|^)[*_](?=\S)|(?<=\S)[*_](?=\s|$)
    """,
    re.VERBOSE | re.MULTILINE,
)
EMOJI: Final = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\u2190-\u21ff\u20e3\ufe0f]+")
REPEATED: Final = re.compile(r"([^\d\s]{1,4}?)\1{3,}")
LEFT: Final = re.compile(r"`+|<+(?=@)|:/{2,}")
"""What is left of markup that is none, and no engine should spell."""

BEFORE_SIGN: Final = re.compile(r"\s+(?=[,.;:!?](?:\s|$))")


def nobody(_mark: str, _id: int) -> None:
    """Know no names."""


def spoken(text: str, texts: Texts, names: Names = nobody, *, most: int = LONGEST) -> str:
    """Return what to say of `text`, in at most `most` characters; empty where only emoji and marks are in it.

    The words that are put in are those of `texts`.
    """
    text = readable(text[: 16 * most])
    text = TOKENS.sub(lambda found: f" {said(found, texts, names)} ", text)
    text = EMOJI.sub(" ", MARKS.sub("", text).replace("_", " "))
    text = REPEATED.sub(r"\1\1\1", text)
    text = BEFORE_SIGN.sub("", " ".join(LEFT.sub(" ", text).split()))
    if len(text) <= most:
        return text
    rest = texts("voice-and-so-on")
    return f"{beginning(text, most - len(rest) - 1)} {rest}"


def spoken_name(name: str, texts: Texts) -> str:
    """Return how somebody is called; a name of emoji only is "somebody"."""
    return spoken(beginning(name, NAME), texts, most=2 * NAME) or texts("voice-somebody")


def named_in(guild: discord.Guild | None, people: Iterable[discord.User | discord.Member] = ()) -> Names:
    """Return who and what is mentioned in a message of `guild`; `people` are those that it came with."""
    known = {person.id: person.display_name for person in people}

    def name(mark: str, id: int) -> str | None:
        if mark == "@" and id in known:
            return known[id]
        if guild is None:
            return None
        found = {"@": guild.get_member, "@&": guild.get_role, "#": guild.get_channel_or_thread}[mark](id)
        return getattr(found, "display_name", None) or getattr(found, "name", None)

    return name


def readable(text: str) -> str:
    """Return `text` without what has no sound: control and formatting characters, halves of characters."""
    kept = (letter if unicodedata.category(letter)[0] != "C" else "\n" if letter == "\n" else "" for letter in text)
    return "".join(kept)


def said(found: re.Match[str], texts: Texts, names: Names) -> str:
    """Return the words for one piece of markup."""
    match found.lastgroup:
        case "code" | "spoiler" as kind:
            return texts(f"voice-{kind}")
        case "id":
            return mentioned(found["mark"].rstrip("!"), int(found["id"]), texts, names)
        case "emoji" | "command" | "title":
            return found[found.lastgroup].replace("_", " ")
        case "time" | "style":
            return moment(int(found["time"]), found["style"] or "f", texts)
        case "link":
            return link(found["link"], texts)
        case _:
            return ""


def mentioned(mark: str, id: int, texts: Texts, names: Names) -> str:
    """Return the name of whom or what is mentioned; it is somebody's own words, so it is cleaned as they are."""
    name = names(mark, id)
    unknown = {"@": "voice-somebody", "@&": "voice-role", "#": "voice-channel"}[mark]
    return (name and spoken(beginning(name, NAME), texts, most=2 * NAME)) or texts(unknown)


def link(address: str, texts: Texts) -> str:
    """Return where a link leads, not how."""
    host = None
    with suppress(ValueError):
        host = urlsplit(address).hostname
    return (
        texts("voice-link", host=host.removeprefix("www.")) if host and "." in host else texts("voice-link-somewhere")
    )


def moment(seconds: int, style: str, texts: Texts) -> str:
    """Return a time stamp as a date, a time, or both, in UTC."""
    try:
        when = datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return texts("voice-sometime")
    month = texts("voice-months").split(", ")[when.month - 1]
    date = texts("voice-date", day=str(when.day), month=month, year=str(when.year))
    time = f"{when:%H:%M} UTC"
    return date if style in "dDR" else time if style in "tT" else f"{date} {time}"
