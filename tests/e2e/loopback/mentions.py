"""Whom a message of the bot pings: what it says, as far as its `allowed_mentions` allow it."""

import re

from tests.e2e.loopback.messages import Message

KINDS = {"users": r"<@!?(\d+)>", "roles": r"<@&(\d+)>", "everyone": r"@(everyone|here)"}


def pings(message: Message) -> set[str]:
    """The ids of people and roles, and "everyone" or "here"; without any `allowed_mentions`, all that it names."""
    allowed = message.asked.get("allowed_mentions")
    found: set[str] = set()
    for kind, pattern in KINDS.items():
        named = set(re.findall(pattern, message.content))
        if allowed is None or kind in allowed.get("parse", []):
            found |= named
        else:
            found |= named & {str(id) for id in allowed.get(kind) or []}
    answered = message.reply_to and message.channel.messages.get(message.reply_to)
    if answered and (allowed is None or allowed.get("replied_user", False)):
        found.add(answered.author.id)
    return found
