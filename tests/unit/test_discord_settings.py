"""What servers and people choose, by the real client against the loopback Discord; it is kept, and takes effect."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from blockbuster import BlockBuster, blockbuster_ctx
from hypothesis import given, settings
from hypothesis import strategies as st

from hypotez.entrypoints import discord as bot
from hypotez.entrypoints.app import App
from hypotez.entrypoints.config import Config
from hypotez.entrypoints.discord import choices, expiring
from hypotez.entrypoints.texts import Texts
from hypotez.ports.errors import StorageError
from hypotez.ports.settings import PersonSettings, ServerSettings
from hypotez.ports.speech import Voice
from hypotez.ports.storage import Feedback, Origin
from tests.e2e.loopback import Channel, Guild, NotOffered, Upload
from tests.e2e.loopback.mentions import pings
from tests.e2e.loopback.scene import WAYS, Scene, scene

EN, RU = Texts.for_language("en"), Texts.for_language("ru")
VOICES = (Voice("en-gb", ("en-GB",)), Voice("ru_RU", ("ru",)))


@pytest.fixture(autouse=True)
def blocking() -> Iterator[BlockBuster]:
    """Whatever the bot does on the event loop and blocks there raises an error."""
    with blockbuster_ctx(scanned_modules=[bot]) as blockbuster:
        yield blockbuster


@pytest.fixture
async def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Scene]:
    def make(guild: Guild) -> App:
        guild.channel("hidden").permit(guild.everyone, view_channel=False)
        guild.channel("*music*")
        tables = {"storage": {"data": str(tmp_path / "data")}, "stt": {"use": ["whisper", "google"]}}
        app = App(Config.model_validate(tables))
        monkeypatch.setattr(app, "voices", lambda: VOICES)
        return app

    async with scene(make) as here:
        yield here
        here.app.close()


def line(name: str, value: str, texts: Texts = EN) -> str:
    return f"`{name}` {texts(f'command-settings-{name}')}: **{value}**"


Choice = tuple[str, dict[str, Any], dict[str, Any], str]
CHOICES: list[Choice] = [
    ("language", {"language": "ru"}, {"language": "ru"}, "Русский"),
    ("engines", {"engines": "google, whisper"}, {"engines": ("google", "whisper")}, "google, whisper"),
    ("voice", {"voice": "ru_RU"}, {"voice": "ru_RU"}, r"ru\_RU"),
    ("transcribe", {"switch": "off"}, {"transcribe": False}, EN("settings-off")),
    ("answers", {"how": "here"}, {"speak_answers": "here"}, EN("settings-answers-here")),
    ("retention", {"days": "30"}, {"retention_days": 30}, EN("settings-days", days=30)),
    ("learning", {"switch": "on"}, {"learning": True}, EN("settings-on")),
]
"""The command's name, its options, what is kept, and how that is shown."""


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("choice", CHOICES, ids=lambda choice: choice[0])
async def test_a_choice_is_kept_and_shown(here: Scene, way: str, choice: Choice) -> None:
    name, options, kept, value = choice
    answer = await here.ask(here.owner, way, f"settings {name}", **options)
    texts = RU if (way, name) == ("prefix", "language") else EN
    first, *more = answer.content.splitlines()
    assert first == line(name, value, texts)
    assert more == ([EN("learning-server-on", prefix="/" if way == "slash" else "!")] if name == "learning" else [])
    assert answer.ephemeral is (way == "slash")
    assert here.chosen() == ServerSettings(**kept)
    shown = await here.ask(here.owner, way, "settings show")
    assert line(name, value, texts) in shown.content.splitlines()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("choice", CHOICES, ids=lambda choice: choice[0])
async def test_only_moderators_choose(here: Scene, way: str, choice: Choice) -> None:
    name, options, _, value = choice
    assert (await here.ask(here.anna, way, f"settings {name}", **options)).content == EN("rights-missing")
    assert here.chosen() == ServerSettings()
    await here.discord.give(here.guild, here.anna, here.helpers)
    await here.bot.shared.choices.servers.change(here.guild.id, roles={"moderators": frozenset({here.helpers.id})})
    assert value in (await here.ask(here.anna, way, f"settings {name}", **options)).content


