"""Which engines there are, which of them may be used, and how one is set up.

Engines enter by the public door, entry points, ours like an outsider's. The name in the config is the entry point's,
or that of a table with `engine = "..."` in it.
"""

import difflib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from hypotez.adapters.compose.recipe import Recipe
from hypotez.entrypoints.config import Config, EngineConfig
from hypotez.entrypoints.options import check_options, located, option_types, takes
from hypotez.ports.engine import Place, Status
from hypotez.ports.errors import ConfigError, EngineUnavailable, OptionError
from hypotez.ports.names import legible, shown
from hypotez.ports.weights import Download, HubRepo

__all__ = [
    "EngineInfo",
    "Kind",
    "allowed",
    "check_engine",
    "check_offline",
    "choosable",
    "describe",
    "engine_tables",
    "engines",
    "installed",
    "preferred",
    "pulling_advice",
    "recipe",
    "weights",
    "weights_folder",
]


class Kind(StrEnum):
    """What an engine does: also its table in the config, and the end of its entry-point group."""

    STT = "stt"
    TTS = "tts"
    AUDIO = "audio"
    LEARNER = "learners"

    @property
    def group(self) -> str:
        """The entry-point group."""
        return f"hypotez.{self.value}"


@dataclass(frozen=True, slots=True)
class EngineInfo:
    """An engine as `hypotez engines` shows it. `pulls`: models that can be fetched. `used`: it may be used now.

    `languages` as in `SttCan`; None also for kinds that do not tell.
    """

    kind: Kind
    name: str
    place: Place
    status: Status
    languages: frozenset[str] | None = None
    detects: bool = False
    pulls: tuple[str, ...] = ()
    used: bool = False


def installed(kind: Kind) -> tuple[str, ...]:
    """The names of all engines of a kind, in alphabetical order; nothing is imported."""
    return tuple(sorted(point.name for point in entry_points(group=kind.group)))


def recipe(kind: Kind, name: str, config: Config) -> Recipe:
    """How to build the engine that the config calls `name`: the table [kind.name] is its options.

    An engine that takes `models` is told the folder where `hypotez pull` puts weights; paths start at the config's.

    Raises:
        ConfigError: no such engine, or an option that it does not have, or not with this type.
        EngineUnavailable: its module cannot be imported.
    """
    table = engine_tables(kind, config).get(name, EngineConfig())
    point = table.engine or name
    if point not in installed(kind):
        raise ConfigError(_no_engine(kind, point, installed(kind)))
    factory = Recipe(kind.group, point).factory()
    types = option_types(factory)
    options = table.options | {key: text for key, text in table.texts.items() if takes(types.get(key, Any), text)}
    check_options(f"{kind}.{name}", options, types)
    if "models" in types and not options.get("models"):
        options["models"] = str(config.storage.models)
    folder = config.source.absolute().parent if config.source else Path.cwd()
    options = located(f"{kind}.{name}", options, types, folder, getattr(factory, "pulls", ()))
    return Recipe(kind.group, point, options, called=name)


def weights_folder(how: Recipe, config: Config) -> Path:
    """Where a recogniser's weights are, each model in a folder of its own."""
    return Path(str(how.options.get("models") or config.storage.models), how.name)


def check_engine(kind: Kind, name: str, config: Config) -> None:
    """Build an engine to see whether its table is right. Whether it can work here is another question.

    Raises:
        ConfigError: as `recipe`, and whatever its constructor says.
    """
    with suppress(EngineUnavailable):
        how = recipe(kind, name, config)
        try:
            how.build()
        except EngineUnavailable:
            raise
        except Exception as error:
            raise ConfigError(f"[{kind}.{name}] {error}") from error


def describe(kind: Kind, name: str, config: Config, *, used: bool = False) -> EngineInfo:
    """What an engine tells about itself; one that cannot even be built is shown as not installed."""
    try:
        engine: Any = recipe(kind, name, config).build()
        can = engine.can
        return EngineInfo(
            kind,
            name,
            getattr(can, "place", Place.LOCAL),
            _status(engine),
            getattr(can, "languages", None),
            getattr(can, "detects", False),
            tuple(getattr(engine, "pulls", ())),
            used,
        )
    except Exception as error:  # noqa: BLE001 - an outsider's broken engine must not hide the others
        return EngineInfo(kind, name, Place.LOCAL, Status(installed=False, ready=False, hint=str(error)), used=used)


def _status(engine: Any) -> Status:
    status = engine.status()
    if not isinstance(status, Status):
        raise TypeError(f"status() of {type(engine).__name__} must return a Status, not {type(status).__name__}.")
    return status


def engines(config: Config) -> tuple[EngineInfo, ...]:
    """All engines, installed and configured, in the order of their kinds and names."""
    found: list[EngineInfo] = []
    for kind in Kind:
        may = _may(kind, config)
        names = sorted({*installed(kind), *engine_tables(kind, config)})
        found += [describe(kind, name, config, used=name in may) for name in names]
    return tuple(found)


