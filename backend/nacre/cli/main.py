"""The `nacre` command: picks the command, runs it, and turns what goes wrong into words and an exit code.

Every command imports what it needs when it runs, so `nacre --help` answers at once and a part that is not installed
only hurts the command that needs it.

Exit codes: 0 done, 1 failed, 2 bad usage or input, 130 interrupted.
"""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Sequence
from types import ModuleType
from typing import Final

from nacre import __version__
from nacre.cli.commands import (
    bake,
    bench,
    check,
    clip,
    doctor,
    engines,
    evaluate,
    play,
    serve,
    shape,
    shot,
    teach,
    token,
    top,
    train,
    usage,
)
from nacre.cli.errors import BadInput
from nacre.errors import Failure

# In the order of the help. Each module has add_parser(subparsers) and run(arguments).
COMMANDS: Final[dict[str, ModuleType]] = {
    "serve": serve,
    "play": play,
    "shot": shot,
    "clip": clip,
    "doctor": doctor,
    "bake": bake,
    "shape": shape,
    "teach": teach,
    "train": train,
    "eval": evaluate,
    "check": check,
    "top": top,
    "token": token,
    "usage": usage,
    "bench": bench,
    "engines": engines,
}
# Commands that hand their words on to a parser elsewhere, which is only imported when they run.
OWN_PARSER: Final = ("serve", "bench")


def build_parser() -> argparse.ArgumentParser:
    """The whole command line, but for the options of the commands in OWN_PARSER."""
    parser = argparse.ArgumentParser(
        prog="nacre",
        description="Generated worlds you can walk through.",
        epilog="Start with: nacre play",
    )
    parser.add_argument("--version", action="version", version=f"nacre {__version__}")
    parser.add_argument("--debug", action="store_true", help="show the full traceback when something fails")
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for module in COMMANDS.values():
        module.add_parser(subparsers)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code. Only bad usage raises: SystemExit, with code 2."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that has no letter for "…" shows another; a help text is no reason to fail.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    words = list(sys.argv[1:] if argv is None else argv)
    debug = "--debug" in words[:1]
    name = next((word for word in words if not word.startswith("-")), "")
    try:
        return _run(words[1:] if debug else words)
    except KeyboardInterrupt:
        print("\ninterrupted", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # The reader of our output went away, as in `nacre doctor | head`: nothing is wrong.
        sys.stderr.close()
        return 0
    except Failure as error:
        print(f"nacre {name}: {error}", file=sys.stderr)
        if error.hint:
            print(f"  hint: {error.hint}", file=sys.stderr)
        return 2 if isinstance(error, BadInput) else 1
    except Exception as error:
        if debug:
            raise
        print(f"nacre {name}: {type(error).__name__}: {error}", file=sys.stderr)
        print(f"  hint: nacre --debug {name} … shows the traceback", file=sys.stderr)
        return 1


def _run(words: list[str]) -> int:
    if words and words[0] in OWN_PARSER:
        arguments = argparse.Namespace(command=words[0], words=words[1:])
    else:
        arguments = build_parser().parse_args(words)
    code: int = COMMANDS[arguments.command].run(arguments)
    return code