async def test_a_server_is_answered_in_its_language_at_once(here: Scene) -> None:
    assert (await here.type(here.anna, "!hi")).content == EN("hi")
    await here.type(here.owner, "!settings language ru")
    assert (await here.type(here.anna, "!hi")).content == RU("hi")
    await here.type(here.owner, "!settings language auto")
    assert (await here.type(here.anna, "!hi")).content == EN("hi")


@pytest.mark.parametrize("way", WAYS)
async def test_all_choices_are_shown_in_the_readers_language(here: Scene, way: str) -> None:
    await here.bot.shared.choices.servers.change(here.guild.id, read_channel="1", transcribe_in=frozenset({"2"}))
    for texts in (EN, RU):
        await here.bot.shared.choices.people.change(here.owner.id, language=texts.language)
        here.owner.locale = texts.language
        told = (await here.ask(here.owner, way, "settings show")).content.splitlines()
        assert told[0] == texts("settings-title", prefix="/" if way == "slash" else "!")
        assert line("voice", texts("settings-default"), texts) in told
        assert line("read", "#1", texts) in told
        assert line("transcribe", "#2", texts) in told
    assert (await here.type(here.owner, "!settings")).content.splitlines()[0] == RU("settings-title", prefix="!")
    assert "!settings" in (await here.type(here.owner, "!settings nonsense")).content


@pytest.mark.parametrize("way", WAYS)
async def test_audio_is_written_down_in_the_channels_that_are_named(here: Scene, way: str) -> None:
    async def transcribe(switch: str, channel: Channel | None = None) -> str:
        options = {"switch": switch} | ({"channel": channel} if channel else {})
        return str((await here.ask(here.owner, way, "settings transcribe", **options)).content)

    music = here.guild.channels[2]
    assert await transcribe("off", here.guild.text) == EN("settings-transcribe-everywhere")
    assert await transcribe("on", here.guild.text) == line("transcribe", "#general")
    assert await transcribe("on", music) == line("transcribe", r"#\*music\*, #general")
    assert here.chosen() == ServerSettings(transcribe_in=frozenset({here.guild.text.id, music.id}))
    assert await transcribe("on") == line("transcribe", EN("settings-everywhere"))


@pytest.mark.parametrize("way", WAYS)
async def test_one_channel_is_read_aloud_or_none(here: Scene, way: str) -> None:
    answer = await here.ask(here.owner, way, "settings read", channel=here.guild.text)
    assert answer.content == line("read", "#general")
    assert here.chosen().read_channel == here.guild.text.id
    assert (await here.ask(here.owner, way, "settings read")).content == line("read", EN("settings-off"))
    assert here.chosen().read_channel is None


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", ["read", "transcribe"])
async def test_nobody_has_the_bot_look_where_they_cannot(here: Scene, way: str, name: str) -> None:
    await here.discord.give(here.guild, here.anna, here.helpers)
    await here.bot.shared.choices.servers.change(here.guild.id, roles={"moderators": frozenset({here.helpers.id})})
    before = here.chosen()
    options = {"switch": "on"} if name == "transcribe" else {}
    for person in (here.anna, here.owner):  # the bot does not see it either
        answer = await here.ask(person, way, f"settings {name}", **options, channel=here.guild.channels[1])
        assert answer.content == EN("settings-channel-hidden")
    assert here.chosen() == before


@pytest.mark.parametrize("typed", ["read #nothing", "read 1", "transcribe off #nothing", "role keepers nobody"])
async def test_what_cannot_be_found_changes_nothing(here: Scene, typed: str) -> None:
    await here.bot.shared.choices.servers.change(here.guild.id, read_channel="1", transcribe_in=frozenset({"2"}))
    before = here.chosen()
    key = "role-unknown" if typed.startswith("role") else "channel-unknown"
    assert (await here.type(here.owner, f"!settings {typed}")).content == EN(key)
    assert here.chosen() == before


