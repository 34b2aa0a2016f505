"""Admin pages over HTTP, for this machine only: /metrics, /healthz, /readyz and /sessions."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from typing import Any, Final

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

STOP_SECONDS: Final = 5.0  # for requests that are being answered


class AdminServer:
    """A small HTTP server on a thread. Raises OSError when the port cannot be had; port 0 takes a free one.

    metrics returns Prometheus text and sessions plain data; ready tells whether worlds can be opened, well whether the
    threads still work. All four are called on this server's thread.
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
        async def metrics_page(_: Request) -> Response:
            return PlainTextResponse(metrics(), media_type="text/plain; version=0.0.4")

        async def sessions_page(_: Request) -> Response:
            return JSONResponse(sessions())

        async def health_page(_: Request) -> Response:
            good = well()
            return PlainTextResponse("well\n" if good else "a thread is stuck\n", 200 if good else 503)

        async def ready_page(_: Request) -> Response:
            good = ready()
            return PlainTextResponse("ready\n" if good else "the model is loading\n", 200 if good else 503)

        async def no_page(_: Request, __: Exception) -> Response:
            return PlainTextResponse("there is /metrics, /sessions, /healthz and /readyz\n", 404)

        pages = {
            "/metrics": metrics_page,
            "/sessions": sessions_page,
            "/healthz": health_page,
            "/readyz": ready_page,
        }
        application = Starlette(routes=[Route(path, page) for path, page in pages.items()])
        application.add_exception_handler(404, no_page)
        self._socket = socket.create_server((host, port))
        self.address = f"http://{host}:{self._socket.getsockname()[1]}"
        # No access log: a line for every scrape would drown what matters.
        self._server = uvicorn.Server(
            uvicorn.Config(application, log_config=None, access_log=False, lifespan="off", timeout_keep_alive=5)
        )
        self._thread = threading.Thread(target=self._run, name="nacre-admin", daemon=True)

    def start(self) -> None:
        """Begin answering."""
        self._thread.start()

    def stop(self) -> None:
        """Stop answering and close the port."""
        self._server.should_exit = True
        if self._thread.is_alive():
            self._thread.join(STOP_SECONDS)
        self._socket.close()

    def _run(self) -> None:
        self._server.run(sockets=[self._socket])
