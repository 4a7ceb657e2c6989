"""docs/configuration.md names every key and every option, with its type and its default, and no other."""

import inspect
import json
import re
from importlib.metadata import entry_points
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin

import pytest

from hypotez.entrypoints.config_values import Config, EngineTables
from hypotez.ports.engine import NameOrPath

PAGE = (Path(__file__).parents[2] / "docs/configuration.md").read_text("utf-8")
ROW = re.compile(r"^\| `(\w+)` \| (.+?) \| (.+?) \| .+ \|$", re.MULTILINE)
SECTIONS = {
    heading.strip("[]"): {key: (type, default) for key, type, default in ROW.findall(text)}
    for heading, text in re.findall(r"^##+ ([^\n]+)\n(.*?)(?=^##|\Z)", PAGE, re.MULTILINE | re.DOTALL)
}
OPTIONS = {str: "text", int: "whole number", float: "number", bool: "true or false"}
SCHEMAS = {"boolean": "true or false", "integer": "whole number", "number": "number"}
TABLES = {name for name, field in Config.model_fields.items() if field.annotation.__module__ == Config.__module__}
KINDS = ("stt", "tts", "audio", "learners")
ENGINES = [(kind, point) for kind in KINDS for point in entry_points(group=f"hypotez.{kind}")]


def in_words(schema: dict[str, Any]) -> str:
    """What a JSON schema asks for, as the page writes it."""
    schema = next((kind for kind in schema.get("anyOf", []) if kind["type"] != "null"), schema)
    if "enum" in schema:
        *first, last = (f"`{json.dumps(value)}`" for value in schema["enum"])
        return f"{', '.join(first)} or {last}"
    match schema["type"], schema.get("format"):
        case "array", _:
            return "list of names"
        case "object", _:
            return "table"
        case "string", form:
            return {"path": "path", "password": "secret"}.get(form, "text")
    above = f" above {schema['exclusiveMinimum']}" if "exclusiveMinimum" in schema else ""
    least = f" from {schema['minimum']:g}" if "minimum" in schema else ""
    most = f" to {schema['maximum']:g}" if "maximum" in schema else ""
    return SCHEMAS[schema["type"]] + above + least + most


def option_type(annotation: Any) -> str:
    if get_origin(annotation) is Annotated:
        return "text or path" if annotation == NameOrPath else "path"
    if get_origin(annotation) is Literal:
        *first, last = (f"`{json.dumps(value)}`" for value in get_args(annotation))
        return f"{', '.join(first)} or {last}"
    return OPTIONS[annotation]


def documented(default: Any) -> str:
    return "none" if default in (None, {}) else f"`{json.dumps(default)}`"


@pytest.mark.parametrize("table", ["At the top", *sorted(TABLES)])
def test_each_key_is_told_with_its_type_and_default(table):
    model = Config if table == "At the top" else Config.model_fields[table].annotation
    schema = model.model_json_schema()["properties"]
    elsewhere = {*TABLES, "source"} if model is Config else {"engines"} if issubclass(model, EngineTables) else set()
    told = SECTIONS[table]
    assert set(told) == set(model.model_fields) - elsewhere
    for key, (type, default) in told.items():
        assert type == in_words(schema[key]), key
        if model.model_fields[key].default_factory is None:
            assert default == documented(model.model_fields[key].default), key


@pytest.mark.parametrize(("kind", "point"), ENGINES, ids=lambda value: getattr(value, "name", value))
def test_each_engine_is_told_with_its_options(kind, point):
    if not point.value.startswith("hypotez."):
        pytest.skip("an outsider's engine has a page of its own")
    parameters = inspect.signature(point.load()).parameters.items()
    options = {name: one for name, one in parameters if one.kind is inspect.Parameter.KEYWORD_ONLY}
    assert SECTIONS[f"{kind}.{point.name}"] == {
        name: (option_type(option.annotation), documented(option.default)) for name, option in options.items()
    }


def test_no_engine_is_told_that_is_not_there():
    told = {section for section in SECTIONS if re.match(r"(stt|tts|audio|learners)\.", section)}
    assert told <= {f"{kind}.{point.name}" for kind, point in ENGINES}


@pytest.mark.parametrize("table", ["At the top", *sorted(TABLES)])
def test_the_template_has_each_key_but_the_secret_one(table):
    template = files("hypotez.entrypoints").joinpath("config_template.toml").read_text("utf-8")
    top, *others = re.split(r"^\[(\w+)\]\n", template, flags=re.MULTILINE)
    sections = {"At the top": top} | dict(zip(others[::2], others[1::2], strict=True))
    for key in set(SECTIONS[table]) - {"token"}:
        assert re.search(rf"^# ({key} = |\[{table}\.{key}\.)", sections[table], re.MULTILINE), key
