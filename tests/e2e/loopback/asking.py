"""What people do with commands, buttons and forms. Each returns what came of it, to be waited for."""

from typing import TYPE_CHECKING, Any

from discord import Permissions

from tests.e2e.loopback.commands_registry import MESSAGE, SLASH, USER
from tests.e2e.loopback.components import BUTTON, INPUT, SELECTS
from tests.e2e.loopback.interactions import Interaction, Kind, Modal
from tests.e2e.loopback.messages import Message
from tests.e2e.loopback.options import Resolved, descend, slash_data
from tests.e2e.loopback.people import Payload, User
from tests.e2e.loopback.permissions import in_channel
from tests.e2e.loopback.world import Channel

if TYPE_CHECKING:
    from tests.e2e.loopback.server import Loopback


class NotOffered(Exception):
    """Discord's client does not show the command to this person, or not here."""


class Asking:
    """A part of the loopback."""

    async def slash(self: "Loopback", channel: Channel, user: User, name: str, /, **options: Any) -> Interaction:
        """Use a slash command; subcommands follow its name after spaces.

        Raises:
            LookupError: no such command or option is registered, or a required one is missing.
            ValueError: an option would not be taken by Discord's client.
            NotOffered: the command is not there for this person, or not in this channel.
        """
        command, *path = name.split()
        steps = descend(offered(self, channel, user, SLASH, command), path)
        return await ask(self, Kind.COMMAND, channel, user, slash_data(steps, Resolved(channel), options))

    async def autocomplete(
        self: "Loopback", channel: Channel, user: User, name: str, option: str, typed: str, /, **others: Any
    ) -> list[Payload]:
        """What is offered while `typed` stands in `option`: dicts of name and value."""
        command, *path = name.split()
        steps = descend(offered(self, channel, user, SLASH, command), path)
        found = [known for known in steps[-1].get("options", []) if known["name"] == option]
        if not found or not found[0].get("autocomplete"):
            raise LookupError(f"{option!r} is not completed")
        data = slash_data(steps, Resolved(channel), {**others, option: typed}, focused=option)
        data.pop("resolved", None)
        return await (await ask(self, Kind.AUTOCOMPLETE, channel, user, data)).choices()

    async def menu(self: "Loopback", channel: Channel, user: User, name: str, target: Message | User) -> Interaction:
        """Choose `name` from the context menu of a message or of somebody."""
        kind = MESSAGE if isinstance(target, Message) else USER
        command = offered(self, channel, user, kind, name)
        resolved = Resolved(channel)
        if isinstance(target, Message):
            resolved.keep("messages", target.id, target.payload())
        else:
            resolved.add(target)
        data = {"id": command["id"], "name": name, "type": kind, "target_id": target.id, **resolved.payload()}
        return await ask(self, Kind.COMMAND, channel, user, data)

    async def press(self: "Loopback", message: Message, button: str, user: User) -> Interaction:
        """Press the button with that custom id or label."""
        control = controlled(message, button)
        assert control["type"] == BUTTON
        data = {"custom_id": control["custom_id"], "component_type": BUTTON, "id": control.get("id")}
        return await ask(self, Kind.COMPONENT, message.channel, user, data, message=message)

    async def choose(self: "Loopback", message: Message, menu: str, user: User, *values: Any) -> Interaction:
        """Choose from the select menu with that custom id or placeholder: values, people, roles or channels."""
        control = controlled(message, menu)
        assert control["type"] in SELECTS
        resolved = Resolved(message.channel)
        chosen = [resolved.add(value) for value in values]
        options = [option["value"] for option in control.get("options", [])]
        if options and not set(chosen) <= set(options):
            raise LookupError(f"{menu!r} offers {options}")
        if not control.get("min_values", 1) <= len(chosen) <= control.get("max_values", 1):
            raise ValueError(f"{menu!r} does not take {len(chosen)} values")
        data = {"custom_id": control["custom_id"], "component_type": control["type"], "values": chosen}
        return await ask(self, Kind.COMPONENT, message.channel, user, {**data, **resolved.payload()}, message=message)

    async def submit(
        self: "Loopback", modal: Modal, user: User, values: dict[str, Any] | None = None, /
    ) -> Interaction:
        """Send the form off, with `values` by custom id or label; the other fields keep what they hold."""
        typed = {modal.named(name): value for name, value in (values or {}).items()}
        channel = modal.interaction.channel
        filled = [fill(component, typed) for component in modal.components]
        data = {"custom_id": modal.custom_id, "components": filled}
        return await ask(self, Kind.SUBMIT, channel, user, data, message=modal.interaction.message)


async def ask(
    discord: "Loopback", kind: Kind, channel: Channel, user: User, data: Payload, *, message: Message | None = None
) -> Interaction:
    guild = channel.guild
    if guild and kind in {Kind.COMMAND, Kind.AUTOCOMPLETE}:
        data = {**data, "guild_id": guild.id}
    interaction = Interaction(discord, kind, channel, user, data, message=message)
    discord.callbacks.open[interaction.token] = interaction
    await discord.sessions.dispatch("INTERACTION_CREATE", interaction.payload())
    return interaction


def offered(discord: "Loopback", channel: Channel, user: User, kind: int, name: str) -> Payload:
    """The command, if this person is shown it here."""
    command = discord.registry.find(channel.guild.id if channel.guild else "", kind, name)
    contexts = command.get("contexts")
    here = 0 if channel.guild else 1
    if (contexts is not None and here not in contexts) or (here and command.get("dm_permission") is False):
        raise NotOffered(f"{name} is not offered in this kind of channel")
    needed = command.get("default_member_permissions")
    may = in_channel(channel, user)
    if not may.use_application_commands or not Permissions(int(needed or 0)) <= may:
        raise NotOffered(f"{name} is not offered to {user.name}")
    if needed == "0" and not may.administrator:
        raise NotOffered(f"{name} is only for administrators")
    return command


def controlled(message: Message, name: str) -> Payload:
    """The control with that custom id, label or placeholder, if it can be used."""
    for control in message.controls:
        if name in {control["custom_id"], control.get("label"), control.get("placeholder")}:
            if control.get("disabled"):
                raise LookupError(f"{name!r} is disabled")
            return control
    raise LookupError(f"the message has no {name!r}, but {[control['custom_id'] for control in message.controls]}")


def fill(component: Payload, typed: dict[str, Any]) -> Payload:
    """A form's component with what was typed, as it is sent off.

    Raises:
        ValueError: Discord's client would not send it.
    """
    sent = {key: component[key] for key in ("type", "id", "custom_id") if key in component}
    if "components" in component:
        sent["components"] = [fill(child, typed) for child in component["components"]]
    elif "component" in component:
        sent["component"] = fill(component["component"], typed)
    elif component["type"] == INPUT:
        sent["value"] = typed.get(component["custom_id"], component.get("value") or "")
        least = component.get("min_length") or (1 if component.get("required", True) else 0)
        most = component.get("max_length") or 4000
        if (sent["value"] or component.get("required", True)) and not least <= len(sent["value"]) <= most:
            raise ValueError(f"{component['custom_id']} takes {least} to {most} characters")
    elif component["type"] in SELECTS:
        default = [option["value"] for option in component.get("options", []) if option.get("default")]
        sent["values"] = typed.get(component["custom_id"], default)
    return sent
