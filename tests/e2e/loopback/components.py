"""Buttons, menus and forms: what Discord takes of them."""

from tests.e2e.loopback.answers import invalid, length
from tests.e2e.loopback.messages import inner
from tests.e2e.loopback.people import Payload

ROW, BUTTON, SELECT, INPUT, LABEL = 1, 2, 3, 4, 18
SELECTS = {SELECT, 5, 6, 7, 8}
LINK = 5
MAX_ROWS = 5
MAX_SECOND = 40


def check_components(components: list[Payload], *, second: bool = False) -> None:
    """The components of a message; `second` is the newer kind that may stand outside of rows."""
    everything = list(inner(components))
    if second and len(everything) > MAX_SECOND:
        raise invalid("components", "COMPONENT_MAX_TOTAL_EXCEEDED", f"At most {MAX_SECOND} components.")
    if not second and len(components) > MAX_ROWS:
        raise invalid("components", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length.")
    for number, component in enumerate(components):
        if not second and component["type"] != ROW:
            raise invalid(f"components.{number}.type", "BASE_TYPE_CHOICES", "Value must be one of {1}.")
    for component in everything:
        if component["type"] == ROW:
            check_row(component["components"])
        elif component["type"] == BUTTON:
            check_button(component)
        elif component["type"] in SELECTS:
            check_select(component)
    check_ids(everything)


def check_row(children: list[Payload]) -> None:
    most = 1 if any(child["type"] != BUTTON for child in children) else 5
    if not 1 <= len(children) <= most:
        raise invalid("components", "BASE_TYPE_BAD_LENGTH", f"Must be between 1 and {most} in length.")


def check_button(button: Payload) -> None:
    length("components.label", button.get("label"), 80)
    if not button.get("label") and not button.get("emoji"):
        raise invalid("components.label", "BUTTON_COMPONENT_INVALID", "A button must have a label or emoji")
    if ("custom_id" in button) == ("url" in button) or ("url" in button) != (button["style"] == LINK):
        raise invalid("components.custom_id", "BUTTON_COMPONENT_INVALID", "A custom id, or a url for a link")


def check_select(select: Payload) -> None:
    length("components.placeholder", select.get("placeholder"), 150)
    options = select.get("options", [])
    if select["type"] == SELECT and not 1 <= len(options) <= 25:
        raise invalid("components.options", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 25 in length.")
    for option in options:
        length("components.options.label", option["label"], 100, 1)
        length("components.options.value", option["value"], 100, 1)
        length("components.options.description", option.get("description"), 100)
    values = [option["value"] for option in options]
    if len(set(values)) < len(values):
        raise invalid("components.options", "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", "Values must be unique")


def check_ids(components: list[Payload]) -> None:
    ids = [component["custom_id"] for component in components if "custom_id" in component]
    for custom_id in ids:
        length("components.custom_id", custom_id, 100, 1)
    if len(set(ids)) < len(ids):
        raise invalid("components", "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated")


def check_modal(form: Payload) -> None:
    """A form that is opened over an interaction."""
    length("data.title", form.get("title"), 45, 1)
    length("data.custom_id", form.get("custom_id"), 100, 1)
    if not 1 <= len(form["components"]) <= 5:
        raise invalid("data.components", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length.")
    everything = list(inner(form["components"]))
    for component in everything:
        if component["type"] == LABEL:
            length("data.components.label", component["label"], 45, 1)
            length("data.components.description", component.get("description"), 100)
        elif component["type"] == INPUT:
            check_input(component)
        elif component["type"] in SELECTS:
            check_select(component)
        elif component["type"] == BUTTON:
            raise invalid("data.components.type", "BASE_TYPE_CHOICES", "No buttons in a modal.")
    check_ids(everything)


def check_input(field: Payload) -> None:
    if field.get("label") is not None:
        length("data.components.label", field["label"], 45, 1)
    length("data.components.placeholder", field.get("placeholder"), 100)
    length("data.components.value", field.get("value"), field.get("max_length") or 4000)
    if not 0 <= (field.get("min_length") or 0) <= 4000 or not 1 <= (field.get("max_length") or 4000) <= 4000:
        raise invalid("data.components.max_length", "NUMBER_TYPE_MAX", "Between 1 and 4000.")
