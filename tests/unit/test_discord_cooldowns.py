"""Menus and buttons are held to the commands' cooldown, with the real client against the loopback Discord."""

import pytest

from hypotez.entrypoints.discord import cooldowns
from hypotez.entrypoints.discord.cooldowns import SECONDS, USES, Cooldowns, Uses
from hypotez.entrypoints.discord.refusal import Refusal
from hypotez.entrypoints.texts import Texts
from hypotez.ports.storage import Feedback
from tests.e2e.loopback import Guild, Loopback, Upload, User
from tests.e2e.loopback.in_process import FakeApp, running

EN = Texts.for_language("en")
WAITS = {EN("command-cooldown", seconds=seconds) for seconds in range(1, 61)}


async def test_whoever_uses_a_menu_or_a_button_too_often_is_told_to_wait_and_nobody_else_is(
    discord: Loopback, guild: Guild, anna: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cooldowns, "SECONDS", 60.0)
    app, ben = FakeApp(), discord.person("Ben")
    async with running(discord, app):
        await discord.until(lambda: discord.commands.get(""))
        await discord.send(guild.text, "", [Upload("a.wav", b"hello")], author=anna)
        shown = await discord.wait_message(guild.text)
        good, bad = (control["custom_id"] for control in shown.controls[1:3])
        empty = await discord.send(guild.text, "no audio", author=anna)
        for use in (
            lambda user: discord.press(shown, good, user),
            lambda user: discord.menu(guild.text, user, "Transcribe", empty),
        ):
            for _ in range(USES):
                assert (await (await use(anna)).answer()).content not in WAITS
            held = await use(anna)
            assert (await held.answer()).content in WAITS
            assert held.ephemeral
            assert (await (await use(ben)).answer()).content not in WAITS
        assert (await (await discord.press(shown, bad, anna)).answer()).content not in WAITS
    assert {said.origin.who for said in app.records.list(Feedback)} == {anna.id, ben.id}


async def test_what_was_typed_into_a_form_is_not_lost_to_the_cooldown(
    discord: Loopback, guild: Guild, anna: User
) -> None:
    async with running(discord, FakeApp()):
        await discord.send(guild.text, "", [Upload("a.wav", b"hello")], author=anna)
        shown = await discord.wait_message(guild.text)
        form = await (await discord.press(shown, EN("button-correct"), anna)).modal()
        for number in range(USES + 1):
            sent = await discord.submit(form, anna, {"text": f"hello {number}"})
            assert (await sent.answer()).content not in WAITS
    assert shown.content == f"hello {USES}"


def test_uses_are_counted_by_name_and_person() -> None:
    uses = Cooldowns()
    for _ in range(USES):
        uses.count("menu", 1)
    with pytest.raises(Refusal) as caught:
        uses.count("menu", 1)
    assert caught.value.key == "command-cooldown"
    uses.count("menu", 2)
    uses.count("button", 1)


def test_only_the_uses_of_the_last_seconds_count() -> None:
    uses = Uses(lambda person: person)
    waits = [uses.update_rate_limit("anna", now) for now in (1.0, 2.0, 3.0, 4.0, 5.0, 6.0)]
    assert waits == [None] * USES + [SECONDS - 5]
    assert uses.update_rate_limit("anna", 1.5 + SECONDS) is None


def test_the_count_of_who_pauses_is_dropped_and_of_who_goes_on_is_kept() -> None:
    uses = Uses(lambda person: person)
    ben, anna = uses.get_bucket("ben", 1.0), uses.get_bucket("anna", 1.0)
    assert uses.get_bucket("anna", SECONDS) is anna
    assert uses.get_bucket("anna", SECONDS + 2) is anna
    assert uses.get_bucket("ben", SECONDS + 2) is not ben
