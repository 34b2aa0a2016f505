"""What a server raises when it cannot be started."""

from __future__ import annotations

from nacre.errors import Failure


class ConfigError(Failure):
    """The server cannot be run as configured; hint says what to change."""

    code = "bad_config"
