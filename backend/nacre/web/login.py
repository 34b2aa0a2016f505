"""A page that others can reach asks for an access token first, and remembers it in a cookie."""

from __future__ import annotations

import html
import secrets
from collections import OrderedDict
from typing import Final
from urllib.parse import parse_qs

from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from nacre.protocol.codec import Refusal
from nacre.protocol.definition import VERSION
from nacre.protocol.messages import ClientHello
from nacre.server.access.admission import AccessRules

COOKIE: Final = "nacre_login"
REMEMBERED: Final = 1024  # logins; the oldest give way
LARGEST: Final = 4096  # bytes of a form
OPEN_TO_ALL: Final = ("/login", "/healthz")
PAGE: Final = """<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>Nacre</title>
<body style="font:16px system-ui;max-width:22em;margin:18vh auto;padding:0 1em">
<h1 style="font-size:1.3em">Nacre</h1><form method="post" action="/login">
<label for="token">Access token, given by the owner of this server</label><br>
<input id="token" name="token" type="password" autocomplete="current-password" autofocus required
 style="width:100%;font:inherit;margin:.5em 0"><br><button style="font:inherit">Come in</button></form>
<p role="alert">{words}</p>"""


class Login:
    """Who has shown a token. rules say which tokens hold; one that is revoked ends its logins with it."""

    def __init__(self, rules: AccessRules) -> None:
        self._rules = rules
        self._owners: OrderedDict[str, str] = OrderedDict()

    def allows(self, connection: HTTPConnection) -> bool:
        """Whether this request may go on: its path is open to all, or its cookie is of a token that still holds."""
        if connection.scope["type"] == "http" and connection.url.path in OPEN_TO_ALL:
            return True
        owner = self._owners.get(connection.cookies.get(COOKIE, ""))
        if owner is None:
            return False
        try:
            self._rules.check_owner(owner, 0)
        except Refusal:
            return False
        return True

    async def answer(self, request: Request) -> Response:
        """The form, and what comes of it."""
        if request.method != "POST":
            return self._page("", 200)
        body = b""
        async for piece in request.stream():
            body += piece
            if len(body) > LARGEST:
                return self._page("That is no token.", 413)
        token = (parse_qs(body.decode("utf-8", "replace")).get("token") or [""])[0].strip()
        try:
            admitted = self._rules.admit(ClientHello(v=VERSION, token=token), False)
        except Refusal:
            return self._page("That token is not known here.", 403)
        key = secrets.token_urlsafe(24)
        self._owners[key] = admitted.owner
        while len(self._owners) > REMEMBERED:
            self._owners.popitem(last=False)
        done = RedirectResponse("/", status_code=303)
        secure = request.url.scheme == "https"
        done.set_cookie(COOKIE, key, httponly=True, samesite="strict", secure=secure, max_age=30 * 24 * 3600)
        return done

    @staticmethod
    def _page(words: str, status: int) -> Response:
        return HTMLResponse(PAGE.replace("{words}", html.escape(words)), status_code=status)
