"""Server configuration: the dataclass, the command line flags for it, and its checks."""

from __future__ import annotations

import argparse
import ipaddress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from nacre.protocol.definition import DEFAULT_PORT, MAX_FPS
from nacre.server.access.tiers import Policy, PolicyError, read_policy
from nacre.server.access.tokens import TokenError, TokenStore
from nacre.server.errors import ConfigError
from nacre.server.limits import LOOPBACK, MODEL, ServerLimits
from nacre.server.storage.save_store import default_state_dir

MODELS: Final = {
    "pearl": "nacre.world.model:Pearl.for_serving",
    "test-pattern": "nacre.adapters.test_pattern:TestPatternWorld",
}
# What draws pearl's pictures: the processor, a GPU, or whichever there is.
RUNTIMES: Final = {"native": "", "cuda": "nacre.runtime.serving:cuda", "auto": "nacre.runtime.serving:auto"}
TOKEN_CHARACTERS: Final = 16  # shortest access token taken: fewer can be guessed over a network
PATIENCE: Final = 2.0  # seconds for a port in use; a server that was killed leaves its own within one


@dataclass(frozen=True)
class ServerConfig:
    """Everything that can be set for a server. port 0 takes a free one."""

    host: str = LOOPBACK
    port: int = DEFAULT_PORT
    model: str = MODEL
    limits: ServerLimits = field(default_factory=ServerLimits)
    state_dir: Path | None = None  # where sessions are kept; None: nothing outlives the process
    hang_seconds: float = 120.0  # a model that gives no sign for so long is given up; opening a world tells progress
    metrics_port: int | None = None  # /metrics and its like, on this machine only; None: not at all
    token_store: Path | None = None  # tokens of `nacre token create`; None: none are asked for
    policy: Policy = field(default_factory=Policy)
    moderator: str | None = None  # package.module:callable, asked after the deny list; "off": nothing is asked
    llm_url: str | None = None  # OpenAI-compatible endpoint, asked about what the lexicon lacks
    llm_model: str = ""  # its model, where it has more than one
    picture_list: Path | None = None  # perceptual hashes of pictures that are not shown
    picture_moderator: str | None = None  # package.module:callable, asked after that list
    curve: bool = False  # encrypt, with the key pair kept in the state folder
    patience: float = 0.0  # seconds to wait for the port of a server that is on its way out


def check_reach(host: str, tokens: frozenset[str], store: Path | None) -> None:
    """Refuse to listen where others could come in without a token, as `serve` and `play` do; raises ConfigError."""
    try:
        loopback = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        raise ConfigError(f"{host!r} is no address", "give --host an IP address such as 127.0.0.1") from None
    if not loopback and not tokens and not _has_tokens(store):
        raise ConfigError(
            f"{host} can be reached by others, and anyone could come in",
            "give access tokens (nacre token create, or --token-file), or keep --host 127.0.0.1 and use an SSH tunnel",
        )


def check(config: ServerConfig) -> None:
    """Refuse what would be unsafe or cannot work; raises ConfigError."""
    check_reach(config.host, config.limits.tokens, config.token_store)
    for token in config.limits.tokens:
        if len(token) < TOKEN_CHARACTERS:
            raise ConfigError(
                f"an access token is shorter than {TOKEN_CHARACTERS} characters",
                'make one with: python -c "import secrets; print(secrets.token_urlsafe(24))"',
            )
    if not 0 <= config.port <= 65535:
        raise ConfigError(f"{config.port} is no port", "use 1 to 65535, or 0 for any free one")
    if not 1.0 <= config.limits.fps_cap <= MAX_FPS:
        raise ConfigError(f"--fps-cap {config.limits.fps_cap:g} is out of range", f"use 1 to {MAX_FPS}")
    if config.limits.minutes is not None and config.limits.minutes <= 0.0:
        raise ConfigError("--minutes must be above zero", "leave it out for sessions without a limit")
    if config.limits.sessions < 1:
        raise ConfigError("--sessions must be at least 1", "leave it out for the default")


def _has_tokens(store: Path | None) -> bool:
    try:
        return store is not None and bool(TokenStore(store).grants())
    except TokenError as error:
        raise ConfigError(str(error), "mend or remove the file") from None


