"""`hypotez discord invite`: the link for the bot of this token."""

import base64
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from discord import Permissions

from tests.discord_program import said
from tests.e2e.loopback import Loopback

RIGHTS = Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    attach_files=True,
    read_message_history=True,
    connect=True,
    speak=True,
    use_voice_activation=True,
)


def asked_for(link: str) -> tuple[str, str, Permissions]:
    """Where the link leads, with its bot's id and its rights; the scopes are always these two."""
    address = urlsplit(link.strip())
    query = {name: values[0] for name, values in parse_qs(address.query, strict_parsing=True).items()}
    assert set(query.pop("scope").split()) == {"bot", "applications.commands"}
    rights = Permissions(int(query.pop("permissions")))
    return f"{address.scheme}://{address.netloc}{address.path}", "".join(query.values()), rights


async def test_the_link_is_for_the_bot_in_the_token_with_just_the_rights_it_needs(tmp_path: Path) -> None:
    token = f"{base64.urlsafe_b64encode(b'1234567890123456789').decode().rstrip('=')}.made.up"
    async with Loopback() as discord:
        code, output, errors = await said(discord, tmp_path, "invite", DISCORD_TOKEN=token)
        assert discord.requests == [], "the token says it all"
    assert (code, errors) == (0, "")
    assert asked_for(output) == ("https://discord.com/oauth2/authorize", "1234567890123456789", RIGHTS)


async def test_where_the_token_does_not_tell_discord_does(tmp_path: Path) -> None:
    async with Loopback() as discord:
        code, output, errors = await said(discord, tmp_path, "invite")
        assert (code, errors) == (0, "")
        assert asked_for(output)[1:] == (discord.me.id, RIGHTS)


async def test_without_a_token_or_with_a_wrong_one_it_is_a_sentence(tmp_path: Path) -> None:
    async with Loopback() as discord:
        for token, sentence in (("", "there is no bot token"), ("not.the.right-one", "Discord refuses the bot token")):
            code, output, errors = await said(discord, tmp_path, "invite", DISCORD_TOKEN=token)
            assert (code, output) == (1, "")
            assert errors.startswith(sentence)
            assert errors.count("\n") == 1
