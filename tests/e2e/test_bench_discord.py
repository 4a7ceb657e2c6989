"""The benchmarks of the bot run: the real program beside a bot of ten lines, each at a Discord of its own."""

import pytest

from bench.__main__ import main


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ("discord-hi", "100 times !hi, CPU"),
        ("discord-say", "!say of 20 words to the first voice packet, wall"),
        ("discord-gaps", "gap between voice packets, p99"),
        ("discord-voice-message", "voice message of 3 s to its reply, wall"),
    ],
)
def test_the_bot_is_measured_at_a_discord_of_its_own(row, what, capsys):
    assert main(["--row", row, "--quick"]) == 0
    assert f"{row}: {what}" in capsys.readouterr().out
