"""The Python client's connection: hello, heartbeat, requests and answers, and taking a session up again.

Written with the `msgpack` package, apart from the server's codec, so that each checks the other.
"""

from __future__ import annotations

import threading
import time
import weakref
from collections import deque
from collections.abc import Callable
from types import MethodType
from typing import Any, Final, cast

import msgpack  # type: ignore[import-untyped, unused-ignore]

from nacre import __version__
from nacre.client.dealer import Dealer, EndpointError, NoRoom, Part, Waker
from nacre.client.frame import ConnectionLost, NacreError, NacreTimeout
from nacre.protocol.definition import LIVENESS, MOST_HAVE, VERSION

POLL_SECONDS: Final = 0.05  # seconds; longest one wait on the socket, so that heartbeats go out on time
BACKLOG: Final = 1000  # messages that may wait for the socket; a server that is gone must not fill memory
REDIAL_SECONDS: Final = 0.1  # seconds between attempts to reach a server
HELLO_SECONDS: Final = 6.0  # seconds for a server to say something to a hello
RECONNECT_HINT: Final = "Connect again with the token."
REPEATABLE: Final = ("pause", "resume", "status", "snapshot", "restore", "resize")
# Refusals of a hello that another moment may change.
TEMPORARY_REFUSALS: Final = ("session_elsewhere", "server_busy", "too_many_sessions", "shutting_down")

Header = dict[str, Any]


