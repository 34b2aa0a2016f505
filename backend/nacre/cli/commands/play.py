"""`nacre play`: a server of our own (or a running one), the page and its bridge, and the browser."""

from __future__ import annotations

import argparse
import contextlib
import signal
import socket
import sys
import threading
import webbrowser
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from nacre.cli.errors import BadInput, CommandError
from nacre.cli.options import add_command, add_model_options, port, seed
from nacre.open_files import raise_limit
from nacre.server.limits import LOOPBACK

if TYPE_CHECKING:
    from nacre.cli.options import Subparsers
    from nacre.server.access.admission import AccessRules

WEB_PORT: Final = 8777


def add_parser(commands: Subparsers) -> None:
    """Options of `nacre play`."""
    sub = add_command(commands, "play", "start a server and open the browser player")
    add_model_options(sub)
    sub.add_argument("--prompt", help="go straight into this world")
    sub.add_argument("--seed", type=seed, help="the world's seed, with --prompt")
    sub.add_argument("--host", default=LOOPBACK, help="address of the page (%(default)s)")
    sub.add_argument("--port", type=port, default=WEB_PORT, help="port of the page (%(default)s)")
    sub.add_argument(
        "--allow-host", action="append", default=[], metavar="NAME", help="a name of this machine, such as mypc.local"
    )
    sub.add_argument("--token-file", type=Path, help="file with one access token a line, which the page asks for")
    sub.add_argument("--tokens", type=Path, help="ask for tokens of `nacre token create`, kept in this file")
    sub.add_argument("--connect", metavar="ENDPOINT", help="use a running server instead of starting one")
    sub.add_argument("--no-browser", action="store_true", help="print the address, open nothing")


def run(arguments: argparse.Namespace) -> int:
    """Serve the page until interrupted; 1 when the server behind it has died for good."""
    import uvicorn

    from nacre.provenance import configured
    from nacre.web.bridge import MAX_UPLOAD, BridgeConfig, make_app
    from nacre.web.server_process import ServerProcess

    if arguments.seed is not None and not arguments.prompt:
        raise BadInput("--seed needs --prompt", 'write: nacre play --prompt "a quiet harbour" --seed 7')
    if arguments.threads < 0:
        raise BadInput("--threads must not be negative")
    host = "127.0.0.1" if arguments.host == "localhost" else arguments.host
    login = _login(host, arguments)
    raise_limit()
    signature = configured()
    listener = _listen(host, arguments.port)
    page = uvicorn.Server(
        uvicorn.Config(
            lambda: make_app(
                BridgeConfig(endpoint=endpoint, signature=signature, hosts=tuple(arguments.allow_host), login=login)
            ),
            factory=True,
            log_level="warning",
            ws="websockets-sansio",
            ws_max_size=MAX_UPLOAD,
            ws_per_message_deflate=False,  # JPEG does not shrink; trying costs a core
            lifespan="off",
            timeout_graceful_shutdown=2,
        )
    )
    failed = threading.Event()

    def give_up() -> None:
        failed.set()
        page.should_exit = True

    with _terminate_as_interrupt(), contextlib.ExitStack() as stack:
        stack.callback(listener.close)
        if arguments.connect is not None:
            endpoint = _endpoint(arguments.connect)
        else:
            server = ServerProcess(arguments.model, arguments.threads, give_up)
            endpoint = stack.enter_context(server).endpoint
        address = _address(arguments)
        print(f"\n  Nacre is at {address}\n  Ctrl-C stops it.\n", flush=True)
        if not arguments.no_browser:
            # Some browsers hold the caller until they close; the page must be served meanwhile.
            threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
        # Ctrl-C is how a play ends, so it is no failure here.
        with contextlib.suppress(KeyboardInterrupt):
            page.run(sockets=[listener])
        print("  stopping…", file=sys.stderr, flush=True)
    return 1 if failed.is_set() else 0


def _address(arguments: argparse.Namespace) -> str:
    """What to type into a browser, with the world to open when the command names one."""
    name = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(arguments.host, arguments.host)
    address = f"http://{f'[{name}]' if ':' in name else name}:{arguments.port}/"
    if arguments.prompt:
        link = {"prompt": arguments.prompt, **({} if arguments.seed is None else {"seed": arguments.seed})}
        address += "#" + urlencode(link)
    return address


def _login(host: str, arguments: argparse.Namespace) -> AccessRules | None:
    """Who may come in: the same rule as for `serve`. BadInput where anyone could."""
    from nacre.server.access.admission import AccessRules
    from nacre.server.access.tokens import TokenStore
    from nacre.server.config import check_reach, read_tokens, usual_tokens
    from nacre.server.errors import ConfigError

    try:
        tokens = read_tokens(arguments.token_file)
        store = arguments.tokens or usual_tokens(host, None)
        check_reach(host, tokens, store)
    except ConfigError as error:
        raise BadInput(str(error), error.hint) from None
    if not tokens and store is None:
        return None
    return AccessRules(tokens, TokenStore(store) if store is not None else None)


def _endpoint(text: str) -> str:
    from nacre.client.endpoint import EndpointError, endpoint_of

    try:
        return endpoint_of(text)
    except EndpointError as error:
        raise BadInput(str(error), error.hint) from None


def _listen(host: str, port: int) -> socket.socket:
    """The page's listening socket, taken before anything slow begins."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(64)
    except OSError as error:
        listener.close()
        raise CommandError(
            f"cannot use {host}:{port}: {error.strerror}", "Nacre may be running already; or pass --port 8778"
        ) from None
    return listener


@contextlib.contextmanager
def _terminate_as_interrupt() -> Iterator[None]:
    """Inside, SIGTERM ends the command as Ctrl-C does, so that nothing is left running."""

    def interrupt(_signal: int, _frame: object) -> None:
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
