"""`nacre check server HOST:PORT` and `nacre check client`: does the other side keep to the protocol?"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from nacre.cli.errors import BadInput
from nacre.client.endpoint import EndpointError, endpoint_of
from nacre.conformance.report import PATIENCE
from nacre.protocol.limits import DEFAULT_PORT
from nacre.server.limits import LOOPBACK

if TYPE_CHECKING:
    from nacre.cli.options import Subparsers


def add_parser(commands: Subparsers) -> None:
    """Options of `nacre check`."""
    parser = commands.add_parser(
        "check", help="check that a server or a client keeps to the protocol", description=__doc__
    )
    kinds = parser.add_subparsers(dest="kind", required=True, metavar="server|client")
    server = kinds.add_parser("server", help="check a running server", description="Check a running server.")
    server.add_argument("address", help="HOST:PORT, such as 127.0.0.1:5577")
    server.add_argument("--token", help="access token, when the server wants one")
    client = kinds.add_parser(
        "client",
        help="be a server for a client under check",
        description="Be a scripted server for a client.",
    )
    client.add_argument("--host", default=LOOPBACK, help="address to listen on (%(default)s)")
    client.add_argument("--port", type=int, default=DEFAULT_PORT, help="port to listen on (%(default)s)")
    for each in (server, client):
        each.add_argument("--json", type=Path, help="also write the results here")
        each.add_argument("--patience", type=float, default=PATIENCE, help="seconds the other side may take to answer")


def run(arguments: argparse.Namespace) -> int:
    """Run a check: 0 when the other side conforms, 1 when not, 2 on bad usage."""
    from nacre.conformance.report import Report

    report = Report(lambda line: print(line, flush=True))
    if arguments.kind == "server":
        from nacre.conformance.server import ServerCheck

        ServerCheck(_endpoint(arguments.address), arguments.token, arguments.patience).run(report)
    else:
        from nacre.conformance.client import scripted_server
        from nacre.server.net.transport import TransportError

        try:
            with scripted_server(arguments.host, arguments.port, arguments.patience) as script:
                print(f"point your client at {script.endpoint}, open any world, and let it play", flush=True)
                script.run(report)
        except TransportError as error:
            raise BadInput(str(error)) from None
    if arguments.json:
        arguments.json.write_text(json.dumps({"results": report.results}, indent=1) + "\n")
    total = len(report.results)
    print(f"{total - report.failures} of {total} checks passed")
    return 1 if report.failures else 0


def _endpoint(address: str) -> str:
    try:
        return endpoint_of(address)
    except EndpointError as error:
        raise BadInput(str(error), error.hint) from None
