"""What is wrong with a transcript stands under it, in its reader's language."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from hypotez.domain.keep import not_kept
from hypotez.entrypoints.discord.messages import LIMIT, units
from hypotez.entrypoints.discord.remarks import MOST, remarks
from hypotez.entrypoints.discord.transcripts import transcript_reply
from hypotez.entrypoints.texts import Texts
from hypotez.ports.notices import notice
from hypotez.ports.speech import Transcript
from hypotez.ports.storage import TranscriptRecord
from tests.e2e.loopback import Guild, Loopback, Upload, User
from tests.e2e.loopback.in_process import FakeApp, running

EN, RU = Texts.for_language("en"), Texts.for_language("ru")


class Careless(FakeApp):
    """Hears of a file that breaks off, and cannot keep what it heard."""

    def transcribe_and_keep(self, source, *, origin, **how) -> TranscriptRecord:
        heard = super().transcribe_and_keep(source, origin=origin, **how).transcript
        warned = replace(heard, warnings=(notice("broken-off", seconds="0.45"),))
        return not_kept(warned, origin, notice("not-kept", why="The disk /secret is full."))


async def test_the_sender_reads_what_is_wrong_in_their_language_and_no_path(
    discord: Loopback, guild: Guild, anna: User
) -> None:
    async with running(discord, Careless()) as bot:
        for texts, language in ((EN, "en"), (RU, "ru")):
            await bot.shared.choices.people.change(anna.id, language=language)
            for said, shown in (("hello", "hello"), ("", texts("transcript-silent"))):
                await discord.send(guild.text, "", [Upload("a.wav", said.encode())], author=anna)
                told = (await discord.wait_message(guild.text)).content
                assert told.splitlines() == [
                    shown,
                    f"-# {texts('notice-broken-off', seconds=texts.number('0.45'))}",
                    f"-# {texts('notice-not-kept')}",
                ]


def test_where_nothing_is_kept_by_choice_nothing_is_said_of_it() -> None:
    assert remarks(Transcript("", warnings=(notice("keeps-nothing"),)), EN) == ""


def test_a_warning_of_somebody_elses_is_shown_once_on_one_line_and_without_its_marks() -> None:
    warned = Transcript("", warnings=("It is *loud*\n# here", "It is *loud*\n# here"))
    assert remarks(warned, RU) == "\n-# It is \\*loud\\* # here"


@given(st.text(), st.text(), st.lists(st.text(max_size=400)), st.sampled_from([None, "srt", "json"]))
def test_a_reply_fits_a_message_whatever_was_said_and_warned(text, title, warnings, format) -> None:
    warned = Transcript(text * 50, warnings=tuple(warnings))
    shown = remarks(warned, EN)
    assert units(shown) <= MOST
    reply = transcript_reply(warned, EN, title=title[:100], format=format)
    assert units(reply.content) <= LIMIT
    assert reply.content.endswith(shown)
