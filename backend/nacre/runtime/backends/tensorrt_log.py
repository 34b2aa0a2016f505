"""TensorRT's bindings, and its log: where the reason for a failure is, because its calls only return None or False."""

from __future__ import annotations

import importlib
from collections import deque
from typing import Any, Final

from nacre.runtime.interface import RuntimeFailed, RuntimeUnavailable

LEAST: Final = (10, 13)
KEPT: Final = 400  # lines of a build's log


def bindings() -> Any:
    """The `tensorrt` module; raises RuntimeUnavailable when it is missing or too old."""
    try:
        trt = importlib.import_module("tensorrt")
    except ImportError as error:
        raise RuntimeUnavailable(f"TensorRT is not installed ({error})", 'pip install "nacre[gpu]"') from None
    version = tuple(int(part) for part in trt.__version__.split(".")[:2])
    if version < LEAST:
        least = ".".join(map(str, LEAST))
        raise RuntimeUnavailable(f"TensorRT {trt.__version__} is too old", f"install {least} or newer")
    return trt


def version_here() -> str | None:
    """The version of the bindings; None when they are missing or too old."""
    try:
        return str(bindings().__version__)
    except RuntimeUnavailable:
        return None


def make_log(trt: Any) -> Any:
    """A trt.ILogger that keeps lines; its class can only be made once the bindings are there.

    `lines` holds the last warnings and errors, `all` every line but the verbose; `reason()` is the last of `lines`.
    """

    class Log(trt.ILogger):  # type: ignore[misc]
        def __init__(self) -> None:
            trt.ILogger.__init__(self)  # the bindings refuse an object whose base was not set up by name
            self.lines: deque[str] = deque(maxlen=KEPT)
            self.all: deque[str] = deque(maxlen=4 * KEPT)

        def log(self, severity: Any, msg: str) -> None:
            if severity <= trt.ILogger.Severity.WARNING:
                self.lines.append(msg)
            if severity <= trt.ILogger.Severity.INFO:
                self.all.append(f"{severity!s}: {msg}")

        def reason(self) -> str:
            return "; ".join(list(self.lines)[-5:]) or "TensorRT gave no reason"

    return Log()


def failed(what: str, log: Any) -> RuntimeFailed:
    """The error for a call that returned None or False."""
    return RuntimeFailed(f"TensorRT: {what}: {log.reason()}")
