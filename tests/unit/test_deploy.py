"""What is in deploy/ is right as far as that shows without a server: linters, and that it fits the program."""

import json
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

from hypotez.entrypoints.config import DiscordConfig, load_config
from hypotez.entrypoints.discord.bot import CLOSING
from hypotez.entrypoints.discord.underway import LAST_WORDS
from tests.docs import console

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]

KEYS = {
    "Unit": "After Before BindsTo Conflicts Description Documentation OnFailure PartOf Requires StartLimitBurst "
    "StartLimitIntervalSec Wants",
    "Service": "AmbientCapabilities BindPaths BindReadOnlyPaths CPUQuota CacheDirectory CacheDirectoryMode "
    "CapabilityBoundingSet ConfigurationDirectory DynamicUser Environment EnvironmentFile ExecReload ExecStart "
    "ExecStartPre ExecStopPost Group KillMode KillSignal LimitNOFILE LoadCredential LockPersonality LogsDirectory "
    "MemoryDenyWriteExecute MemoryHigh MemoryMax NoNewPrivileges PrivateDevices PrivateIPC PrivateNetwork PrivateTmp "
    "PrivateUsers ProcSubset ProtectClock ProtectControlGroups ProtectHome ProtectHostname ProtectKernelLogs "
    "ProtectKernelModules ProtectKernelTunables ProtectProc ProtectSystem ReadOnlyPaths ReadWritePaths RemoveIPC "
    "Restart RestartPreventExitStatus RestartSec RestrictAddressFamilies RestrictNamespaces RestrictRealtime "
    "RestrictSUIDSGID RuntimeDirectory RuntimeMaxSec StandardError StandardOutput StateDirectory StateDirectoryMode "
    "SuccessExitStatus SyslogIdentifier SystemCallArchitectures SystemCallErrorNumber SystemCallFilter TasksMax "
    "TimeoutStartSec TimeoutStopSec Type UMask User WatchdogSec WorkingDirectory",
    "Install": "Alias Also RequiredBy WantedBy",
}
"""Sections of a unit, with keys from systemd.unit(5), systemd.service(5), systemd.exec(5) and systemd.kill(5)."""
INSTRUCTIONS = set("ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM LABEL RUN SHELL STOPSIGNAL USER VOLUME WORKDIR".split())


def settings(unit: str) -> list[tuple[str, str, str]]:
    """Each line's section, key and value."""
    section, found = "", []
    for line in unit.splitlines():
        if heading := re.fullmatch(r"\[(\w+)\]", line):
            section = heading[1]
        elif line and not line.startswith(("#", ";")):
            key, equals, value = line.partition("=")
            assert equals, line
            found.append((section, key, value))
    return found


UNIT = settings((DEPLOY / "hypotez.service").read_text("utf-8"))


def values(wanted: str) -> list[str]:
    return [value for _, key, value in UNIT if key == wanted]


def test_the_unit_has_only_keys_that_there_are() -> None:
    for section, key, _ in UNIT:
        assert key in KEYS[section].split(), f"[{section}] {key}"


def verified(unit: str, folder: Path) -> str:
    """What systemd says about a unit whose program is there."""
    path = folder / "hypotez.service"
    path.write_text(unit.replace("/opt/hypotez/bin/hypotez", sys.executable), "utf-8")
    result = subprocess.run(
        ["systemd-analyze", "verify", str(path)], capture_output=True, text=True, timeout=60, check=False
    )
    return "".join(line for line in result.stderr.splitlines(keepends=True) if path.name in line)


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not on this machine")
def test_systemd_has_nothing_against_the_unit(tmp_path: Path) -> None:
    unit = (DEPLOY / "hypotez.service").read_text("utf-8")
    assert verified(unit, tmp_path) == ""
    assert "ProtektHome" in verified(unit.replace("ProtectHome", "ProtektHome"), tmp_path)
    assert "sometimes" in verified(unit.replace("on-failure", "sometimes"), tmp_path)


