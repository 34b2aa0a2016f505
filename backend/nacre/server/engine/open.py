"""Making a session's world: from prompt, spec or save to the `opened` message."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from typing import Any, Final, Protocol

from nacre.protocol.codec import Refusal
from nacre.protocol.messages import Camera as CameraRecord
from nacre.protocol.messages import Chip, ClientOpen, ServerOpened
from nacre.server.sessions.session import Session
from nacre.spec import SceneSpec
from nacre.world.grid import TICK
from nacre.world.interface import Camera, Progress, WorldModel

MOST_ITEMS: Final = 128  # items of a spec; the vocabulary has fewer concepts


class Understanding(Protocol):
    """What a prompt means: the spec, what each phrase became (text, kind, value), and words left over."""

    @property
    def spec(self) -> SceneSpec: ...
    @property
    def understood(self) -> Sequence[Any]: ...
    @property
    def ignored(self) -> Sequence[str]: ...


Understand = Callable[[str, int], Understanding]


def open_world(model: WorldModel, session: Session, understand: Understand, progress: Progress) -> ServerOpened:
    """Make the world (`session.world`) and draw it once, so that whatever is slow the first time is done.

    Raises Refusal("bad_spec"), and whatever the model raises.
    """
    if session.host is not None:
        return _as_guest(model, session, session.host, progress)
    if session.restored is not None:
        return _again(model, session, progress)
    request = session.request
    assert isinstance(request, ClientOpen)
    chips: list[Chip] = []
    ignored: list[str] = []
    if request.prompt is not None:
        progress("understand", 0.0, "reading the prompt")
        meaning = understand(request.prompt, session.seed)
        spec = meaning.spec
        chips = [Chip(text=c.text, kind=c.kind, value=str(c.value)) for c in meaning.understood]
        ignored = list(meaning.ignored)
    else:
        spec = _spec(request.spec or {}, request.id)
    progress("generate", 0.0, "making the world")
    session.world = model.open(spec, session.seed, progress)
    return _opened(model, session, request.id, spec.to_dict(), chips, ignored)


def _again(model: WorldModel, session: Session, progress: Progress) -> ServerOpened:
    """The world of a save, under the session's own settings; ids of frames and ticks go on from `session`'s."""
    assert session.restored is not None
    progress("restore", 0.0, "going back to where you were")
    session.world = model.restore(session.restored, progress)
    session.restored = None
    before = session.before
    chips = before.understood if before is not None else []
    ignored = before.ignored if before is not None else []
    opened = _opened(model, session, session.request.id, session.world.spec.to_dict(), chips, ignored)
    if before is not None:
        opened.world, opened.epoch = before.world, before.epoch
        # A save opened by name is a new session; one that was taken up goes on.
        opened.resumed = before.epoch != 0
    return opened


def _as_guest(model: WorldModel, session: Session, host: Session, progress: Progress) -> ServerOpened:
    if host.opened is None or host.world is None:
        raise Refusal("no_such_guest", "that world is not open yet", id=session.request.id)
    mine = {name: getattr(host.opened, name) for name in host.opened.__struct_fields__}
    mine |= _settings(session) | {"session": session.name, "token": session.token, "guest": "", "tick": host.tick}
    mine |= {"id": session.request.id, "frame": session.frame, "resumed": False, "paused": False}
    if session.plays:
        before, session.tick = session.before, host.tick
        session.world, session.restored = model.join(host.world, session.restored, progress), None
        first = model.render([session.world], [None], session.asked.size, [1.0])[0]
        mine |= {"camera": camera_record(first.camera)}
        if before is not None:
            mine |= {"resumed": True, "epoch": before.epoch}
    return ServerOpened(**mine)


def _settings(session: Session) -> dict[str, Any]:
    asked = session.asked
    return {
        "width": asked.width,
        "height": asked.height,
        "fps": asked.fps,
        "channels": sorted(asked.channels),
        "codec": asked.codec,
        "credit": session.outbox.credit,
        "deterministic": asked.lockstep,
        "role": "player" if session.plays else "viewer",
    }


def _opened(
    model: WorldModel, session: Session, request: int, spec: dict[str, Any], chips: list[Chip], ignored: list[str]
) -> ServerOpened:
    assert session.world is not None
    first = model.render([session.world], [None], session.asked.size, [1.0])[0]
    name = model.caps().name
    return ServerOpened(
        id=request,
        session=session.name,
        token=session.token,
        guest=session.guest,
        world=world_name(name, spec, session.seed),
        model=name,
        seed=session.seed,
        spec=spec,
        understood=chips,
        ignored=ignored,
        tick_hz=1.0 / TICK,
        camera=camera_record(first.camera),
        frame=session.frame,
        resumed=False,
        paused=session.life.paused,
        tick=session.tick,
        epoch=0,
        **_settings(session),
    )


def camera_record(camera: Camera) -> CameraRecord:
    """A camera as it goes on the wire."""
    x, y, z = (float(value) for value in camera.position)
    yaw, pitch, fov = float(camera.yaw), float(camera.pitch), float(camera.fov)
    return CameraRecord(position=[x, y, z], yaw=yaw, pitch=pitch, fov=fov)


def world_name(model: str, spec: dict[str, Any], seed: int) -> str:
    """The same for the same world, wherever it is opened."""
    text = json.dumps([model, spec, seed], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _spec(data: dict[str, Any], request: int) -> SceneSpec:
    try:
        if len(data.get("items", ())) > MOST_ITEMS:
            raise ValueError(f"at most {MOST_ITEMS} items are allowed")
        return SceneSpec.from_dict(data)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise Refusal("bad_spec", str(error)[:300], id=request) from None
