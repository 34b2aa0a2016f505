"""`nacre serve`: put the model, the engine and the gateway together, and stop them cleanly."""

from __future__ import annotations

import argparse
import importlib
import ipaddress
import logging
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from nacre.protocol.definition import DEFAULT_PORT, MAX_FPS
from nacre.server.engine import Engine
from nacre.server.gateway import Gateway
from nacre.server.greeting import GatewayConfig
from nacre.server.opening import Understand, Understanding
from nacre.server.transport import RouterTransport, TransportError
from nacre.world.interface import WorldModel

MODELS: Final = {
    "pearl": "nacre.world.pearl:Pearl.load",
    "test-pattern": "nacre.adapters.test_pattern:TestPatternWorld",
}
SWITCH: Final = 0.0005  # seconds between chances for another thread
TOKEN_CHARACTERS: Final = 16  # shortest access token taken: fewer can be guessed over a network


class ConfigError(Exception):
    """The server cannot be run as asked; hint says what to change."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True)
class ServerConfig:
    """One server. port 0 takes a free one."""

    host: str = "127.0.0.1"  # nobody else on the network, unless tokens say who may come in
    port: int = DEFAULT_PORT
    model: str = "pearl"
    gateway: GatewayConfig = field(default_factory=GatewayConfig)


def default_understand(prompt: str, seed: int) -> Understanding:
    """`nacre.prompts.understand`, imported when the first prompt comes."""
    from nacre.prompts import understand

    return understand(prompt, seed)


def model_factory(name: str) -> Callable[[], WorldModel]:
    """A function that loads the model of this name, or of this `package.module:callable`."""
    path = MODELS.get(name, name)
    if ":" not in path:
        raise ConfigError(
            f"there is no model {name!r}",
            f"choose one of {', '.join(MODELS)}, or give package.module:callable",
        )

    def load() -> WorldModel:
        module, _, attribute = path.partition(":")
        made: object = importlib.import_module(module)
        for step in attribute.split("."):
            made = getattr(made, step)
        model: WorldModel = made()  # type: ignore[operator]
        return model

    return load


def check(config: ServerConfig) -> None:
    """Refuse what would be unsafe or cannot work; raises ConfigError."""
    try:
        loopback = config.host == "localhost" or ipaddress.ip_address(config.host).is_loopback
    except ValueError:
        raise ConfigError(f"{config.host!r} is no address", "give --host an IP address such as 127.0.0.1") from None
    if not loopback and not config.gateway.tokens:
        raise ConfigError(
            f"{config.host} can be reached by others, and anyone could come in",
            "give access tokens with --token-file, or keep --host 127.0.0.1 and use an SSH tunnel",
        )
    for token in config.gateway.tokens:
        if len(token) < TOKEN_CHARACTERS:
            raise ConfigError(
                f"an access token is shorter than {TOKEN_CHARACTERS} characters",
                'make one with: python -c "import secrets; print(secrets.token_urlsafe(24))"',
            )
    if not 0 <= config.port <= 65535:
        raise ConfigError(f"{config.port} is no port", "use 1 to 65535, or 0 for any free one")
    if not 1.0 <= config.gateway.fps_cap <= MAX_FPS:
        raise ConfigError(f"--fps-cap {config.gateway.fps_cap:g} is out of range", f"use 1 to {MAX_FPS}")
    if config.gateway.sessions < 1:
        raise ConfigError("--sessions must be at least 1", "leave it out for the default")


class Server:
    """A running server. A context manager; raises ConfigError or TransportError when it cannot start.

    load and understand replace what the configuration names, for tests and for embedding.
    """

    def __init__(
        self,
        config: ServerConfig,
        load: Callable[[], WorldModel] | None = None,
        understand: Understand = default_understand,
    ) -> None:
        check(config)
        load = load or model_factory(config.model)
        host = "127.0.0.1" if config.host == "localhost" else config.host
        self._transport = RouterTransport(host, config.port)
        self.endpoint = self._transport.endpoint
        self.engine = Engine(load, understand, self._transport.wake)
        self._gateway = Gateway(self._transport, self.engine, config.gateway)

    def start(self) -> Server:
        """Begin loading the model, and answering at once."""
        self.engine.start()
        self._gateway.start()
        return self

    def stop(self) -> None:
        """Tell every client, stop both threads, close the socket."""
        self._gateway.stop()
        self.engine.stop()
        self._transport.close()

    def __enter__(self) -> Server:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()


def run_server(config: ServerConfig) -> int:
    """Serve until SIGINT or SIGTERM. Exit code 0 after a clean stop, 1 when the model does not load.

    Prints one line when it is ready: `nacre: serving MODEL at ENDPOINT …`.
    Raises ConfigError and TransportError.
    """
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    # The engine's Python holds the interpreter: at the usual 5 ms a finished frame would wait that long.
    sys.setswitchinterval(SWITCH)
    began = time.monotonic()
    server = Server(config)
    with server:
        while not server.engine.loaded.wait(0.1) and not stop.is_set():
            pass
        if server.engine.load_error is not None:
            print(
                f"nacre: the model {config.model!r} could not be loaded: {server.engine.load_error}",
                file=sys.stderr,
            )
            return 1
        if server.engine.caps is not None:
            took = time.monotonic() - began
            print(
                f"nacre: serving {server.engine.caps.name} at {server.endpoint} (loaded in {took:.1f} s)",
                flush=True,
            )
        while not stop.wait(0.5):
            pass
    return 0


def read_tokens(path: Path | None) -> frozenset[str]:
    """Access tokens, one a line; lines that are empty or begin with # do not count."""
    if path is None:
        return frozenset()
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"the token file cannot be read: {error}", "check the path given to --token-file") from None
    tokens = frozenset(line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#"))
    if not tokens:
        raise ConfigError(f"there is no token in {path}", "put one token on each line")
    return tokens


def parser() -> argparse.ArgumentParser:
    """The flags of `nacre serve`."""
    flags = argparse.ArgumentParser("nacre serve", description="Serve worlds to game engines.")
    flags.add_argument("--host", default="127.0.0.1", help="address to listen on (others need --token-file)")
    flags.add_argument("--port", type=int, default=DEFAULT_PORT, help="port to listen on; 0 takes a free one")
    flags.add_argument("--model", default="pearl", help=f"{', '.join(MODELS)}, or package.module:callable")
    flags.add_argument("--fps-cap", type=float, default=float(MAX_FPS), help="most frames a second for one client")
    flags.add_argument("--sessions", type=int, default=8, help="most worlds at once")
    flags.add_argument("--session-ttl", type=float, default=120.0, help="seconds a world waits for its client")
    flags.add_argument("--token-file", type=Path, help="file with one access token a line")
    flags.add_argument("--verbose", action="store_true", help="log who comes and goes")
    return flags


def main(argv: Sequence[str] | None = None) -> int:
    """Run from a command line. Exit code 2 when it cannot be run as asked."""
    flags = parser().parse_args(argv)
    logging.basicConfig(
        level=logging.INFO if flags.verbose else logging.WARNING, format="%(asctime)s %(name)s: %(message)s"
    )
    try:
        gateway = GatewayConfig(flags.session_ttl, flags.sessions, flags.fps_cap, read_tokens(flags.token_file))
        return run_server(ServerConfig(flags.host, flags.port, flags.model, gateway))
    except ConfigError as error:
        print(f"nacre: {error}\nhint: {error.hint}", file=sys.stderr)
    except TransportError as error:
        print(f"nacre: {error}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
