"""Who may do what."""

from types import SimpleNamespace

import discord
import pytest

from hypotez.entrypoints.discord import rights
from hypotez.entrypoints.discord.refusal import Refusal


def member(*roles, manages=False):
    """Somebody in a server."""

    class Somebody(discord.Member):
        __slots__ = ()
        roles = property(lambda _: [SimpleNamespace(id=role) for role in own])
        guild_permissions = property(lambda _: discord.Permissions(manage_guild=manages))

    own = roles
    return Somebody.__new__(Somebody)


STRANGER = discord.User.__new__(discord.User)
GIVEN = {rights.KEEPERS: frozenset({"7"}), rights.SPEAKERS: frozenset({"8"})}


@pytest.mark.parametrize("group", [rights.EVERYONE, rights.SPEAKERS])
def test_speech_is_everyones_by_default(group):
    assert rights.may(member(), group, {})


@pytest.mark.parametrize("group", [rights.TRAINERS, rights.KEEPERS, rights.MODERATORS])
def test_all_else_is_for_whoever_manages_the_server(group):
    assert not rights.may(member(), group, {})
    assert rights.may(member(manages=True), group, {})


def test_a_group_that_is_given_to_roles_is_theirs_and_the_managers():
    assert rights.may(member(7), rights.KEEPERS, GIVEN)
    assert not rights.may(member(9), rights.KEEPERS, GIVEN)
    assert not rights.may(member(7), rights.SPEAKERS, GIVEN)
    assert rights.may(member(manages=True), rights.SPEAKERS, GIVEN)


@pytest.mark.parametrize("group", rights.GROUPS)
def test_in_private_messages_nobody_has_a_right_that_a_server_gives(group):
    assert not rights.may(STRANGER, group, {})
    assert rights.may(STRANGER, rights.EVERYONE, {})


def test_who_may_not_is_told_why():
    with pytest.raises(Refusal) as caught:
        rights.check(member(), rights.KEEPERS, {})
    assert caught.value.key == "rights-missing"
    with pytest.raises(Refusal) as caught:
        rights.check(STRANGER, rights.KEEPERS, {})
    assert caught.value.key == "rights-private"
    rights.check(member(), rights.EVERYONE, {})