@pytest.mark.parametrize("way", WAYS)
async def test_a_role_is_given_a_group_of_commands_and_loses_it(here: Scene, way: str) -> None:
    await here.discord.give(here.guild, here.anna, here.helpers)
    assert (await here.type(here.anna, "!feedbacks")).content == EN("rights-missing")
    default = EN("settings-default")
    for change, names in (("add", "helpers"), ("remove", default)):
        options = {"group": "moderators", "role": here.helpers, "change": change}
        told = (await here.ask(here.owner, way, "settings role", **options)).content
        assert told == line(
            "role", f"speakers: {default}; trainers: {default}; keepers: {default}; moderators: {names}"
        )
        may = (await here.type(here.anna, "!feedbacks")).content
        assert may == EN("feedbacks-none" if change == "add" else "rights-missing")
        assert (await here.ask(here.owner, way, "settings role", group="moderators")).content == told


@pytest.mark.parametrize("way", WAYS)
async def test_who_was_let_in_by_a_role_lets_in_nobody_else(here: Scene, way: str) -> None:
    await here.discord.give(here.guild, here.anna, here.helpers)
    await here.bot.shared.choices.servers.change(here.guild.id, roles={"moderators": frozenset({here.helpers.id})})
    answer = await here.ask(here.anna, way, "settings role", group="keepers", role=here.helpers)
    assert answer.content == EN("rights-managers")
    shown = await here.ask(here.anna, way, "settings role", group="keepers")
    assert "moderators: helpers" in shown.content
    assert "keepers" not in here.chosen().roles


async def test_settings_are_for_servers(here: Scene) -> None:
    private = here.discord.direct(here.anna)
    assert (await here.type(here.anna, "!settings show", private)).content == EN("rights-private")
    with pytest.raises(NotOffered):
        await here.discord.slash(private, here.anna, "settings show")


async def test_what_may_be_chosen_is_offered_to_moderators(here: Scene) -> None:
    assert await here.offered(here.owner, "settings engines", "engines") == ["auto", "whisper", "google"]
    assert await here.offered(here.owner, "settings engines", "engines", "google,") == ["google, whisper"]
    assert await here.offered(here.owner, "settings voice", "voice", "RU") == ["ru_RU"]
    assert await here.offered(here.owner, "settings retention", "days", "3") == ["30", "365"]
    assert await here.offered(here.anna, "settings voice", "voice") == []


@pytest.mark.parametrize("way", WAYS)
async def test_an_engine_that_the_config_does_not_allow_is_refused(here: Scene, way: str) -> None:
    answer = await here.ask(here.owner, way, "settings engines", engines="whisper, pocketsphinx")
    assert answer.content == EN("settings-engine-unknown", known="google, whisper")
    assert here.chosen() == ServerSettings()


