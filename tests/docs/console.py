"""Console blocks of the documents: lines that begin with `$ ` are commands, the lines after one are what it says.

In a block that shows what is said every command is really run, and must say just that: `...` stands for anything, ids
and times may differ. In the other blocks the commands must be there, with these options.
"""

import os
import re
import shlex
import subprocess
import sys
from itertools import dropwhile
from pathlib import Path

import typer
from typer.testing import CliRunner

from hypotez.entrypoints.cli import app as program

__all__ = ["check", "run", "spoken"]

ROOT = Path(__file__).parents[2]
PROGRAM = typer.main.get_command(program)
OTHERS = {"cat", "cp", "echo", "export", "ls", "mkdir", "pip", "python"}
PLAIN = re.compile(r"hypotez (?!speak)([^|<>$;]*)(; echo \$\?)?")
ID = r"\b(?=[a-z]*\d)[0-9a-hjkmnp-tv-z]{12}\b"
TIME = r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d\b(:[\d.]+\+00:00)?"


def spoken(block):
    """The commands of a block, each with the lines that it says."""
    pairs = []
    for line in block.strip("\n").splitlines():
        if line.startswith("$ "):
            pairs.append((line.removeprefix("$ "), []))
        else:
            pairs[-1][1].append(line)
    return [(command, "\n".join(lines)) for command, lines in pairs]


def check(command):
    """Fails for a command line that names a program, a target, a command or an option that is not there."""
    words = shlex.shlex(command, posix=True, punctuation_chars=True)
    words.whitespace_split, words.commenters = True, "#"
    simple = [[]]
    for word in words:
        if set(word) <= set("|;&"):
            simple.append([])
        else:
            simple[-1].append(word)
    for one in simple:
        name, *arguments = dropwhile(lambda word: re.match(r"\w+=", word), one)
        if name == "make":
            targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
            assert {word for word in arguments if "=" not in word} <= set(targets), command
        elif name == "hypotez":
            _parse(arguments[: arguments.index(">")] if ">" in arguments else arguments)
        else:
            assert name in OTHERS, command


def _parse(arguments):
    command, context = PROGRAM, PROGRAM.make_context("hypotez", list(arguments))
    while hasattr(command, "commands"):
        rest = [*getattr(context, "_protected_args", []), *context.args]
        if not rest and command.invoke_without_command:
            return
        name, command, rest = command.resolve_command(context, rest)
        context = command.make_context(name, rest, parent=context)


def run(block, *, outside=False):
    """Fails when a command of the block says something else than the block does.

    What needs no shell runs in this process, unless it has to be `outside`, and so do the engines: starting others
    would take most of the time. Speech is made outside, as eSpeak's samples depend a little on all that it said before,
    and a recogniser may hear the difference.
    """
    environ = {"HYPOTEZ_ISOLATION__ON": "false"}
    for command, expected in spoken(block):
        plain = None if outside else PLAIN.fullmatch(command)
        if plain:
            result = CliRunner(env=environ).invoke(program, shlex.split(plain[1]), prog_name="hypotez")
            said = result.output + (f"{result.exit_code}\n" if plain[2] else "")
        else:
            said = _in_a_shell(command, environ)
        pattern = re.escape(_steady(expected)).replace(re.escape("..."), ".*")
        said = _steady(said.replace(str(Path.home()), "/home/you"))
        assert re.fullmatch(pattern, said, re.DOTALL), f"{command}\nsays:\n{said}\nnot:\n{expected}"


def _in_a_shell(command, environ):
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["sh", "-c", command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        env=os.environ | environ | {"PATH": path},
        text=True,
        timeout=120,
        check=False,
    ).stdout


def _steady(text):
    """`text` with the same id and the same time everywhere, and columns that are a space apart."""
    return re.sub(" +", " ", re.sub(TIME, "TIME", re.sub(ID, "ID", text))).rstrip()
