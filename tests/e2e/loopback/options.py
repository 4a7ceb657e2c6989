"""What people type into a slash command's options, as Discord's client sends it on."""

from typing import Any

from tests.e2e.loopback.commands_registry import GROUP, SUBCOMMAND
from tests.e2e.loopback.messages import Upload
from tests.e2e.loopback.people import Payload, Role, User
from tests.e2e.loopback.permissions import in_channel
from tests.e2e.loopback.world import Channel

TYPES: dict[int, tuple[type, ...]] = {
    3: (str,),
    4: (int,),
    5: (bool,),
    6: (User,),
    7: (Channel,),
    8: (Role,),
    9: (User, Role),
    10: (int, float),
    11: (Upload,),
}


class Resolved:
    """The people, channels, roles and files that an interaction speaks of."""

    def __init__(self, channel: Channel) -> None:
        self.channel = channel
        self.kinds: dict[str, dict[str, Payload]] = {}

    def add(self, thing: Any) -> Any:
        """The value as it is sent: an id for what has one, with what it stands for kept aside."""
        if isinstance(thing, User):
            self.keep("users", thing.id, thing.payload())
            if self.channel.guild:
                rights = str(in_channel(self.channel, thing).value)
                member = self.channel.guild.member(thing).payload()
                self.keep("members", thing.id, {**member, "permissions": rights})
        elif isinstance(thing, Channel):
            rights = str(in_channel(thing, self.channel.discord.me).value)
            self.keep("channels", thing.id, {**thing.payload(), "permissions": rights, "flags": 0})
        elif isinstance(thing, Role):
            self.keep("roles", thing.id, thing.payload())
        elif isinstance(thing, Upload):
            self.channel.discord.uploads[thing.id] = thing
            self.keep("attachments", thing.id, thing.payload(self.channel))
        else:
            return thing
        return thing.id

    def keep(self, kind: str, id: str, payload: Payload) -> None:
        self.kinds.setdefault(kind, {})[id] = payload

    def payload(self) -> Payload:
        return {"resolved": self.kinds} if self.kinds else {}


def descend(command: Payload, path: list[str]) -> list[Payload]:
    """The command and its subcommands, down `path`.

    Raises:
        LookupError: there is no such subcommand, or one is missing.
    """
    steps = [command]
    for name in path:
        steps.append(next((o for o in steps[-1].get("options", []) if o["name"] == name and o["type"] <= GROUP), {}))
        if not steps[-1]:
            raise LookupError(f"{steps[-2]['name']} has no subcommand {name!r}")
    if any(option["type"] <= GROUP for option in steps[-1].get("options", [])):
        raise LookupError(f"{steps[-1]['name']} is called by its subcommands")
    return steps


def slash_data(steps: list[Payload], resolved: Resolved, given: dict[str, Any], focused: str | None = None) -> Payload:
    """The data of the interaction. With `focused`, that option is still being typed, and others may be missing."""
    options = steps[-1].get("options", [])
    known = {option["name"]: option for option in options}
    if strange := set(given) - set(known):
        raise LookupError(f"{steps[-1]['name']} has no options {sorted(strange)}, but {sorted(known)}")
    missing = [option["name"] for option in options if option.get("required") and option["name"] not in given]
    if missing and not focused:
        raise LookupError(f"{steps[-1]['name']} is not sent without {missing}")
    inside = [
        {"name": name, "type": known[name]["type"], "value": given[name], "focused": True}
        if name == focused
        else {"name": name, "type": known[name]["type"], "value": resolved.add(accepted(known[name], given[name]))}
        for name in given
    ]
    for step in reversed(steps[1:]):
        inside = [{"name": step["name"], "type": step["type"], "options": inside}]
    return {"id": steps[0]["id"], "name": steps[0]["name"], "type": 1, "options": inside, **resolved.payload()}


def accepted(option: Payload, value: Any) -> Any:
    """The value that Discord's client would take; for one of the choices, its name does as well.

    Raises:
        ValueError: Discord's client would not take it.
    """
    if option["type"] in {SUBCOMMAND, GROUP} or not isinstance(value, TYPES[option["type"]]):
        raise ValueError(f"{option['name']}: {value!r} has the wrong type")
    choices = option.get("choices") or []
    named = {choice["name"]: choice["value"] for choice in choices}
    if choices:
        value = named.get(value, value)
        if value not in named.values():
            raise ValueError(f"{option['name']}: {value!r} is none of {list(named.values())}")
    size = len(value) if isinstance(value, str) else value
    least = option.get("min_length", option.get("min_value"))
    most = option.get("max_length", option.get("max_value"))
    if (least is not None and size < least) or (most is not None and size > most):
        raise ValueError(f"{option['name']}: {value!r} is not within {least} and {most}")
    types = option.get("channel_types")
    if types and value.type not in types:
        raise ValueError(f"{option['name']}: no channel of type {value.type} is offered")
    return value