@pytest.mark.parametrize("way", WAYS)
async def test_a_choice_that_cannot_be_kept_is_told_and_does_not_hold(
    here: Scene, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise StorageError("The disk is full.")

    monkeypatch.setattr(here.bot.shared.choices.servers, "_keep", refuse)
    assert EN("error-storage") in (await here.ask(here.owner, way, "settings answers", how="never")).content
    assert EN("settings-answers-come") in (await here.ask(here.owner, way, "settings show")).content


async def test_what_cannot_be_read_lets_nobody_in_and_is_not_taken_for_nothing(
    here: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    await here.ask(here.owner, "prefix", "settings role", group="speakers", role=here.helpers)
    servers = here.bot.shared.choices.servers
    for error in (StorageError("The disk is gone."), None):
        for name, options in (("skip", {}), ("settings transcribe", {"switch": "off"})):
            servers.forget(here.guild.id)
            monkeypatch.setattr(servers, "_read", broken(error))
            monkeypatch.setattr(choices, "PATIENCE", 0.05)
            told = await here.ask(here.owner, "slash", name, **options)
            assert told.content.startswith(EN("error-storage"))
        servers.forget(here.guild.id)
        await here.discord.send(here.guild.text, "", [Upload("a.wav", b"sound")], author=here.anna)
        told = await here.discord.wait_message(here.guild.text)
        assert told.content.startswith(EN("error-storage")), "perhaps the server does not want it written down"
    monkeypatch.undo()
    await asyncio.sleep(0.5)
    assert here.chosen().roles == {"speakers": frozenset({here.helpers.id})}
    assert here.chosen().transcribe


def broken(error: Exception | None) -> Callable[[str], ServerSettings]:
    """Reading that fails with `error`, or that takes too long."""

    def read(_: str) -> ServerSettings:
        time.sleep(0.3)
        if error:
            raise error
        return ServerSettings()

    return read


@pytest.mark.parametrize("way", WAYS)
async def test_a_person_chooses_their_language(here: Scene, way: str) -> None:
    answer = await here.ask(here.anna, way, "language", language="ru")
    texts = EN if way == "slash" else RU  # her Discord is English
    assert answer.content == texts("language-chosen", language="Русский")
    assert (await here.type(here.anna, "!hi")).content == RU("hi")
    assert (await here.type(here.anna, "!hi", here.discord.direct(here.anna))).content == RU("hi")
    assert here.app.settings.person(here.anna.id) == PersonSettings(language="ru")
    assert (await here.ask(here.anna, way, "language")).content == texts("language-chosen", language="Русский")
    assert (await here.ask(here.anna, way, "language", language="auto")).content == EN("language-open")
    assert (await here.type(here.anna, "!hi")).content == EN("hi")
    told = (await here.type(here.anna, "!language de")).content
    assert told == EN("settings-language-unknown", known="en, ru")


async def test_a_slash_command_is_answered_in_the_language_of_the_persons_discord(here: Scene) -> None:
    await here.bot.shared.choices.people.change(here.boris.id, language="en")
    told = await here.ask(here.boris, "slash", "language")
    assert told.content == RU("language-chosen", language="English")
    assert (await here.ask(here.boris, "slash", "hi")).content == RU("hi")
    assert (await here.type(here.boris, "!hi")).content == EN("hi")


async def test_what_is_older_than_the_server_wants_goes_by_itself(tmp_path: Path) -> None:
    def make(guild: Guild) -> App:
        app = App(Config.model_validate({"storage": {"data": str(tmp_path / "data")}}))
        old = Feedback("0" * 12, datetime.now(UTC) - timedelta(days=3), Origin(guild.id), "old")
        app.records.add(old)
        app.settings.keep_server(guild.id, ServerSettings(retention_days=2))
        return app

    async with scene(make) as here:
        await here.discord.until(lambda: not list(here.app.records.list(Feedback)))
        here.app.close()


async def test_a_look_that_fails_is_not_the_last(here: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    looks = []

    def refuse() -> int:
        looks.append(1)
        raise StorageError("The disk is full.")

    monkeypatch.setattr(here.app, "expire", refuse)
    monkeypatch.setattr(expiring, "PAUSE", 0.01)
    cog = expiring.Expiring(here.bot.shared)
    await cog.cog_load()
    await here.discord.until(lambda: len(looks) > 1)
    await cog.cog_unload()


@settings(max_examples=5)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=200), min_size=15, max_size=15))
def test_whatever_is_typed_is_answered_and_breaks_nothing(values: list[str]) -> None:
    def make(guild: Guild) -> App:
        app = App(Config.model_validate({"storage": {"url": "sqlite://"}, "stt": {"use": ["whisper"]}}))
        app.voices = lambda: VOICES  # type: ignore[assignment,method-assign]
        app.settings.keep_server(guild.id, ServerSettings(roles={"moderators": frozenset({guild.everyone.id})}))
        return app

    async def hold() -> None:
        async with scene(make) as here:
            for value in values:
                eve = here.discord.person("Eve")
                for name, option in (("engines", "engines"), ("voice", "voice"), ("retention", "days")):
                    answer = await here.ask(eve, "slash", f"settings {name}", **{option: value})
                    assert answer.content
                    assert EN("error-unexpected") not in answer.content
                    assert not pings(answer)
                for name in ("settings", "settings language", "settings transcribe", "settings role", "language"):
                    answer = await here.type(eve, f"!{name} {value}")
                    assert EN("error-unexpected") not in answer.content
                    assert not pings(answer)
            here.app.close()

    asyncio.run(hold())