def allowed(kind: Kind, config: Config, wished: str | None = None) -> tuple[str, ...]:
    """The engines that may be used, first choice first; only `wished` where that is given.

    What [stt] use names may be used; without it, all local engines that are ready, the best first; for speech, espeak.
    Where the config does not say, somebody who names an engine has asked for it, wherever it is. `offline_only` forbids
    all that are not local.

    Raises:
        OptionError: `wished` is not among them.
        ConfigError: an engine that is used is not there, or goes against `offline_only`.
    """
    may = _may(kind, config)
    if wished is None:
        for name in may:
            check_offline(kind, name, config)
        return may
    known = sorted({*installed(kind), *engine_tables(kind, config), *may})
    if wished not in known:
        where = f" under [{kind}]{_near(wished, known)}"
        raise OptionError(
            f"There is no engine {shown(wished)}{where}: there are {', '.join(known)}.",
            key="engine-not-there",
            name=legible(wished),
            there=", ".join(known),
        )
    if wished not in may and _lists(kind, config):
        raise OptionError(
            f"The engine {shown(wished)} may not be used: the config allows {', '.join(may)}.",
            key="engine-not-allowed",
            name=legible(wished),
            there=", ".join(may),
        )
    check_offline(kind, wished, config)
    return (wished,)


def choosable(kind: Kind, config: Config) -> tuple[str, ...]:
    """The engines that somebody may ask for by name and that are ready, or that the config lists, first choice first.

    Raises:
        ConfigError: as `allowed`.
    """
    may = allowed(kind, config)
    if _lists(kind, config):
        return may
    names = sorted({*installed(kind), *engine_tables(kind, config)} - {*may})
    others = [describe(kind, name, config) for name in names]
    near = [info for info in others if info.place is Place.LOCAL or not config.offline_only]
    return (*may, *(info.name for info in near if info.status.ready))


def preferred(kind: Kind, config: Config, wished: tuple[str, ...]) -> tuple[str, ...]:
    """Those of `wished` that may be used, in that order; where none is left, all that may be used.

    Raises:
        ConfigError: as `allowed`.
    """
    may = allowed(kind, config)
    return tuple(dict.fromkeys(name for name in wished if name in may)) or may


def weights(name: str, model: str, config: Config) -> tuple[Download | HubRepo, Path]:
    """What to fetch for a recogniser's model, and into which folder.

    Raises:
        ConfigError: no such engine.
        OptionError: it has nothing to fetch, or not this model.
        EngineUnavailable: it is not installed, so that weights would be of no use.
    """
    how = recipe(Kind.STT, name, config)
    if not (status := describe(Kind.STT, name, config).status).installed:
        raise EngineUnavailable(status.hint, engine=name)
    pulls: Mapping[str, Download | HubRepo] = getattr(how.factory(), "pulls", {})
    if not pulls:
        raise OptionError(f"The engine {name!r} has no models that could be fetched.")
    if model not in pulls:
        near = _near(model, tuple(pulls))
        raise OptionError(f"There is no model {model!r} for {name}{near}; there are {', '.join(pulls)}.")
    return pulls[model], weights_folder(how, config) / model


def pulling_advice(names: Sequence[str], config: Config) -> str:
    """A sentence that says which other engines would know more languages, and how to get them."""
    others = [
        info for info in engines(config) if info.kind is Kind.STT and info.name not in names and info.status.installed
    ]
    pulls = [f"`hypotez pull {info.name} {info.pulls[0]}`" for info in others if info.pulls]
    clouds = [info.name for info in others if info.place is Place.CLOUD]
    ways = []
    if pulls:
        ways.append(f"fetch a model that does with {' or '.join(pulls)}")
    if clouds and not config.offline_only:
        ways.append(f"allow {' or '.join(clouds)} in the config under [stt] use")
    advice = ", or ".join(ways)
    return f"{advice[:1].upper()}{advice[1:]}." if advice else ""


def _may(kind: Kind, config: Config) -> tuple[str, ...]:
    if kind is Kind.AUDIO:
        return (config.audio.use,)
    if kind is Kind.TTS:
        return config.tts.use
    if kind is Kind.LEARNER:
        return config.learners.use
    return config.stt.use if config.stt.use is not None else _best_local(config)


def _lists(kind: Kind, config: Config) -> bool:
    """Whether the config says itself which engines may be used."""
    tables = {Kind.STT: config.stt, Kind.TTS: config.tts, Kind.AUDIO: config.audio, Kind.LEARNER: config.learners}
    return "use" in tables[kind].model_fields_set


def _best_local(config: Config) -> tuple[str, ...]:
    """Local recognisers that are ready: those that find out the language first, then those that know more of them."""
    for name in config.stt.engines:
        check_engine(Kind.STT, name, config)  # what is wrong with a table is said, and not passed over
    names = {*installed(Kind.STT), *config.stt.engines}
    infos = [describe(Kind.STT, name, config) for name in names]
    ready = [info for info in infos if info.place is Place.LOCAL and info.status.ready]

    def rank(info: EngineInfo) -> tuple[bool, float, str]:
        return not info.detects, -len(info.languages) if info.languages is not None else -1e9, info.name

    return tuple(info.name for info in sorted(ready, key=rank))


def check_offline(kind: Kind, name: str, config: Config) -> None:
    """Whether an engine may be asked where nothing may leave the machine.

    Raises:
        ConfigError: it is not local, and `offline_only` is set.
    """
    if config.offline_only and (place := describe(kind, name, config).place) is not Place.LOCAL:
        raise ConfigError(
            f"The engine {name!r} is a {place} engine, and offline_only is set; leave one of the two out."
        )


def engine_tables(kind: Kind, config: Config) -> Mapping[str, EngineConfig]:
    """The tables of a kind's engines, by the names that the config gives them."""
    tables = {Kind.STT: config.stt, Kind.TTS: config.tts, Kind.AUDIO: config.audio, Kind.LEARNER: config.learners}
    return tables[kind].engines


def _no_engine(kind: Kind, name: str, known: Sequence[str]) -> str:
    return f"There is no engine {name!r} under [{kind}]{_near(name, known)}; there are {', '.join(known)}."


def _near(name: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    return f", did you mean {near[0]!r}" if near else ""
