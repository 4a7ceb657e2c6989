"""Forms that somebody sends off: which one it is, and what was typed into it."""

import re
from typing import Any

import discord

__all__ = ["filled_in", "typed"]


def filled_in(interaction: discord.Interaction[Any], form: str) -> re.Match[str] | None:
    """What the id of the form says, where one whose id is like `form` is sent off; None for all other interactions."""
    if interaction.type is not discord.InteractionType.modal_submit:
        return None
    data: Any = interaction.data or {}
    return re.fullmatch(form, str(data.get("custom_id", "")))


def typed(interaction: discord.Interaction[Any]) -> str:
    """What was typed into the form's only field, however deep it lies."""
    data: Any = interaction.data or {}
    return _first(data.get("components", ()))


def _first(components: Any) -> str:
    for component in components:
        inner = [component["component"]] if "component" in component else component.get("components", ())
        if value := component.get("value") or _first(inner):
            return str(value)
    return ""