class Connection:
    """One client's connection to a server; a lost socket is replaced and the session taken up again.

    take, a method, gets every message that is no answer, with the lock held. resume_for is how many seconds a lost
    session is tried for. With `background`, a thread of its own does the work.
    """

    def __init__(
        self,
        endpoint: str,
        token: str | None,
        hello: Header,
        take: Callable[[Header, list[Part]], None],
        resume_for: float,
        background: bool,
        server_key: str | None = None,
    ) -> None:
        self._server_key = server_key
        self.endpoint, self.token, self._hello = endpoint, token, hello
        # Weak, so that a client nobody holds any more goes at once, and its socket before its context.
        self._handler = weakref.WeakMethod(cast(MethodType, take))
        self.resume_for, self._background = resume_for, background
        self.lock = threading.RLock()
        self.came = threading.Condition(self.lock)
        self.welcome: Header = {}
        self.opened: Header = {}
        self.failure: NacreError | None = None
        self.resumed = 0
        self.dialling = False
        self._losses = 0
        self._lost_at: float | None = None
        self._reason = ConnectionLost("connection_lost", "the server is gone.", RECONNECT_HINT)
        self._answers: dict[tuple[int, str], Header] = {}
        self._request = self._hello_request = 0
        self._outgoing: deque[bytes] = deque(maxlen=BACKLOG)
        self._dealer: Dealer | None = None
        self._dial_at = 0.0
        self._waker: Waker | None = None
        self.open = False
        self._thread: threading.Thread | None = None
        self._stopping = False
        self._heartbeat = 2.0
        self._last_received = self._last_sent = 0.0
        self._moved = 0.0  # when the server last told how far it is
        self.have: Callable[[], list[str]] = list  # what is held of a world from before, by hash

    def connect(self, timeout: float) -> None:
        """Say hello; raises NacreError when refused, NacreTimeout when nobody answers (seconds)."""
        self.failure, self._stopping, self._lost_at = None, False, None
        self._waker, self.open = Waker(), True
        self._answers.clear()
        try:
            self._dial()
            if self._background:
                self._thread = threading.Thread(target=self._loop, name="nacre-client", daemon=True)
                self._thread.start()
            deadline = time.monotonic() + timeout
            while self.dialling:
                self.advance(self._patience(deadline, timeout), "no_answer", f"no server answers at {self.endpoint}.")
            if self.failure is not None:
                raise self.failure
        except NacreError as error:
            self.close()
            if isinstance(error, NacreTimeout):
                raise NacreTimeout(error.code, error.message, "Start one with: nacre serve") from None
            raise

    def ask(self, kind: str, body: Header, answer: str, timeout: float) -> Header:
        """Send a request and wait for its answer; raises NacreError when refused.

        A request that says how things shall be is asked again after a lost connection; any other raises
        ConnectionLost, since whether it was done before nobody can tell.
        """
        deadline = time.monotonic() + timeout
        while True:
            while self.dialling:
                self.advance(deadline, "no_answer", f"the server was not back within {timeout:g} s.")
            with self.lock:
                self._request += 1
                request, losses = self._request, self._losses
                self.send({"type": kind, "id": request, **body})
            while self._losses == losses:
                with self.lock:
                    refused = self._answers.pop((request, "error"), None)
                    if refused is not None:
                        raise error_of(refused)
                    found = self._answers.pop((request, answer), None)
                    if found is not None:
                        return found
                self.advance(
                    self._patience(deadline, timeout), "no_answer", f"no `{answer}` came within {timeout:g} s."
                )
            if kind not in REPEATABLE:
                text = f"the connection was lost before `{kind}` was answered."
                raise ConnectionLost("connection_lost", text, "Look at the world, and ask again.")

    def _patience(self, deadline: float, timeout: float) -> float:
        """The deadline of something the server works on: while it tells how far it is, time begins anew."""
        return max(deadline, self._moved + timeout)

    def send(self, message: Header) -> None:
        """Send when there is somebody to send to: what is said while a session is being taken up is not kept."""
        if self._waker is None:
            raise ConnectionLost("not_connected", "the client is not connected.", "Call connect() first.")
        if self.dialling:
            return
        self._outgoing.append(msgpack.packb(message))
        if self._background:
            self._waker.ring()
        else:
            self._drain()

    def advance(self, deadline: float, code: str, text: str) -> None:
        """Wait for something to come; raises what has failed, or NacreTimeout at the deadline."""
        if self.failure is not None:
            raise self.failure
        left = deadline - time.monotonic()
        if left <= 0:
            raise NacreTimeout(code, text, "Is the server running, and not paused or out of credit?")
        if self._background:
            with self.lock:
                self.came.wait(min(left, POLL_SECONDS))
        else:
            self._pump(min(left, POLL_SECONDS))

    def close(self) -> None:
        """Let go of the socket and the thread."""
        self._stopping = True
        if self._thread is not None and self._waker is not None:
            self._waker.ring()
            self._thread.join(5.0)
            self._thread = None
        if self._dealer is not None:
            self._dealer.close()
            self._dealer = None
        if self._waker is not None:
            self._waker.close()
            self._waker, self.open = None, False
        self.welcome, self.dialling = {}, False

    def fail(self, failure: NacreError) -> None:
        """End everything with this error; the first one stays."""
        with self.lock:
            self.failure = self.failure or failure
            self.dialling = False
            self.came.notify_all()

    def _dial(self) -> None:
        """A fresh socket, whose first message is hello: with the session's token when there is one."""
        self._outgoing.clear()
        self.dialling, self.welcome = True, {}
        try:
            self._dealer = Dealer(self.endpoint, self._waker, self._server_key)
        except (EndpointError, NoRoom) as error:
            raise NacreError(error.code, str(error), error.hint) from None
        self._request += 1
        self._hello_request = self._request
        token = self.opened.get("token") or self.token
        body = {"type": "hello", "id": self._hello_request, "v": VERSION, **self._hello}
        if have := self.have()[:MOST_HAVE]:
            body["have"] = have
        client = {**body["client"], "version": __version__, "engine": "python"}
        self._dealer.send([msgpack.packb({**body, "client": client, **({"token": token} if token else {})})])
        self._last_received = self._last_sent = time.monotonic()

    def lost(self, reason: ConnectionLost) -> None:
        """The connection is gone: try to take the session up again, or give up."""
        with self.lock:
            now = time.monotonic()
            if self._dealer is not None:
                self._dealer.close()
                self._dealer = None
            first = self._lost_at is None and bool(self.welcome)
            if first:
                self._losses += 1
                self._lost_at, self._reason = now, reason
            if self._lost_at is not None and (self.resume_for <= 0.0 or now - self._lost_at > self.resume_for):
                self.fail(self._reason)
                return
            self.dialling, self.welcome = True, {}
            self._dial_at = now if first else now + REDIAL_SECONDS
            self.came.notify_all()

    def _take(self, header: Header, parts: list[Part]) -> None:
        taker = self._handler()
        if taker is not None:
            taker(header, parts)

    def _loop(self) -> None:
        while not self._stopping and self.failure is None:
            self._pump(POLL_SECONDS)

    def _drain(self) -> None:
        while self._outgoing and self._dealer is not None:
            if not self._dealer.send([self._outgoing[0]]):
                return
            self._outgoing.popleft()
            self._last_sent = time.monotonic()

    def _pump(self, timeout: float) -> None:
        now = time.monotonic()
        if self._dealer is None:
            if now < self._dial_at:
                time.sleep(min(timeout, self._dial_at - now))
                return
            self._dial()
        dealer = self._dealer
        assert dealer is not None
        if self.welcome:
            self._drain()
        dealer.poll(timeout)
        if self.welcome:
            self._drain()
        while self._dealer is dealer and (parts := dealer.take()) is not None:
            self._last_received = time.monotonic()
            self._read(parts)
        if self._dealer is not dealer:
            return
        now = time.monotonic()
        if self.welcome and now - self._last_sent >= self._heartbeat / 2:
            self._outgoing.append(msgpack.packb({"type": "status"}))
            self._drain()
        silence = self._heartbeat * LIVENESS if self.welcome else HELLO_SECONDS
        if dealer.state == "lost":
            self.lost(ConnectionLost("connection_lost", "the server is gone.", RECONNECT_HINT))
        elif now - self._last_received > silence:
            self.lost(ConnectionLost("connection_lost", "the server has gone silent.", RECONNECT_HINT))

    def _read(self, parts: list[Part]) -> None:
        try:
            header = msgpack.unpackb(parts[0])
            kind, request = header["type"], header.get("id")
        except (ValueError, KeyError, TypeError, AttributeError, msgpack.exceptions.UnpackException) as error:
            self.fail(NacreError("bad_header", f"the server sent what is no message: {error}"))
            return
        with self.lock:
            if kind == "progress":
                self._moved = time.monotonic()
            if self.dialling and request == self._hello_request:
                self._on_hello_answer(kind, header)
            elif kind == "error" and header.get("code") == "hello_first" and self.welcome:
                # One of us was stopped, or asleep, for longer than the other waits.
                self.lost(ConnectionLost("connection_lost", "the server forgot this connection.", RECONNECT_HINT))
            elif kind == "opened":
                self.opened = header
                self._answers[request, kind] = header
            elif request and kind not in ("frame", "progress"):
                self._answers[request, kind] = header
            else:
                self._take(header, parts[1:])
            self.came.notify_all()
        if self._background and self.welcome:
            self._drain()

    def _on_hello_answer(self, kind: str, header: Header) -> None:
        """What the server says to our hello: `welcome`, then `opened` when it knows the session."""
        if kind == "error":
            if header["code"] in TEMPORARY_REFUSALS and (
                self._lost_at is not None or header["code"] == "session_elsewhere"
            ):
                self.lost(self._reason)
                self._dial_at = time.monotonic() + min(float(header.get("retry_after") or 0.5), 1.0)
            else:
                self.fail(error_of(header))
        elif kind == "progress":
            self._take(header, [])
        elif kind == "welcome":
            self.welcome = header
            self._heartbeat = float(header["heartbeat"])
            if not header.get("session"):
                self.dialling, self._lost_at = False, None
        elif kind == "opened":
            self.resumed += self._lost_at is not None
            self.opened, self.dialling, self._lost_at = header, False, None
            self._take(header, [])


def error_of(header: Header) -> NacreError:
    """An `error` message as an exception."""
    more = header.get("retry_after"), header["fatal"], header.get("offers", ())
    return NacreError(header["code"], header["message"], header["hint"], *more)
