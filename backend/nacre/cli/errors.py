"""What a command raises when it cannot go on. `main` prints it with its hint and turns it into an exit code."""

from __future__ import annotations

from nacre.errors import Failure


class CommandError(Failure):
    """A command failed: exit code 1."""

    code = "command_failed"


class BadInput(CommandError):
    """The command line or a file it names is wrong: exit code 2."""

    code = "bad_input"
