"""`nacre token` and `nacre usage`: access tokens of a server, and who used how much of it."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from pathlib import Path

from nacre.cli.errors import BadInput, CommandError


def token(words: Sequence[str]) -> int:
    """Make, list and revoke access tokens."""
    from nacre.server.access.tokens import TokenBook, TokenError, duration
    from nacre.server.storage.save_store import default_state_dir

    parser = argparse.ArgumentParser("nacre token", description="Access tokens of a server.")
    kinds = parser.add_subparsers(dest="kind", required=True, metavar="create|list|revoke")
    create = kinds.add_parser("create", help="make a token; it is shown once", description="Make a token.")
    create.add_argument("--tier", default="default", help="a tier of the policy file (%(default)s)")
    create.add_argument("--expires", metavar="TIME", help="30d, 12h, 45m; never, without it")
    create.add_argument("--name", default="", help="who it is for")
    listing = kinds.add_parser("list", help="the tokens there are", description="The tokens there are.")
    revoke = kinds.add_parser("revoke", help="let a token open nothing any more", description="Revoke a token.")
    revoke.add_argument("name")
    for each in (create, listing, revoke):
        each.add_argument("--tokens", type=Path, help="the token file (tokens.jsonl in the state folder)")
    flags = parser.parse_args(list(words))
    book = TokenBook(flags.tokens or default_state_dir() / "tokens.jsonl")
    try:
        if flags.kind == "create":
            secret, grant = book.create(flags.tier, duration(flags.expires) if flags.expires else None, flags.name)
            print(secret)
            print(f"{grant.name}, tier {grant.tier}, {_until(grant.expires)}; it is not shown again")
        elif flags.kind == "revoke":
            book.revoke(flags.name)
            print(f"{flags.name} is revoked; sessions that are open go on until they are left")
        else:
            for grant in book.grants():
                print(f"{grant.name:24} {grant.tier:12} {_until(grant.expires)}")
    except TokenError as error:
        raise BadInput(str(error)) from None
    return 0


def _until(expires: float | None) -> str:
    if expires is None:
        return "does not expire"
    text = time.strftime("%Y-%m-%d %H:%M", time.localtime(expires))
    return f"expired {text}" if expires <= time.time() else f"until {text}"


def usage(words: Sequence[str]) -> int:
    """Minutes, frames and device time by owner."""
    import sqlite3

    from nacre.server.access.tokens import TokenError, duration
    from nacre.server.access.usage import UsageBook
    from nacre.server.storage.save_store import default_state_dir

    parser = argparse.ArgumentParser("nacre usage", description="Who used how much of a server.")
    parser.add_argument("--since", metavar="TIME", help="only the last 30d, 12h, …")
    parser.add_argument("--state-dir", type=Path, help="the server's state folder")
    parser.add_argument("--json", action="store_true", help="machine-readable")
    flags = parser.parse_args(list(words))
    path = (flags.state_dir or default_state_dir()) / "usage.sqlite"
    if not path.is_file():
        raise BadInput(f"there is no {path}", "it is written once a server has been played on")
    try:
        totals = UsageBook(path).totals(time.time() - duration(flags.since) if flags.since else 0.0)
    except TokenError as error:
        raise BadInput(str(error)) from None
    except sqlite3.Error as error:
        raise CommandError(f"{path} cannot be read: {error}") from None
    if flags.json:
        print(json.dumps(totals, indent=1))
        return 0
    print(f"{'owner':24} {'tier':12} {'sessions':>8} {'minutes':>9} {'frames':>10} {'device s':>9}")
    for row in totals:
        print(
            f"{row['owner'] or 'local':24} {row['tier'] or '-':12} {row['sessions']:>8} {row['minutes']:>9.1f} "
            f"{row['frames']:>10} {row['device_seconds']:>9.1f}"
        )
    return 0
