"""Application commands: registered as Discord lets one register them, and found by their names."""

from typing import TYPE_CHECKING

from aiohttp import web
from discord import Locale

from tests.e2e.loopback.answers import Refused, answer, invalid, length
from tests.e2e.loopback.people import Payload, snowflake

if TYPE_CHECKING:
    from tests.e2e.loopback.server import Loopback

SLASH, USER, MESSAGE = 1, 2, 3
MOST = {SLASH: 100, USER: 5, MESSAGE: 5}
SUBCOMMAND, GROUP = 1, 2
MAX_TEXT = 8_000
LOCALES = {locale.value for locale in Locale}


class CommandsRegistry:
    """`commands`: those of all servers under "", and under each server's id its own."""

    def __init__(self, discord: "Loopback") -> None:
        self.discord = discord
        self.commands: dict[str, list[Payload]] = {}

    def routes(self) -> list[web.RouteDef]:
        application = "/api/v10/applications/{application}"
        paths = [f"{application}/commands", f"{application}/guilds/{{guild}}/commands"]
        return [route for path in paths for route in (web.put(path, self.put), web.get(path, self.get))]

    async def get(self, request: web.Request) -> web.Response:
        """All commands of one scope; other languages only where they are asked for."""
        commands = self.commands.get(self.scope(request), [])
        return answer(commands if request.query.get("with_localizations") == "true" else [*map(unlocalised, commands)])

    async def put(self, request: web.Request) -> web.Response:
        """Replace all commands of one scope. Those that stay keep their ids."""
        scope, asked = self.scope(request), await request.json()
        for number, command in enumerate(asked):
            check_command(command, str(number))
        names = [(command.get("type", SLASH), command["name"]) for command in asked]
        if len(set(names)) < len(names):
            raise invalid("name", "APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique")
        for kind, most in MOST.items():
            if sum(type == kind for type, _ in names) > most:
                raise Refused(400, 30032, f"Maximum number of application commands reached ({most}).")
        old = {(command["type"], command["name"]): command["id"] for command in self.commands.get(scope, [])}
        application = request.match_info["application"]
        self.commands[scope] = [
            {
                "application_id": application,
                "version": snowflake(),
                "type": SLASH,
                "description": "",
                "integration_types": [0],
                **{key: value for key, value in command.items() if value is not None},
                "id": old.get(name) or snowflake(),
            }
            for name, command in zip(names, asked, strict=True)
        ]
        return answer(self.commands[scope])

    def scope(self, request: web.Request) -> str:
        if request.match_info["application"] != self.discord.me.id:
            raise Refused(403, 20012, "You are not authorized to perform this action on this application")
        guild = request.match_info.get("guild", "")
        if guild and guild not in self.discord.guilds:
            raise Refused(403, 50001, "Missing Access")
        return guild

    def find(self, guild: str, kind: int, name: str) -> Payload:
        """The command of that name: the server's own first.

        Raises:
            LookupError: nothing of that name is registered.
        """
        for command in [*self.commands.get(guild, []), *self.commands.get("", [])]:
            if (command["type"], command["name"]) == (kind, name):
                return command
        raise LookupError(f"no command {name!r} of kind {kind} is registered")


def unlocalised(thing: Payload) -> Payload:
    """A command without the languages of its names and descriptions."""
    gone = {"name_localizations": None, "description_localizations": None}
    parts = {key: [*map(unlocalised, thing[key])] for key in ("options", "choices") if key in thing}
    return {**thing, **{key: value for key, value in gone.items() if key in thing}, **parts}


def check_command(command: Payload, where: str) -> None:
    kind = command.get("type", SLASH)
    if kind != SLASH:
        length(f"{where}.name", command["name"], 32, 1)
        if command.get("description") or command.get("options"):
            raise invalid(f"{where}.description", "APPLICATION_COMMAND_INVALID", "Context menus have no description")
        return
    check_named(command, where)
    check_options(command.get("options", []), where)
    if (size := text_size(command)) > MAX_TEXT:
        raise invalid(where, "APPLICATION_COMMAND_TOO_LARGE", f"{size} characters exceed {MAX_TEXT}")


def check_options(options: list[Payload], where: str, depth: int = 0) -> None:
    if len(options) > 25:
        raise invalid(f"{where}.options", "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.")
    names = [option["name"] for option in options]
    if len(set(names)) < len(names):
        raise invalid(f"{where}.options", "APPLICATION_COMMAND_OPTIONS_NAME_INVALID", "Option names must be unique")
    optional = False
    for number, option in enumerate(options):
        place = f"{where}.options.{number}"
        check_named(option, place)
        if option["type"] in {SUBCOMMAND, GROUP}:
            if depth + option["type"] > 2:
                raise invalid(place, "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Nested too deeply")
            check_options(option.get("options", []), place, depth + 1)
        elif option.get("required") and optional:
            raise invalid(place, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", "Required options come first")
        optional = optional or not option.get("required")
        if option.get("choices") and option.get("autocomplete"):
            raise invalid(place, "APPLICATION_COMMAND_OPTION_AUTOCOMPLETE_INVALID", "Choices, or autocomplete")
        check_choices(option.get("choices", []), place)


def check_choices(choices: list[Payload], where: str) -> None:
    """The choices of an option, or what autocompletion offers."""
    if len(choices) > 25:
        raise invalid(f"{where}.choices", "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.")
    for choice in choices:
        for name in [choice["name"], *(choice.get("name_localizations") or {}).values()]:
            length(f"{where}.choices.name", name, 100, 1)
        if isinstance(choice["value"], str):
            length(f"{where}.choices.value", choice["value"], 100)


def check_named(thing: Payload, where: str) -> None:
    """A command's or an option's name and description, in every language."""
    for key in ("name", "description"):
        translated = thing.get(f"{key}_localizations") or {}
        if unknown := set(translated) - LOCALES:
            raise invalid(f"{where}.{key}_localizations", "DICT_TYPE_UNKNOWN", f"No such locales: {unknown}")
        for text in [thing.get(key, ""), *translated.values()]:
            if key == "description":
                length(f"{where}.description", text, 100, 1)
            elif not valid_name(text):
                raise invalid(f"{where}.name", "STRING_TYPE_REGEX", "String value did not match validation regex.")


def valid_name(name: str) -> bool:
    letters = all(letter.isalnum() or letter in "-_'" for letter in name)
    return letters and 1 <= len(name) <= 32 and name == name.lower()


def text_size(thing: Payload) -> int:
    """Characters of names, descriptions and values, each in its longest language."""
    size = 0
    for key in ("name", "description"):
        texts = [thing.get(key) or "", *(thing.get(f"{key}_localizations") or {}).values()]
        size += max(len(text) for text in texts)
    size += len(str(thing["value"])) if "value" in thing else 0
    return size + sum(text_size(part) for key in ("options", "choices") for part in thing.get(key) or [])
