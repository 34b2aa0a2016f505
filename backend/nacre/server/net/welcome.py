"""Builds the `welcome` and `status` messages."""

from __future__ import annotations

from typing import Final, Literal

from nacre import __version__
from nacre.protocol import messages as nwp
from nacre.protocol.definition import (
    HEARTBEAT,
    MAX_CREDIT,
    MAX_HEADER,
    MAX_HEIGHT,
    MAX_MESSAGE,
    MAX_PARTS,
    MAX_WIDTH,
    MIN_HEIGHT,
    MIN_WIDTH,
    MINOR,
    PROMPT_CHARACTERS,
    VERSION,
)
from nacre.server.access.tiers import Tier
from nacre.server.limits import ServerLimits
from nacre.server.sessions.session import Session
from nacre.world.interface import Capabilities

ANYTHING: Final = Tier()


def welcome_message(
    id: int, caps: Capabilities, config: ServerLimits, session: Session | None, tier: Tier = ANYTHING
) -> nwp.ServerWelcome:
    """The answer to a `hello`; session is the one that it resumes. The limits are those of this client's tier."""
    model = nwp.ModelInfo(
        name=caps.name,
        channels=list(caps.channels),
        tick_hz=caps.tick_hz,
        frames_per_step=caps.frames_per_step,
        max_width=caps.max_width,
        max_height=caps.max_height,
        prompt=caps.prompt,
        photo=caps.photo,
        actions=caps.actions,
    )
    limits = nwp.Limits(
        header_bytes=MAX_HEADER,
        message_bytes=MAX_MESSAGE,
        parts=MAX_PARTS,
        prompt_characters=PROMPT_CHARACTERS,
        min_width=MIN_WIDTH,
        max_width=min(MAX_WIDTH, caps.max_width, tier.width or MAX_WIDTH),
        min_height=MIN_HEIGHT,
        max_height=min(MAX_HEIGHT, caps.max_height, tier.height or MAX_HEIGHT),
        fps=min(config.fps_cap, tier.fps or config.fps_cap),
        credit=MAX_CREDIT,
        sessions=min(config.sessions, tier.sessions or config.sessions),
    )
    welcome = nwp.ServerWelcome(
        id=id,
        v=VERSION,
        minor=MINOR,
        server=nwp.ServerInfo(name="nacre", version=__version__),
        session_ttl=config.session_ttl,
        heartbeat=HEARTBEAT,
        models=[model],
        limits=limits,
    )
    if session is not None:
        welcome.session = session.name
    return welcome


def status_message(
    request: int, session: Session | None, uptime: float, sessions: int, fps: float, now: float
) -> nwp.ServerStatus:
    """The answer to `status`, `pause` and `resume`; seconds, and frames a second."""
    state: Literal["none", "opening", "running", "paused"] = session.state if session else "none"
    message = nwp.ServerStatus(
        id=request,
        state=state,
        uptime=uptime,
        sessions=sessions,
        frame=session.playback.frame if session else 0,
        tick=session.source.playback.tick if session else 0,
        fps=fps,
        in_flight=session.send_queue.in_flight if session else 0,
        dropped=session.send_queue.dropped if session else 0,
    )
    if session is not None:
        message.viewers = len(session.viewers)
        if session.resumption.saved_tick >= 0:
            message.saved_tick = session.resumption.saved_tick
        if (left := session.lifecycle.seconds_left(now)) is not None:
            message.time_left = left
    return message
