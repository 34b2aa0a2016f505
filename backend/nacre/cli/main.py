"""The `nacre` command: argument parsing, exit codes and the words for things that go wrong.

Every subcommand imports what it needs when it runs, so `nacre --help` answers at once and a part that
is not installed only hurts the command that needs it.

Exit codes: 0 done, 1 failed, 2 bad usage or input, 130 interrupted.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from nacre import __version__
from nacre.cli.errors import BadInput, CommandError

DEFAULT_ENDPOINT: Final = "tcp://127.0.0.1:5577"
DEFAULT_WEB_PORT: Final = 8777
TRAINABLE: Final = ("objects", "terrain", "renderer", "generator", "dynamics")

Handler = Callable[[argparse.Namespace], int]


def size(text: str) -> tuple[int, int]:
    """'640x360' → (640, 360); ArgumentTypeError outside 32..4096 per side."""
    width, separator, height = text.lower().partition("x")
    if not (separator and width.isdigit() and height.isdigit()):
        raise argparse.ArgumentTypeError(f"{text!r} is not a size; write it like 640x360")
    pair = int(width), int(height)
    if not all(32 <= side <= 4096 for side in pair):
        raise argparse.ArgumentTypeError(f"{text!r} is out of range; each side may be 32 to 4096")
    return pair


def hours(text: str) -> float:
    """Time of day: '18.5' or '18:30'; ArgumentTypeError outside 0..24."""
    clock, separator, minutes = text.partition(":")
    try:
        value = float(clock) + (float(minutes) / 60.0 if separator else 0.0)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a time; write it like 18.5 or 18:30") from None
    if not 0.0 <= value <= 24.0:
        raise argparse.ArgumentTypeError(f"{text!r} is out of range; a day has 0 to 24 hours")
    return value


def positive(text: str) -> float:
    """A number above zero."""
    try:
        value = float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number") from None
    if not 0.0 < value < 1e6:
        raise argparse.ArgumentTypeError(f"{text!r} must be above zero")
    return value


def seed(text: str) -> int:
    """A world's seed, 0 to 2**31 - 1."""
    if not text.isdigit() or int(text) >= 2**31:
        raise argparse.ArgumentTypeError(f"{text!r} is not a seed; use a whole number from 0 to {2**31 - 1}")
    return int(text)


def port(text: str) -> int:
    """A TCP port, 1 to 65535."""
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port; use 1 to 65535")
    return int(text)


def _play(arguments: argparse.Namespace) -> int:
    from nacre.cli.play import play

    return play(arguments)


def _shot(arguments: argparse.Namespace) -> int:
    from nacre.cli.capture import shot

    return shot(arguments)


def _clip(arguments: argparse.Namespace) -> int:
    from nacre.cli.capture import clip

    return clip(arguments)


def _doctor(arguments: argparse.Namespace) -> int:
    from nacre.cli.doctor import doctor

    return doctor(as_json=arguments.json, endpoint=arguments.endpoint)


def _teach(arguments: argparse.Namespace) -> int:
    from nacre.cli.work import teach

    return teach(arguments)


def _train(arguments: argparse.Namespace) -> int:
    from nacre.cli.work import train

    return train(arguments)


def _eval(arguments: argparse.Namespace) -> int:
    from nacre.cli.work import evaluate

    return evaluate(arguments)


