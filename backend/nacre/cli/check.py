"""`nacre check server HOST:PORT` and `nacre check client`: does the other side keep to the protocol?"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from nacre.cli.errors import BadInput
from nacre.conformance.report import Report


def check(words: Sequence[str]) -> int:
    """Run a check from the command line: 0 when it conforms, 1 when not, 2 on bad usage."""
    parser = argparse.ArgumentParser("nacre check", description=__doc__)
    kinds = parser.add_subparsers(dest="kind", required=True, metavar="server|client")
    server = kinds.add_parser("server", help="check a running server", description="Check a running server.")
    server.add_argument("address", help="HOST:PORT, such as 127.0.0.1:5577")
    server.add_argument("--token", help="access token, when the server wants one")
    client = kinds.add_parser(
        "client",
        help="be a server for a client under check",
        description="Be a scripted server for a client.",
    )
    client.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    client.add_argument("--port", type=int, default=5577, help="port to listen on (%(default)s)")
    for each in (server, client):
        each.add_argument("--json", type=Path, help="also write the results here")
        each.add_argument("--patience", type=float, default=60.0, help="seconds the other side may take to answer")
    flags = parser.parse_args(list(words))
    report = Report(lambda line: print(line, flush=True))
    if flags.kind == "server":
        from nacre.conformance.server import ServerCheck

        ServerCheck(_endpoint(flags.address), flags.token, flags.patience).run(report)
    else:
        from nacre.conformance.client import scripted_server
        from nacre.server.net.transport import TransportError

        try:
            with scripted_server(flags.host, flags.port, flags.patience) as script:
                print(f"point your client at {script.endpoint}, open any world, and let it play", flush=True)
                script.run(report)
        except TransportError as error:
            raise BadInput(str(error)) from None
    if flags.json:
        flags.json.write_text(json.dumps({"results": report.results}, indent=1) + "\n")
    total = len(report.results)
    print(f"{total - report.failures} of {total} checks passed")
    return 1 if report.failures else 0


def _endpoint(address: str) -> str:
    text = address.removeprefix("tcp://")
    host, colon, port = text.rpartition(":")
    if not (colon and host and port.isdigit() and 0 < int(port) < 65536):
        raise BadInput(f"{address!r} is no address", "write it like 127.0.0.1:5577")
    return f"tcp://{text}"
