"""What is said to the bot without a command: answered, confirmed, corrected, or carried out; by the real client."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from blockbuster import BlockBuster, blockbuster_ctx

from hypotez.entrypoints import discord as bot
from hypotez.entrypoints.discord.learning.answers import Said
from hypotez.entrypoints.discord.spoken_commands import after_name
from hypotez.entrypoints.learning.intents import BUILT_IN
from hypotez.entrypoints.texts import Texts
from hypotez.ports.datasets import KeptExample, Source
from tests.e2e.loopback import Channel, Message, Upload, User
from tests.e2e.loopback.in_process import FakeApp, running
from tests.e2e.loopback.scene import WAYS, Scene, scene
from tests.lessons import LINES, app_in, labels, origin, trained

EN, RU = Texts.for_language("en"), Texts.for_language("ru")
ASKED = "set a timer for ten minutes"


@pytest.fixture(autouse=True)
def blocking() -> Iterator[BlockBuster]:
    """Whatever the bot does on the event loop and blocks there raises an error."""
    with blockbuster_ctx(scanned_modules=[bot]) as blockbuster:
        yield blockbuster


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Scene]:
    async with scene(lambda _: app_in(tmp_path)) as here:
        await here.bot.shared.choices.servers.change(here.guild.id, learning=True)
        yield here
        here.app.close()


async def say(here: Scene, text: str, user: User | None = None, channel: Channel | None = None) -> Message:
    """The answer to what somebody says to the bot."""
    return await here.type(user or here.anna, f"<@{here.discord.me.id}> {text}", channel)


async def agree(here: Scene, *people: User) -> None:
    for person in people or (here.anna,):
        await here.bot.shared.choices.people.change(person.id, learning=True)


def taught(here: Scene) -> list[KeptExample]:
    """What somebody has said of answers."""
    kept = here.app.learning._datasets.examples(here.guild.id, "main")
    return [one for one in kept if one.source in {Source.CONFIRMED, Source.CORRECTED}]


async def silent(here: Scene, text: str, channel: Channel | None = None) -> None:
    """Nothing is answered to `text`: the next thing that is said is the answer to what comes after it."""
    await here.discord.send(channel or here.guild.text, text, author=here.anna)
    assert (await here.type(here.anna, "!hi", channel)).content == EN("hi")
    await here.discord.until(lambda: not here.bot.shared.underway._tasks)


async def test_what_the_model_is_sure_of_is_answered_and_else_it_does_not_know(here: Scene) -> None:
    trained(here)
    answer = await say(here, ASKED)
    assert answer.content == "timer"
    assert labels(answer) == ["👍", EN("button-correct")]
    await here.bot.shared.choices.people.change(here.boris.id, language="ru")
    unsure = await say(here, "qwerty uiop", here.boris)
    assert unsure.content == RU("answer-unsure")
    assert labels(unsure) == [RU("button-correct")]


async def test_a_row_may_have_an_answer_of_its_own(here: Scene) -> None:
    rows = [{"text": row.partition(": ")[2], "label": row.partition(": ")[0]} for row in LINES.splitlines()]
    csv = "\n".join(f"{row['text']},{row['label']},{'*Beep*!' if row['label'] == 'timer' else ''}" for row in rows)
    here.app.learning.data.add(f"text,label,answer\n{csv}", "home.csv", origin=origin(here))
    here.app.learning.jobs.wait(here.app.learning.train(origin(here)), 60)
    assert (await say(here, ASKED)).content == "*Beep*!"


async def test_a_reply_to_the_bot_is_said_to_it_and_what_is_said_to_others_is_not(here: Scene) -> None:
    trained(here)
    first = await here.type(here.anna, "!hi")
    await here.discord.send(here.guild.text, ASKED, author=here.anna, reply=first)
    assert (await here.discord.wait_message(here.guild.text)).content == "timer"
    await silent(here, ASKED)
    await silent(here, f"!unknown <@{here.discord.me.id}>")


async def test_nothing_is_answered_where_learning_is_off_or_nothing_was_trained_or_in_private(here: Scene) -> None:
    mention = f"<@{here.discord.me.id}> {ASKED}"
    await silent(here, mention)
    trained(here)
    await here.bot.shared.choices.servers.change(here.guild.id, learning=False)
    await silent(here, mention)
    await here.bot.shared.choices.servers.change(here.guild.id, learning=True)
    await silent(here, ASKED, here.discord.direct(here.anna))


# teaching


async def test_a_thumb_up_confirms(here: Scene) -> None:
    version = trained(here)
    await agree(here)
    answer = await say(here, ASKED)
    pressed = await here.discord.press(answer, answer.controls[0]["custom_id"], here.anna)
    assert (await pressed.answer()).content == EN("answer-confirmed", label="timer")
    assert pressed.ephemeral
    (kept,) = taught(here)
    assert (kept.example.text, kept.example.label, kept.source) == (ASKED, "timer", Source.CONFIRMED)
    assert (kept.by, kept.origin.who, kept.origin.where) == (version, here.anna.id, here.guild.text.id)


async def test_a_form_corrects_and_lists_the_labels(here: Scene) -> None:
    trained(here)
    await agree(here)
    answer = await say(here, ASKED)
    form = await (await here.discord.press(answer, EN("button-correct"), here.anna)).modal()
    assert form.title == EN("form-teach")
    assert "timer" in str(form.components)
    assert "weather" in str(form.components)
    sent = await here.discord.submit(form, here.anna, {EN("form-teach-text"): "Music"})
    assert (await sent.answer()).content == EN("answer-corrected", label="music")
    assert [(one.example.text, one.example.label) for one in taught(here)] == [(ASKED, "music")]


@pytest.mark.parametrize("way", WAYS)
async def test_the_command_corrects_too(here: Scene, way: str) -> None:
    trained(here)
    await agree(here)
    answer = await say(here, ASKED)
    if way == "slash":
        told = await here.ask(here.anna, way, "correct", message=answer.id, text="egg: boil an egg")
    else:
        await here.discord.send(here.guild.text, "!correct egg: boil an egg", author=here.anna, reply=answer)
        told = await here.discord.wait_message(here.guild.text)
    assert told.content == EN("answer-corrected-held", label="egg")
    assert [(one.example.text, one.example.label) for one in taught(here)] == [("boil an egg", "egg")]
    again = await here.ask(here.anna, "slash", "correct", message=answer.id, text="nonsense")
    assert again.content.startswith(EN("answer-no-label", labels="").split(" There are")[0])


async def test_nobody_teaches_who_has_not_agreed_and_is_told_how(here: Scene) -> None:
    trained(here)
    answer = await say(here, ASKED)
    good = answer.controls[0]["custom_id"]
    assert (await (await here.discord.press(answer, good, here.anna)).answer()).content == EN(
        "learning-off-you", prefix="!"
    )
    refused = await here.discord.press(answer, EN("button-correct"), here.anna)
    assert (await refused.answer()).content == EN("learning-off-you", prefix="!")
    await agree(here)
    await here.bot.shared.choices.servers.change(here.guild.id, learning=False)
    off = await (await here.discord.press(answer, good, here.anna)).answer()
    assert off.content == EN("learning-off-here", prefix="!")
    assert taught(here) == []


async def test_others_may_not_and_moderators_may_where_whoever_asked_has_agreed(here: Scene) -> None:
    trained(here)
    answer = await say(here, ASKED)
    good = answer.controls[0]["custom_id"]
    await agree(here, here.boris, here.owner)
    assert (await (await here.discord.press(answer, good, here.boris)).answer()).content == RU("answer-not-yours")
    refused = await (await here.discord.press(answer, good, here.owner)).answer()
    assert refused.content == EN("learning-off-them", prefix="!")
    await agree(here)
    await (await here.discord.press(answer, good, here.owner)).answer()
    assert [one.origin.who for one in taught(here)] == [here.anna.id], "it goes when she is forgotten"


async def test_what_can_no_longer_be_taught_is_said(here: Scene) -> None:
    version = trained(here)
    await agree(here)
    answer = await say(here, ASKED)
    good = answer.controls[0]["custom_id"]
    here.app.learning.models.delete(version, here.guild.id)
    assert (await (await here.discord.press(answer, good, here.anna)).answer()).content == EN("answer-version-gone")
    await here.discord.delete(here.guild.text.messages[str(answer.reply_to)])
    assert (await (await here.discord.press(answer, good, here.anna)).answer()).content == EN("message-gone")


def test_an_id_of_a_button_fits_whatever_it_is_about() -> None:
    assert len(Said("z" * 24, 999_999, 10**20 - 1).button("correct")) <= 100


@pytest.mark.parametrize("way", WAYS)
async def test_each_person_agrees_or_does_not(here: Scene, way: str) -> None:
    told = await here.ask(here.anna, way, "learning", switch="on")
    assert told.content == EN("learning-own-on", prefix="!" if way == "prefix" else "/")
    assert (await here.bot.shared.choices.people.get(here.anna.id)).learning
    assert (await here.ask(here.anna, way, "learning")).content == told.content
    off = await here.ask(here.anna, way, "learning", switch="off")
    assert off.content == EN("learning-own-off", prefix="!" if way == "prefix" else "/")
    private = await here.ask(here.anna, way, "learning", place=here.discord.direct(here.anna), switch="on")
    assert private.content == told.content


async def test_forgetting_tells_how_much_was_taught(here: Scene) -> None:
    trained(here)
    await agree(here)
    answer = await say(here, ASKED)
    await (await here.discord.press(answer, answer.controls[0]["custom_id"], here.anna)).answer()
    here.app.learning.jobs.wait(here.app.learning.train(origin(here)), 60)
    question = await here.type(here.anna, "!mydata forget")
    await here.discord.press(question, EN("mydata-forget"), here.anna)
    await here.discord.until(lambda: not question.controls)
    assert EN("mydata-forgotten-taught", examples=1, versions=1) in question.content
    assert taught(here) == []


# free words


async def understands(here: Scene) -> None:
    """Wait until free words are understood."""
    assert here.app.learning.intents("come to my channel", here.guild.id) is None
    for job in here.app.learning.jobs.list(BUILT_IN):
        here.app.learning.jobs.wait(job, 60)


async def test_free_words_are_carried_out_as_the_command_that_they_mean(here: Scene) -> None:
    await understands(here)
    understood = await say(here, "come to my channel")
    assert understood.content == EN("spoken-understood", command="!join")
    assert (await here.discord.wait_message(here.guild.text)).content == EN("voice-author-nowhere")


def alone(usage: str, option: str) -> str:
    """What is answered where a command needs more than was understood."""
    command = usage.split(maxsplit=1)[0]
    told = EN(f"command-{command[1:].replace('_', '-')}-{option}")
    understood = EN("spoken-understood-alone", command=command)
    return f"{understood} {EN('command-usage', usage=usage)}\n- `{option}` {told}"


async def test_a_command_that_needs_more_says_what_is_missing(here: Scene) -> None:
    await understands(here)
    assert (await say(here, "speak")).content == alone("!say TEXT", "text")


async def test_what_follows_a_colon_is_given_to_the_command(here: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    meant = {"write this down": "feedback", "stop: I like it": "stop"}
    monkeypatch.setattr(here.app.learning, "intents", lambda text, scope: meant.get(text, "stop"))
    understood = await say(here, "write this down: stop: I like it")
    assert understood.content == EN("spoken-understood", command="!feedback")
    assert (await here.discord.wait_message(here.guild.text)).content == EN("feedback-thanks")
    assert [one.text for one in here.app.feedbacks(here.guild.id, 9)] == ["stop: I like it"]


async def test_a_number_is_the_volume(here: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(here.app.learning, "intents", lambda text, scope: "volume")
    assert (await say(here, "set the volume to 50%")).content == EN("spoken-understood", command="!volume")
    assert (await here.discord.wait_message(here.guild.text)).content == EN("voice-volume-now", percent=50)
    for words in ("louder", "50, or 60"):
        assert (await say(here, words)).content == alone("!volume [percent]", "percent")
    assert here.chosen().volume == 0.5


async def test_what_changes_something_is_not_done_by_half(here: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    meant = {"answer me in English": "language"}
    monkeypatch.setattr(here.app.learning, "intents", lambda text, scope: meant.get(text, "select_dataset"))
    for words in ("delete the dataset main", "delete: main"):
        assert (await say(here, words, here.owner)).content == alone("!select_dataset [name]", "name")
    told = (await say(here, "answer me in English")).content
    assert told == f"{alone('!language [language]', 'language')}: `en`, `ru`, `auto`"


async def test_a_command_that_the_person_may_not_use_is_not_understood(here: Scene) -> None:
    await understands(here)
    words = "show me all versions"
    await silent(here, f"<@{here.discord.me.id}> {words}")
    understood = await say(here, words, here.owner)
    assert understood.content == EN("spoken-understood", command="!models")
    await silent(here, "come to my channel", here.discord.direct(here.anna))


async def test_in_private_what_is_harmless_is_carried_out(here: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(here.app.learning, "intents", lambda text, scope: {"who are you": "hi"}.get(text))
    private = here.discord.direct(here.anna)
    assert (await here.type(here.anna, "who are you", private)).content == EN("spoken-understood", command="!hi")
    assert (await here.discord.wait_message(private)).content == EN("hi")


async def test_a_voice_message_with_the_bots_name_is_one_too(here: Scene) -> None:
    app = FakeApp()
    app.learning.meant["could you tell me what you can do"] = "hi"
    async with running(here.discord, app):
        said = b"Hypotez, could you tell me what you can do"
        await here.discord.send(here.guild.text, "", [Upload("v.ogg", said, "audio/ogg", voice=True)], author=here.anna)
        found = {(await here.discord.wait_message(here.guild.text)).content for _ in range(3)}
    assert found >= {EN("spoken-understood", command="!hi"), EN("hi")}


@pytest.mark.parametrize(
    ("text", "words"),
    [("Hypotez, come here!", "come here!"), ("Гипотез зайди ко мне", "зайди ко мне"), ("hello there", ""), ("", "")],
)
def test_the_bots_name_is_left_out(text: str, words: str) -> None:
    assert after_name(text) == words
