"""The commands for voice channels, with the real client against the loopback Discord and a speaker that notes all."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field

import numpy as np
import pytest
from blockbuster import BlockBuster, blockbuster_ctx

from hypotez.entrypoints.config import Config, DiscordConfig
from hypotez.entrypoints.discord import cooldowns
from hypotez.entrypoints.discord.bot import HypotezBot
from hypotez.entrypoints.discord.voice.line import Line
from hypotez.entrypoints.texts import Texts
from hypotez.ports.audio import Pcm
from hypotez.ports.errors import EngineFailed
from hypotez.ports.progress import Progress, ignore
from hypotez.ports.speech import Attempt, Voice
from tests.e2e.loopback import Loopback, Upload, User, VoiceRoom
from tests.e2e.loopback.in_process import FakeApp, running

EN, RU = Texts.for_language("en"), Texts.for_language("ru")
RATE = 24_000


class Told:
    """Speech that tells who was tried in vain."""

    def __init__(self, blocks, attempts):
        self._blocks, self.attempts = blocks, attempts

    def __iter__(self):
        return self._blocks


@dataclass
class SpeakingApp(FakeApp):
    """Speaks each text for a fifth of a second, or until `gate` is set. `said`: texts, voices, languages.

    `vain`: the attempts before it speaks.
    """

    said: list[tuple[str, str | None, str | None]] = field(default_factory=list)
    gate: threading.Event = field(default_factory=threading.Event)
    vain: tuple[Attempt, ...] = ()

    def __post_init__(self) -> None:
        self.gate.set()

    def speak(self, text, *, language, voice, report=ignore, **factors):
        self.said.append((text, voice, language))
        if "fail" in text:
            raise EngineFailed("/secret is to blame")
        return Told(self._blocks(report), self.vain)

    def _blocks(self, report):
        wave = np.sin(2 * np.pi * 440 * np.arange(RATE // 5) / RATE) * 10_000
        yield Pcm(wave.astype("<i2").tobytes(), RATE)
        while not self.gate.is_set():
            report(Progress("speaking"))
            time.sleep(0.01)

    def voices(self):
        return (Voice("anna", ("en-GB", "en")), Voice("boris", ("ru",)), Voice("*odd*", ("de",)))

    @property
    def texts(self) -> list[str]:
        return [text for text, _, _ in self.said]


@pytest.fixture(autouse=True)
def blocking() -> Iterator[BlockBuster]:
    """Whatever hypotez does on the event loop and blocks there raises an error."""
    import hypotez

    with blockbuster_ctx(scanned_modules=[hypotez]) as blockbuster:
        yield blockbuster


class Scene:
    """A server with two rooms, Anna in one of them, Ben in none, and the bot, which is spoken to in a text channel."""

    def __init__(self, discord: Loopback) -> None:
        self.discord = discord
        self.guild = discord.guild()
        self.text = self.guild.text
        self.lounge, self.kitchen = self.guild.voice("lounge"), self.guild.voice("kitchen")
        self.anna, self.ben = discord.person("Anna"), discord.person("Ben")
        self.app = SpeakingApp()
        self.bot: HypotezBot

    async def says(self, who: User, text: str) -> str:
        """What comes back when somebody writes that."""
        await self.discord.send(self.text, text, author=who)
        return (await self.discord.wait_message(self.text)).content

    async def slash(self, who: User, name: str, **options: object) -> str:
        asked = await self.discord.slash(self.text, who, name, **options)
        return (await asked.answer()).content

    async def sends(self, who: User, text: str) -> None:
        """Somebody sends audio with that text, and has it answered."""
        await self.discord.send(self.text, "", [Upload("note.wav", text.encode())], author=who)
        assert (await self.discord.wait_message(self.text)).content == text

    async def choose(self, **choices: object) -> None:
        await self.bot.shared.choices.servers.change(self.guild.id, **choices)

    async def spoken(self, *texts: str) -> None:
        """Wait until these were given to the speaker, and nothing else."""
        await self.discord.until(lambda: len(self.app.texts) >= len(texts))
        assert self.app.texts == list(texts)


@pytest.fixture
def config() -> Config:
    """What whoever runs the bot has written; a test may have something else."""
    return Config()


@pytest.fixture
async def scene(config: Config) -> AsyncIterator[Scene]:
    async with Loopback() as discord:
        scene = Scene(discord)
        await scene.lounge.enter(scene.anna)
        async with running(discord, scene.app, config) as scene.bot:
            await scene.bot.wait_until_ready()
            await discord.until(lambda: discord.commands.get(""))
            yield scene


def written(**discord: float) -> pytest.MarkDecorator:
    """Let the config say that in its table [discord]."""
    return pytest.mark.parametrize("config", [Config(discord=DiscordConfig(**discord))], ids=[next(iter(discord))])


def here(room: VoiceRoom) -> str:
    return f"<#{room.channel.id}>"


async def test_join_comes_to_the_author_and_leave_goes(scene: Scene) -> None:
    assert await scene.says(scene.anna, "!join") == EN("voice-joined", channel=here(scene.lounge))
    assert scene.discord.me in scene.lounge.people
    assert await scene.slash(scene.anna, "leave") == EN("voice-left")
    assert scene.discord.me not in scene.lounge.people
    assert await scene.says(scene.anna, "!leave") == EN("voice-not-here")


async def test_join_takes_the_name_of_a_channel_and_moves(scene: Scene) -> None:
    await scene.says(scene.anna, "!join")
    assert await scene.says(scene.anna, "!join kitchen") == EN("voice-joined", channel=here(scene.kitchen))
    assert scene.discord.me in scene.kitchen.people
    assert await scene.slash(scene.anna, "join", channel=scene.lounge.channel) == EN(
        "voice-joined", channel=here(scene.lounge)
    )
    assert scene.discord.me in scene.lounge.people
    assert await scene.says(scene.anna, "!join nowhere") == EN("voice-unknown-channel")


async def test_who_is_nowhere_is_told_so_in_their_language(scene: Scene) -> None:
    assert await scene.says(scene.ben, "!join") == EN("voice-author-nowhere")
    assert await scene.says(scene.ben, "!say hello") == EN("voice-author-nowhere")
    boris = scene.discord.person("Boris", locale="ru")
    assert await scene.slash(boris, "join") == RU("voice-author-nowhere")


async def test_nobody_brings_the_bot_where_they_may_not_go(scene: Scene) -> None:
    await scene.discord.permit(scene.kitchen.channel, scene.anna, connect=False)
    await asyncio.sleep(0.1)
    assert await scene.says(scene.anna, "!join kitchen") == EN("voice-not-yours", channel=here(scene.kitchen))
    await scene.discord.permit(scene.kitchen.channel, scene.anna, view_channel=False)
    await asyncio.sleep(0.1)
    assert await scene.says(scene.anna, "!join kitchen") == EN("voice-unknown-channel")


async def test_say_comes_by_itself_and_speaks_without_marks(scene: Scene) -> None:
    assert await scene.says(
        scene.anna, f"!say **hello** <@{scene.anna.id}>, at <t:0:d> see https://example.org/x"
    ) == EN("voice-saying")
    assert await scene.lounge.heard()
    assert scene.app.said == [("hello Anna, at January 1, 1970 see a link to example.org", None, "en")]


async def test_what_is_said_while_the_bot_is_just_coming_is_said_once_it_is_there(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    coming, go_on = asyncio.Event(), asyncio.Event()

    async def slowly(line: Line) -> None:
        coming.set()
        await go_on.wait()

    monkeypatch.setattr(Line, "sealed", slowly)
    await scene.discord.send(scene.text, "!join", author=scene.anna)
    await coming.wait()
    asked = await scene.discord.send(scene.text, "!say hello", author=scene.ben)
    with pytest.raises(TimeoutError):
        await scene.discord.wait_message(scene.text, 0.5)
    go_on.set()
    answers = [await scene.discord.wait_message(scene.text) for _ in range(2)]
    assert [answer.content for answer in answers if answer.reply_to == asked.id] == [EN("voice-saying")]
    assert await scene.lounge.heard()


async def test_there_must_be_something_to_say(scene: Scene) -> None:
    assert await scene.says(scene.anna, "!say 🎉") == EN("voice-nothing")


@pytest.mark.parametrize("way", ["prefix", "slash"])
async def test_who_has_something_said_is_told_once_where_another_engine_speaks(scene: Scene, way: str) -> None:
    scene.app.vain = (Attempt("gtts", "engine-unreachable", "/secret cannot be reached."),)
    told = EN("spoken-instead", engine="gtts", reason=EN("error-engine-unreachable"))
    if way == "slash":
        asked = await scene.discord.slash(scene.text, scene.anna, "say", text="one")
        assert (await asked.answer()).content == EN("voice-saying")
        follow = await asked.answer()
        assert (follow.content, follow.ephemeral) == (told, True)
    else:
        assert await scene.says(scene.anna, "!say one") == EN("voice-saying")
        assert (await scene.discord.wait_message(scene.text)).content == told
    await scene.sends(scene.anna, "an answer")
    await scene.says(scene.anna, "!say two")
    await scene.spoken("one", "Anna says: an answer", "two")
    await scene.discord.until(lambda: not scene.bot.voice.talking.voices.queue(scene.bot.guilds[0]))
    assert await scene.says(scene.anna, "!hi") == EN("hi")
    scene.app.vain = (Attempt("gtts", "engine-quota", "It has had enough."),)
    assert await scene.says(scene.anna, "!say three") == EN("voice-saying")
    again = EN("spoken-instead", engine="gtts", reason=EN("error-engine-quota"))
    assert (await scene.discord.wait_message(scene.text)).content == again


async def test_a_text_in_another_script_is_read_by_a_voice_that_can(scene: Scene) -> None:
    await scene.says(scene.anna, "!voice anna")
    for said in ("hello", "привет, как дела", "met Пётр yesterday evening", "καλημέρα"):
        await scene.says(scene.anna, f"!say {said}")
    await scene.discord.until(lambda: len(scene.app.said) == 4)
    assert [(voice, language) for _, voice, language in scene.app.said] == [
        ("anna", "en-GB"),
        (None, "ru"),
        ("anna", "en-GB"),
        ("anna", "en-GB"),
    ], "where there is no voice for it, the person's own tries"
    await scene.says(scene.anna, "!voice boris")
    await scene.says(scene.anna, "!say ещё раз")
    await scene.discord.until(lambda: len(scene.app.said) == 5)
    assert scene.app.said[-1][1:] == ("boris", "ru")


@written(voice_queue=1)
async def test_the_config_says_how_many_texts_may_wait(scene: Scene) -> None:
    scene.app.gate.clear()
    assert await scene.says(scene.anna, "!say one") == EN("voice-saying")
    assert await scene.says(scene.anna, "!say two") == EN("voice-queue-full", count=1)
    scene.app.gate.set()


@written(voice_alone=1)
async def test_the_config_says_for_how_long_an_empty_channel_is_kept(scene: Scene) -> None:
    await scene.says(scene.anna, "!join")
    await scene.lounge.leave(scene.anna)
    await asyncio.sleep(0.5)
    assert scene.discord.me in scene.lounge.people
    await scene.discord.until(lambda: scene.discord.me not in scene.lounge.people)


@written(voice_connect=1)
async def test_the_config_says_for_how_long_a_connection_is_tried(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def unheard(*_: object) -> None:
        """Discord does not answer that the bot has come in."""

    monkeypatch.setattr(scene.discord.voice, "place", unheard)
    began = time.monotonic()
    assert await scene.says(scene.anna, "!join") == EN("voice-unreachable", channel=here(scene.lounge))
    assert 1 <= time.monotonic() - began < 10


async def test_skip_and_stop_end_what_is_said(scene: Scene) -> None:
    assert await scene.says(scene.anna, "!skip") == EN("voice-not-here")
    scene.app.gate.clear()
    await scene.says(scene.anna, "!say one")
    assert await scene.says(scene.anna, "!say two") == EN("voice-queued", count=1)
    assert await scene.says(scene.anna, "!say three") == EN("voice-queued", count=2)
    await scene.spoken("one")
    assert await scene.says(scene.anna, "!skip") == EN("voice-skipped")
    await scene.spoken("one", "two")
    assert await scene.slash(scene.anna, "stop") == EN("voice-stopped")
    assert await scene.says(scene.anna, "!stop") == EN("voice-silent")
    assert await scene.says(scene.anna, "!skip") == EN("voice-silent")
    assert scene.app.texts == ["one", "two"]


async def test_the_volume_is_the_servers_and_holds_after_leaving(scene: Scene) -> None:
    assert await scene.says(scene.anna, "!volume") == EN("voice-volume", percent=100)
    assert await scene.says(scene.anna, "!volume 50") == EN("voice-volume-now", percent=50)
    await scene.says(scene.anna, "!say hello")
    quiet = np.abs(np.frombuffer(await scene.lounge.heard(), "<i2")).max()
    assert await scene.slash(scene.anna, "volume", percent=100) == EN("voice-volume-now", percent=100)
    await scene.says(scene.anna, "!say hello")
    loud = np.abs(np.frombuffer(await scene.lounge.heard(), "<i2")).max()
    assert loud / quiet == pytest.approx(2, rel=0.2)


@pytest.mark.parametrize("typed", ["201", "-1", "loud"])
async def test_a_volume_that_is_none_is_answered_with_the_usage(scene: Scene, typed: str) -> None:
    told = await scene.says(scene.anna, f"!volume {typed}")
    assert told == f"{EN('command-usage', usage='!volume [percent]')}\n- `percent` {EN('command-volume-percent')}"
    assert "0 to 200" in told


async def test_each_person_has_a_voice_of_their_own(scene: Scene) -> None:
    assert await scene.says(scene.anna, "!voice") == EN("voice-default", language="en")
    assert await scene.says(scene.anna, "!voice Boris") == EN("voice-yours-now", name="boris")
    assert await scene.slash(scene.anna, "voice") == EN("voice-yours", name="boris")
    await scene.says(scene.anna, "!say привет `x`")
    await scene.spoken("привет код")
    assert scene.app.said[-1][1:] == ("boris", "ru")
    assert await scene.says(scene.anna, "!voice nobody") == EN("voice-unknown", prefix="!")
    assert await scene.says(scene.anna, "!voice default") == EN("voice-default-now")


async def test_voices_are_listed_and_completed(scene: Scene) -> None:
    assert await scene.says(scene.anna, "!voices") == "anna (en-GB, en)\nboris (ru)\n\\*odd\\* (de)"
    assert await scene.slash(scene.anna, "voices", language="ru") == "boris (ru)"
    assert await scene.says(scene.anna, "!voices xx") == EN("voice-none")
    offered = await scene.discord.autocomplete(scene.text, scene.anna, "voice", "name", "bo")
    assert [choice["value"] for choice in offered] == ["boris"]


async def test_the_language_is_the_persons_else_the_servers(scene: Scene) -> None:
    await scene.choose(language="ru")
    await scene.says(scene.anna, "!say one")
    await scene.spoken("one")
    await scene.bot.shared.choices.people.change(scene.anna.id, language="en")
    await scene.says(scene.anna, "!say two")
    await scene.spoken("one", "two")
    assert [language for _, _, language in scene.app.said] == ["ru", "en"]


async def test_who_lacks_the_role_is_refused(scene: Scene) -> None:
    await scene.choose(roles={"speakers": frozenset({"1"})})
    for typed in ("!join", "!say hello", "!volume 10", "!stop"):
        assert await scene.says(scene.anna, typed) == EN("rights-missing")
    assert not scene.app.said


async def test_what_cannot_be_said_is_told_afterwards_without_secrets(scene: Scene) -> None:
    assert await scene.says(scene.anna, "!say this will fail") == EN("voice-saying")
    later = (await scene.discord.wait_message(scene.text)).content
    assert later.startswith(EN("error-engine-failed"))
    assert "secret" not in later


async def test_saying_too_much_too_fast_must_wait(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cooldowns, "SECONDS", 60.0)
    answers = [await scene.says(scene.anna, f"!say {number}") for number in range(6)]
    assert "try again" in answers[-1]
    assert not any("try again" in answer for answer in answers[:-1])


async def test_an_answer_is_spoken_where_its_author_is(scene: Scene) -> None:
    for text in ("hello there", "and more"):
        await scene.sends(scene.anna, text)
    await scene.spoken("Anna says: hello there", "and more")
    assert scene.discord.me in scene.lounge.people


@pytest.mark.parametrize("wanted", ["never", "here"])
async def test_an_answer_is_not_spoken_where_the_server_does_not_want_it(scene: Scene, wanted: str) -> None:
    await scene.choose(speak_answers=wanted)
    await scene.sends(scene.anna, "hello")
    await asyncio.sleep(0.2)
    assert not scene.app.said
    assert scene.discord.me not in scene.lounge.people


async def test_an_answer_does_not_call_the_bot_away(scene: Scene) -> None:
    await scene.kitchen.enter(scene.ben)
    await scene.says(scene.ben, "!join")
    await scene.sends(scene.anna, "hello")
    await asyncio.sleep(0.2)
    assert not scene.app.said
    assert scene.discord.me in scene.kitchen.people


async def test_one_channel_may_be_read_aloud_with_the_names_of_who_writes(scene: Scene) -> None:
    await scene.choose(read_channel=scene.text.id)
    await scene.discord.send(scene.text, "hello :)", author=scene.anna)
    await scene.discord.until(lambda: scene.app.said)
    await scene.discord.send(scene.text, "how are you?", author=scene.anna)
    await scene.discord.send(scene.text, "||fine||", author=scene.ben)
    await scene.discord.send(scene.text, "🎉", author=scene.ben)
    await scene.spoken("Anna says: hello :)", "how are you?", "Ben says: spoiler")


async def test_nothing_is_read_aloud_unless_the_server_wants_it(scene: Scene) -> None:
    await scene.says(scene.anna, "!join")
    await scene.discord.send(scene.text, "hello", author=scene.anna)
    assert await scene.says(scene.anna, "!stop") == EN("voice-silent")
    assert not scene.app.said


async def test_a_refusal_for_good_is_told_where_the_bot_was_called(scene: Scene) -> None:
    await scene.says(scene.anna, "!join")
    await scene.lounge.ready()
    await scene.lounge.close(4017)
    told = await scene.discord.wait_message(scene.text)
    assert told.content == EN("voice-closed-encryption", channel=here(scene.lounge))