def test_the_unit_takes_every_privilege_away_that_can_be_done_without() -> None:
    for key, value in {
        "DynamicUser": "yes",
        "NoNewPrivileges": "yes",
        "ProtectSystem": "strict",
        "ProtectHome": "yes",
        "PrivateTmp": "yes",
        "CapabilityBoundingSet": "",
        "RestrictNamespaces": "yes",
    }.items():
        assert values(key) == [value], key


def test_the_units_command_and_variables_are_the_programs(tmp_path: Path) -> None:
    (command,) = values("ExecStart")
    console.check(command.removeprefix("/opt/hypotez/bin/"))
    variables = dict(value.split("=", 1) for value in values("Environment"))
    is_understood(variables, tmp_path)
    (credential,) = values("LoadCredential")
    assert variables["HYPOTEZ_DISCORD__TOKEN_FILE"] == f"%d/{credential.partition(':')[0]}"
    assert variables["HYPOTEZ_STORAGE__DATA"] == f"%S/{values('StateDirectory')[0]}"
    assert variables["HYPOTEZ_STORAGE__CACHE"] == f"%C/{values('CacheDirectory')[0]}"


def is_understood(variables: dict[str, str], folder: Path) -> None:
    """The config takes each of the variables: it knows the key."""
    empty = folder / "hypotez.toml"
    empty.touch()
    assert variables
    before, after = load_config(empty, {}), load_config(empty, variables)
    for variable in variables:
        table, key = variable.removeprefix("HYPOTEZ_").lower().split("__")
        assert getattr(getattr(before, table), key) != getattr(getattr(after, table), key), variable


def instructions(dockerfile: str) -> Iterator[tuple[str, str]]:
    """Each instruction with its arguments; a line that ends in a backslash goes on."""
    lines = re.sub(r"^#.*\n", "", dockerfile, flags=re.MULTILINE).replace("\\\n", " ")
    for line in filter(None, map(str.strip, lines.splitlines())):
        name, _, arguments = line.partition(" ")
        yield name, " ".join(arguments.split())


DOCKER = list(instructions((DEPLOY / "Dockerfile").read_text("utf-8")))


def arguments(wanted: str) -> list[str]:
    return [arguments for name, arguments in DOCKER if name == wanted]


def copied() -> list[Path]:
    """What comes from the repository."""
    words = [word for one in arguments("COPY") if not one.startswith("--from") for word in one.split()[:-1]]
    return [ROOT / word for word in words]


def hadolint(dockerfile: str) -> str:
    program = shutil.which("hadolint", path=str(Path(sys.executable).parent)) or shutil.which("hadolint")
    if not program:
        pytest.skip("hadolint is not on this machine")
    result = subprocess.run(
        [program, "--no-color", "-"], input=dockerfile, capture_output=True, text=True, timeout=60, check=False
    )
    return result.stdout + result.stderr


def test_hadolint_has_nothing_against_the_dockerfile() -> None:
    dockerfile = (DEPLOY / "Dockerfile").read_text("utf-8")
    assert hadolint(dockerfile) == ""
    assert "DL3007" in hadolint(dockerfile.replace("3.11-slim-bookworm", "latest"))
    assert "DL3025" in hadolint(dockerfile.replace('["hypotez"]', "hypotez"))


def test_the_image_begins_with_a_pinned_python_that_the_project_takes() -> None:
    assert {name for name, _ in DOCKER} <= INSTRUCTIONS
    bases = [base.split()[0] for base in arguments("FROM")]
    assert len(set(bases)) == 1, "what one stage built must run in the other"
    version = re.fullmatch(r"python:3\.(\d+)(\.\d+)?-slim-[a-z]+", bases[0])
    assert version
    assert int(version[1]) >= int(PROJECT["requires-python"].removeprefix(">=3."))


