"""The soak tells results, refusals, and what is lost or wrong apart: with the real bot on a fake app."""

import contextlib
import time

from bench.soak.answers import Answers
from bench.soak.asks import Ask
from bench.soak.crowd import Crowd
from bench.soak.town import town
from tests.e2e.loopback import Loopback
from tests.e2e.loopback.in_process import FakeApp, content, running


@contextlib.asynccontextmanager
async def crowd_of(*asks, members=6, patience=20.0):
    async with Loopback() as discord:
        servers = town(discord, 1, members)
        channels = [channel for server in servers for channel in server.guild.channels]
        async with running(discord, FakeApp(slowly)), Answers(discord, channels, patience) as answers:
            await discord.until(lambda: discord.commands.get(""))
            yield discord, Crowd(servers, answers, asks)


def slowly(audio, report):
    time.sleep(0.1)  # so that others must wait
    return content(audio, report)


def greeted(message, texts):
    return message.content == texts("hi")


async def test_every_command_is_answered_or_refused_for_its_haste():
    async with crowd_of(Ask("hi", 1, greeted)) as (_, crowd):
        await crowd.give_commands(60)
    assert crowd.commands.wrong == []
    assert crowd.commands.refusals.keys() == {"command-cooldown"}
    assert crowd.commands.results + crowd.commands.refusals.total() == 60


async def test_every_voice_message_is_answered_or_refused_where_the_line_is_full():
    async with crowd_of(members=30) as (_, crowd):
        await crowd.send_voices([b"one", b"two"], 30)
    assert crowd.voices.wrong == []
    assert crowd.voices.refusals.keys() == {"gate-full"}
    assert crowd.voices.results + crowd.voices.refusals.total() == 30


async def test_what_never_comes_is_lost():
    async with crowd_of(patience=1.0) as (discord, crowd):
        refused = discord.faults.fail("POST", "/messages$", 403)
        await crowd.send_voices([b"one"], 1)
        await discord.until(lambda: not refused.times)
        crowd._answers._patience = 20.0
        await crowd.send_voices([b"one"], 1)
    assert crowd.voices.wrong == ["voice 0: no answer"]
    assert crowd.voices.results == 1


async def test_another_answer_is_wrong():
    async with crowd_of(Ask("hi", 1, lambda message, _: message.content == "Bye!")) as (_, crowd):
        await crowd.give_commands(1)
    assert len(crowd.commands.wrong) == 1
    assert "Hi!" in crowd.commands.wrong[0] or "Привет" in crowd.commands.wrong[0]


async def test_what_may_be_for_another_bot_is_to_be_left_alone():
    async with crowd_of(Ask("nonsense", 1, None)) as (_, crowd):
        await crowd.give_commands(3)
        crowd.judge_silence()
        assert (crowd.commands.silent, crowd.commands.wrong) == (3, [])
    async with crowd_of(Ask("hi", 1, None)) as (discord, crowd):
        await crowd.give_commands(1)
        (guild,) = discord.guilds.values()
        await discord.until(lambda: len(guild.text.messages) == 2 and guild.text.posted.empty())
        crowd.judge_silence()
    assert crowd.commands.wrong == ["!hi: answered, though it may be another bot's"]
