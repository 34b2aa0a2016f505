"""Admin pages: /metrics, /healthz, /readyz and /sessions over HTTP, for this machine only."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class AdminServer:
    """A small HTTP server on a thread. Raises OSError when the port cannot be had; port 0 takes a free one.

    metrics gives Prometheus text, sessions plain data, ready whether worlds can be opened, well whether the threads
    still work.
    """

    def __init__(
        self,
        port: int,
        metrics: Callable[[], str],
        sessions: Callable[[], list[dict[str, Any]]],
        ready: Callable[[], bool],
        well: Callable[[], bool],
        host: str = "127.0.0.1",
    ) -> None:
        class Handler(BaseHTTPRequestHandler):
            timeout = 5.0  # seconds for a request: a scraper that stalls must not keep a thread

            def do_GET(self) -> None:
                match self.path:
                    case "/metrics":
                        self._say(200, metrics(), "text/plain; version=0.0.4")
                    case "/sessions":
                        self._say(200, json.dumps(sessions()), "application/json")
                    case "/healthz":
                        good = well()
                        self._say(200 if good else 503, "well\n" if good else "a thread is stuck\n")
                    case "/readyz":
                        good = ready()
                        self._say(200 if good else 503, "ready\n" if good else "the model is loading\n")
                    case _:
                        self._say(404, "there is /metrics, /sessions, /healthz and /readyz\n")

            def _say(self, code: int, text: str, kind: str = "text/plain") -> None:
                body = text.encode()
                self.send_response(code)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """A line for every scrape would drown the log."""

        self._server = ThreadingHTTPServer((host, port), Handler)
        self._server.daemon_threads = True
        self.address = f"http://{host}:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, name="nacre-admin", daemon=True)

    def start(self) -> None:
        """Begin answering."""
        self._thread.start()

    def stop(self) -> None:
        """Stop answering."""
        if self._thread.is_alive():
            self._server.shutdown()
        self._server.server_close()