def usual_tokens(host: str, state_dir: Path | None) -> Path | None:
    """The default token file: none on loopback, else the one in the state folder."""
    if host in (LOOPBACK, "localhost", "::1"):
        return None
    return (state_dir or default_state_dir()) / "tokens.jsonl"


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
    """The argument parser of `nacre serve`."""
    flags = argparse.ArgumentParser("nacre serve", description="Serve worlds to game engines.")
    flags.add_argument("--host", default=ServerConfig.host, help="address to listen on (others need --token-file)")
    flags.add_argument("--port", type=int, default=ServerConfig.port, help="port to listen on; 0 takes a free one")
    flags.add_argument("--model", default=ServerConfig.model, help=f"{', '.join(MODELS)}, or package.module:callable")
    flags.add_argument("--runtime", default="native", help=f"what draws pearl: {', '.join(RUNTIMES)}")
    flags.add_argument(
        "--fps-cap", type=float, default=ServerLimits.fps_cap, help="most frames a second for one client"
    )
    flags.add_argument("--sessions", type=int, default=ServerLimits.sessions, help="most worlds at once")
    flags.add_argument(
        "--session-ttl", type=float, default=ServerLimits.session_ttl, help="seconds a world waits for its client"
    )
    flags.add_argument("--token-file", type=Path, help="file with one access token a line")
    flags.add_argument(
        "--state-dir",
        type=Path,
        help="folder for sessions and saves, which outlive the server (nacre in the user's state folder)",
    )
    flags.add_argument(
        "--no-saves", action="store_true", help="keep nothing: a server that ends takes its worlds along"
    )
    flags.add_argument("--minutes", type=float, help="longest a session may be played; no limit without it")
    flags.add_argument("--tokens", type=Path, help="ask for tokens of `nacre token create`, kept in this file")
    flags.add_argument("--policy", type=Path, help="TOML file with what each tier of tokens may do")
    flags.add_argument(
        "--moderator", help="package.module:callable that also judges prompts, or off for no check at all"
    )
    flags.add_argument(
        "--llm-url",
        help="OpenAI-compatible endpoint such as http://127.0.0.1:11434/v1, asked about words that are not understood; "
        "a key is taken from NACRE_LLM_KEY",
    )
    flags.add_argument("--llm-model", default="", help="which of the endpoint's models")
    flags.add_argument("--picture-list", type=Path, help="file with perceptual hashes of pictures not to show")
    flags.add_argument("--picture-moderator", help="package.module:callable that judges pictures")
    flags.add_argument("--curve", action="store_true", help="encrypt with CURVE; the server's public key is printed")
    flags.add_argument("--metrics-port", type=int, help="serve /metrics, /healthz, /readyz here, and `nacre top`")
    flags.add_argument("--log-json", action="store_true", help="log JSON, one object a line")
    flags.add_argument("--hang-seconds", type=float, default=ServerConfig.hang_seconds, help=argparse.SUPPRESS)
    flags.add_argument("--lifeline", action="store_true", help=argparse.SUPPRESS)
    flags.add_argument("--verbose", action="store_true", help="log who comes and goes")
    return flags


def _model_path(model: str, runtime: str) -> str:
    """The model to load with this runtime; raises ConfigError for an unknown runtime, or a model without a choice."""
    if runtime not in RUNTIMES:
        raise ConfigError(f"there is no runtime {runtime!r}", f"choose one of {', '.join(RUNTIMES)}")
    if runtime == "native":
        return model
    if model != "pearl":
        raise ConfigError(f"--runtime is for pearl; {model} draws in its own way", "leave --runtime out")
    return RUNTIMES[runtime]


def config_of(flags: argparse.Namespace) -> ServerConfig:
    """The configuration that the flags name; raises ConfigError."""
    try:
        policy = read_policy(flags.policy) if flags.policy is not None else Policy()
    except PolicyError as error:
        raise ConfigError(str(error), "see docs/operations.md for every key of a tier") from None
    limits = ServerLimits(
        session_ttl=flags.session_ttl,
        sessions=flags.sessions,
        fps_cap=flags.fps_cap,
        tokens=read_tokens(flags.token_file),
        minutes=flags.minutes,
    )
    return ServerConfig(
        flags.host,
        flags.port,
        _model_path(flags.model, flags.runtime),
        limits,
        state_dir=None if flags.no_saves else flags.state_dir or default_state_dir(),
        hang_seconds=flags.hang_seconds,
        metrics_port=flags.metrics_port,
        token_store=flags.tokens or usual_tokens(flags.host, flags.state_dir),
        policy=policy,
        moderator=flags.moderator,
        llm_url=flags.llm_url,
        llm_model=flags.llm_model,
        picture_list=flags.picture_list,
        picture_moderator=flags.picture_moderator,
        curve=flags.curve,
        patience=PATIENCE,
    )
