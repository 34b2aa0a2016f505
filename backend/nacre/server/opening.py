"""Making a session's world: from prompt or spec to the `opened` message."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from typing import Any, Final, Protocol

from nacre.protocol.codec import Refusal
from nacre.protocol.messages import Camera as CameraRecord
from nacre.protocol.messages import Chip, ServerOpened
from nacre.server.session import Session
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
    request, asked = session.request, session.asked
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
    first = model.render([session.world], [None], asked.size, [1.0])[0]
    name = model.caps().name
    return ServerOpened(
        id=request.id,
        session=session.name,
        token=session.token,
        world=world_name(name, spec.to_dict(), session.seed),
        model=name,
        seed=session.seed,
        spec=spec.to_dict(),
        understood=chips,
        ignored=ignored,
        width=asked.width,
        height=asked.height,
        fps=asked.fps,
        channels=sorted(asked.channels),
        codec=asked.codec,
        credit=request.credit,
        tick_hz=1.0 / TICK,
        deterministic=asked.lockstep,
        camera=camera_record(first.camera),
        frame=0,
        resumed=False,
        paused=session.paused,
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