def build_parser() -> argparse.ArgumentParser:
    """The whole command line."""
    parser = argparse.ArgumentParser(
        prog="nacre",
        description="Generated worlds you can walk through.",
        epilog="Start with: nacre play",
    )
    parser.add_argument("--version", action="version", version=f"nacre {__version__}")
    parser.add_argument("--debug", action="store_true", help="show the full traceback when something fails")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, handler: Handler, text: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
        sub.set_defaults(handler=handler)
        return sub

    # serve and bench have flags of their own, which `_delegate` hands on; here are their lines in the help.
    commands.add_parser("serve", help="serve worlds to engines and players", add_help=False)

    sub = command("play", _play, "start a server and open the browser player")
    _model_options(sub)
    sub.add_argument("--prompt", help="go straight into this world")
    sub.add_argument("--seed", type=seed, help="the world's seed, with --prompt")
    sub.add_argument("--host", default="127.0.0.1", help="address of the page (%(default)s)")
    sub.add_argument("--port", type=port, default=DEFAULT_WEB_PORT, help="port of the page (%(default)s)")
    sub.add_argument("--connect", metavar="ENDPOINT", help="use a running server instead of starting one")
    sub.add_argument("--no-browser", action="store_true", help="print the address, open nothing")

    for name, handler, text, output in (
        ("shot", _shot, "make one picture of a world", "picture: .png or .jpg"),
        ("clip", _clip, "walk through a world by script and record it", "film: .gif or .mp4"),
    ):
        sub = command(name, handler, text)
        sub.add_argument("prompt", help="what the world is, in a sentence")
        sub.add_argument("-o", "--output", type=Path, required=True, help=output)
        sub.add_argument("--seed", type=seed, default=1, help="same prompt and seed, same world (%(default)s)")
        sub.add_argument("--yaw", type=float, default=0.0, help="degrees to turn right from the start")
        sub.add_argument("--pitch", type=float, default=0.0, help="degrees to look up")
        sub.add_argument("--hours", type=hours, help="time of day, 0 to 24; replaces what the prompt says")
        _model_options(sub)
        if name == "shot":
            sub.add_argument("--size", type=size, default=(1280, 720), help="pixels, WxH (1280x720)")
        else:
            sub.add_argument("--size", type=size, default=(480, 270), help="pixels, WxH (480x270)")
            sub.add_argument(
                "--script",
                default="w3s,look90,w2s,wait1s",
                help="comma-separated: w2s (keys w a s d, seconds), sprint-w2s, look90 (degrees right), "
                "pitch10 (degrees up), jump, wait1s (default: %(default)s)",
            )

    sub = command("doctor", _doctor, "say what is installed, what is missing and how fast this machine is")
    sub.add_argument("--json", action="store_true", help="machine-readable")
    sub.add_argument("--endpoint", default=DEFAULT_ENDPOINT, help="the port to look at (%(default)s)")

    sub = command("teach", _teach, "look at the procedural teacher")
    sub.add_argument("--show", type=Path, required=True, metavar="PNG", help="write a contact sheet here")

    sub = command("train", _train, "train one part of the model")
    sub.add_argument("part", choices=TRAINABLE)
    sub.add_argument("--minutes", type=positive, required=True, help="wall-clock time to train for")
    sub.add_argument("--resume", action="store_true", help="go on from the last checkpoint")
    sub.add_argument("--threads", type=int, default=0, help="torch threads; 0 leaves it to the part")
    sub.add_argument("--out", type=Path, help="checkpoints and logs (a folder of the part's own under runs/)")

    sub = command("eval", _eval, "measure the quality of generated worlds")
    sub.add_argument("--json", type=Path, required=True, metavar="FILE", help="write every figure here")
    sub.add_argument("--quick", action="store_true", help="fewer worlds, wider error bars")
    sub.add_argument("--html", type=Path, metavar="FILE", help="also write a report with pictures")
    sub.add_argument("--resume", action="store_true", help="take over what an earlier run of this model has measured")

    commands.add_parser("check", help="check that a server or a client keeps to the protocol", add_help=False)
    commands.add_parser("top", help="a live table of a server's sessions", add_help=False)
    commands.add_parser("token", help="make, list and revoke access tokens", add_help=False)
    commands.add_parser("usage", help="who used how much of a server", add_help=False)
    commands.add_parser("bench", help="measure speed: play, bridge, runtimes or gpu", add_help=False)
    commands.add_parser("engines", help="build and check TensorRT engines", add_help=False)
    return parser


def _model_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", default="pearl", help="pearl, test-pattern or an adapter (%(default)s)")
    parser.add_argument("--threads", type=int, default=0, help="compute threads; 0 leaves torch's own choice")


def _delegate(words: list[str]) -> Callable[[], int] | None:
    """The run of a command that parses its own flags; None for every other command."""
    if words[:1] == ["serve"]:
        from nacre.cli.play import serve

        return lambda: serve(words[1:])
    if words[:1] == ["check"]:
        from nacre.cli.check import check

        return lambda: check(words[1:])
    if words[:1] in (["token"], ["usage"]):
        from nacre.cli import access as cli_access

        return lambda: getattr(cli_access, words[0])(words[1:])
    if words[:1] == ["top"]:
        from nacre.cli.top import top

        return lambda: top(words[1:])
    if words[:1] == ["engines"]:
        from nacre.cli.engines import engines

        return lambda: engines(words[1:])
    if words[:1] == ["bench"]:
        if words[1:2] not in (["play"], ["bridge"], ["runtimes"], ["gpu"]):
            raise BadInput("say what to measure", "nacre bench play, bridge, runtimes or gpu; add --help for more")
        from nacre.cli.work import bench

        return lambda: bench(words[1:])
    return None


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code. Only bad usage raises: SystemExit, with code 2."""
    words = list(sys.argv[1:] if argv is None else argv)
    debug = "--debug" in words[:1]
    name = next((word for word in words if not word.startswith("-")), "")
    try:
        if (run := _delegate(words[1:] if debug else words)) is not None:
            return run()
        arguments = build_parser().parse_args(words)
        handler: Handler = arguments.handler
        return handler(arguments)
    except KeyboardInterrupt:
        print("\ninterrupted", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # The reader of our output went away, as in `nacre doctor | head`: nothing is wrong.
        sys.stderr.close()
        return 0
    except CommandError as error:
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
