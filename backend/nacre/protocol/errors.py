# ruff: noqa: E501 (one code a line, so that it reads as the table it is)
"""Every error code of NWP 1, with what it means and what to do."""

from __future__ import annotations

from typing import Final

from nacre.protocol.fields import ErrorCode
from nacre.protocol.limits import MAX_HEIGHT, MAX_WIDTH, MIN_HEIGHT, MIN_WIDTH, NAME_CHARACTERS, PROMPT_CHARACTERS

ERRORS: Final = (
    ErrorCode("bad_header", "The header is not one msgpack map with string keys and a `type`.", "Send part 0 as one msgpack map; see vectors/messages.json."),
    ErrorCode("bad_parts", "The number of parts does not fit the message.", "No message of this version carries a payload to the server: send the header alone."),
    ErrorCode("bad_value", "A field is missing, of the wrong type or outside its bounds.", "Compare the field named in the message with its row in SPEC.md."),
    ErrorCode("bad_size", "The picture size is not offered.", f"Use even numbers, width {MIN_WIDTH}..{MAX_WIDTH} and height {MIN_HEIGHT}..{MAX_HEIGHT}, within what `accept` and the model allow."),
    ErrorCode("bad_codec", "The picture codec is not offered.", "Use rgba8 or jpeg, one that `accept.codecs` lists."),
    ErrorCode("bad_channel", "A channel is not offered by this model.", "Choose from the model's `channels` in `welcome`."),
    ErrorCode("bad_spec", "The spec describes no world.", "Start from the `spec` of an `opened` message and change its values within their vocabularies."),
    ErrorCode("too_large", "The message is larger than allowed.", "Keep headers under 64 KiB.", fatal=False),
    ErrorCode("unknown_type", "No message has this type.", "Check the spelling against SPEC.md, or upgrade the server."),
    ErrorCode("unsupported", "This server does not offer that message yet.", "Upgrade the server, or do without it."),
    ErrorCode("version_mismatch", "Client and server speak different versions of the protocol.", "Upgrade the older side so that both speak the same major version.", fatal=True),
    ErrorCode("hello_first", "The connection has not said hello.", "Send `hello` and wait for `welcome`; after a server restart, say hello again."),
    ErrorCode("hello_twice", "This connection has said hello already.", "Open a new connection to say hello again."),
    ErrorCode("unauthorised", "The token is missing or not known here.", "Ask the server's owner for an access token and send it as `hello.token`.", fatal=True),
    ErrorCode("session_expired", "That session is over.", "Say hello without the session token and open a new world."),
    ErrorCode("session_elsewhere", "Another server process holds that session.", "Wait until it has stopped, or connect to that server; two must not write one world."),
    ErrorCode("session_damaged", "The saved session cannot be read.", "Open a new world; the damaged files are kept in the server's state folder for a look."),
    ErrorCode("wrong_model", "The save was made by another model, or by other weights.", "Start the server with the model that made it, or open a new world from the save's spec and seed."),
    ErrorCode("no_saves", "This server keeps no saves.", "Start it with --state-dir."),
    ErrorCode("no_such_save", "There is no save of that name.", "Names are those given to `snapshot`, by the same owner, on this server."),
    ErrorCode("bad_name", "That is no name for a save.", f"Use 1 to {NAME_CHARACTERS} letters, digits, `-`, `_` and `.`, not beginning with a dot."),
    ErrorCode("save_failed", "The save could not be written.", "The older save is still there. Make room on the server's disk, or look at the rights of its state folder."),
    ErrorCode("nothing_to_rewind", "There is nothing to go back to yet.", "Play for a second first."),
    ErrorCode("no_such_guest", "No world is open under that guest token.", "Ask the player for the `guest` of the `opened` message; it changes with every session."),
    ErrorCode("viewers_only", "Only the player's own connection may do that.", "Ask the player; a viewer may move its camera with `view`, and leave with `close`."),
    ErrorCode("not_together", "A lockstep session cannot be shared.", "Open the world without `deterministic` to let others join."),
    ErrorCode("prompt_refused", "This server does not make that.", "Describe a place without real people, protected characters or anything sexual; see the server owner's policy."),
    ErrorCode("moderation_failed", "The prompt could not be checked, so nothing was made.", "Try again; if it stays, the server's owner finds the cause in the log."),
    ErrorCode("not_allowed", "The access token does not cover this.", "Ask the server's owner for another tier, or ask for less: a smaller picture, a lower rate, fewer worlds."),
    ErrorCode("server_busy", "The machine has no room for another world.", "Try again after `retry_after`, or use a smaller picture or a lower rate."),
    ErrorCode("too_many_sessions", "The server is full.", "Try again later, or start the server with a larger --sessions."),
    ErrorCode("already_open", "This connection has a world already.", "Send `close` first, or use a second connection."),
    ErrorCode("no_world", "There is no open world on this connection.", "Send `open` and wait for `opened`."),
    ErrorCode("nothing_to_open", "Not exactly one of prompt, spec and snapshot was given.", "Send `prompt` (plain words), `spec` (plain data) or `snapshot` (the name of a save), one of them."),
    ErrorCode("prompt_too_long", "The prompt is too long.", f"Use at most {PROMPT_CHARACTERS} characters: a few sentences say everything a world can hold."),
    ErrorCode("not_understood", "Nothing of the prompt was understood, so nothing was made.", "Send one of `offers`, say it in other words, or open with `anyway`."),
    ErrorCode("unknown_model", "No model has this name here.", "Choose one of `welcome.models`, or leave `model` out."),
    ErrorCode("too_fast", "Messages come faster than the server takes them; some were thrown away.", "Send input at the rate of your frames; in lockstep, wait for the frame before the next `act`."),
    ErrorCode("internal_error", "The server failed on this message.", "Report it with the server's log; other messages still work."),
    ErrorCode("world_failed", "The model failed on this world.", "Open it again; if it fails again, report the spec and seed with the server's log."),
    ErrorCode("load_failed", "The model could not be loaded.", "See the server's log.", fatal=True),
    ErrorCode("shutting_down", "The server is stopping.", "Connect again when it is back.", fatal=True),
)  # fmt: skip
