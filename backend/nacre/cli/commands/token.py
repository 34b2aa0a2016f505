"""`nacre token create|list|revoke`: access tokens of a server."""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import TYPE_CHECKING

from nacre.cli.errors import BadInput

if TYPE_CHECKING:
    from nacre.cli.options import Subparsers


def add_parser(commands: Subparsers) -> None:
    """Options of `nacre token`."""
    parser = commands.add_parser(
        "token", help="make, list and revoke access tokens", description="Access tokens of a server."
    )
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


def run(arguments: argparse.Namespace) -> int:
    """Make, list or revoke; BadInput with what the token file says."""
    from nacre.server.access.tokens import TokenError, TokenStore, duration
    from nacre.server.storage.save_store import default_state_dir

    store = TokenStore(arguments.tokens or default_state_dir() / "tokens.jsonl")
    try:
        if arguments.kind == "create":
            expires = duration(arguments.expires) if arguments.expires else None
            secret, grant = store.create(arguments.tier, expires, arguments.name)
            print(secret)
            print(f"{grant.name}, tier {grant.tier}, {_until(grant.expires)}; it is not shown again")
        elif arguments.kind == "revoke":
            store.revoke(arguments.name)
            print(f"{arguments.name} is revoked: it opens, resumes and saves nothing more")
            print("a world that is open goes on until it is left")
        else:
            for grant in store.grants():
                print(f"{grant.name:24} {grant.tier:12} {_until(grant.expires):24} saves/{grant.owner}")
    except TokenError as error:
        raise BadInput(str(error)) from None
    return 0


def _until(expires: float | None) -> str:
    if expires is None:
        return "does not expire"
    text = time.strftime("%Y-%m-%d %H:%M", time.localtime(expires))
    return f"expired {text}" if expires <= time.time() else f"until {text}"