def test_the_image_runs_the_bot_as_somebody_without_rights_who_is_told_to_end() -> None:
    assert arguments("USER")[-1] not in {"root", "0"}
    (entry,), (command,) = map(json.loads, (*arguments("ENTRYPOINT"), *arguments("CMD")))
    assert entry in PROJECT["scripts"]
    console.check(f"{entry} {command}")


def test_the_images_variables_are_the_programs_and_hold_no_secret(tmp_path: Path) -> None:
    variables = dict(re.findall(r'(\w+)="?([^\s"]+)"?', " ".join(arguments("ENV"))))
    is_understood({name: value for name, value in variables.items() if name.startswith("HYPOTEZ_")}, tmp_path)
    assert variables["HYPOTEZ_DISCORD__TOKEN_FILE"].startswith("/run/secrets/")
    assert "DISCORD_TOKEN" not in variables
    assert variables["HYPOTEZ_STORAGE__DATA"] in arguments("VOLUME")


def test_no_torch_comes_in_unless_it_is_asked_for() -> None:
    assert not [one for one in PROJECT["dependencies"] if re.match(r"(openai-whisper|torch)\b", one)]
    assert arguments("ARG") == ['EXTRAS=""']


def test_what_is_copied_is_there_is_not_ignored_and_is_enough_to_build_the_package(tmp_path: Path) -> None:
    ignore = [line for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line and line[0] != "#"]
    kept = {line[1:] for line in ignore if line.startswith("!")}
    assert ignore[0] == "*"
    assert {path.name for path in copied()} == kept
    source = tmp_path / "src"
    source.mkdir()
    caches = shutil.ignore_patterns("__pycache__")
    for path in copied():
        if path.is_dir():
            shutil.copytree(path, source / path.name, ignore=caches)
        else:
            shutil.copy(path, source)
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*pip, "--wheel-dir", str(tmp_path), str(source)], capture_output=True, timeout=120, check=True)
    (wheel,) = tmp_path.glob("hypotez-*.whl")
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if name.startswith("hypotez/")}
    there = {path.relative_to(ROOT).as_posix() for path in (ROOT / "hypotez").rglob("*.*") if path.is_file()}
    assert {name for name in there if fnmatch(name, "*.py") or fnmatch(name, "*.ftl")} <= packed


README = (DEPLOY / "README.md").read_text("utf-8")
SHELL = "".join(re.findall(r"^```console\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)).replace("\\\n", " ")


def test_the_readmes_commands_are_the_programs_and_its_files_are_there() -> None:
    lines = re.findall(r"/opt/hypotez/bin/(hypotez .*)$", SHELL, re.MULTILINE)
    lines += re.findall(r"^\$ docker run .* (hypotez (?:pull|discord).*)$", SHELL, re.MULTILINE)
    assert len(lines) == 5
    for line in lines:
        console.check(line)
    for file in re.findall(r"\bdeploy/[\w.]+", SHELL):
        assert (ROOT / file).is_file(), file
    users = {*re.findall(r"-o (\d+)", SHELL), *arguments("USER")}
    assert len(users) == 1


def test_the_readmes_config_is_one(tmp_path: Path) -> None:
    (block,) = re.findall(r"^```toml\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    path = tmp_path / "hypotez.toml"
    path.write_text(block, "utf-8")
    config = load_config(path, {})
    assert str(config.discord.token_file) == values("LoadCredential")[0].partition(":")[2]


def test_whoever_stops_the_bot_waits_longer_than_it_takes() -> None:
    engines = 5.0
    takes = DiscordConfig().grace + LAST_WORDS + CLOSING + engines
    (unit,) = values("TimeoutStopSec")
    (container,) = re.findall(r"--stop-timeout (\d+)", (DEPLOY / "README.md").read_text("utf-8"))
    assert int(unit.removesuffix("s")) >= takes
    assert container == unit.removesuffix("s")
