"""Opens a session's world from a prompt, a spec or a save, and builds the `opened` message."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Sequence
from typing import Any, Final, Protocol

from nacre.errors import Failure
from nacre.protocol.codec import Refusal
from nacre.protocol.messages import Camera as CameraRecord
from nacre.protocol.messages import Chip, ClientOpen, Origin, ServerOpened
from nacre.server.sessions.session import Session
from nacre.spec import SceneSpec
from nacre.world.grid import EYE, TICK
from nacre.world.interface import Camera, Progress, TellsUnmet, WorldModel
from nacre.world.state import WorldState

MAX_ITEMS: Final = 128  # items of a spec; the vocabulary has fewer concepts


MAX_CHIPS: Final = 256
MAX_IGNORED: Final = 512


class Understanding(Protocol):
    """A read prompt: its spec, what each phrase became (text, kind, value), and the words that were ignored."""

    @property
    def spec(self) -> SceneSpec: ...
    @property
    def understood(self) -> Sequence[Any]: ...
    @property
    def ignored(self) -> Sequence[str]: ...


Understand = Callable[[str, int], Understanding]


def open_world(model: WorldModel, session: Session, understand: Understand, progress: Progress) -> ServerOpened:
    """Make `session.playback.world` and draw it once, so that first-time costs are paid before play.

    Raises Refusal("bad_spec"), Refusal("not_understood") with offers, and whatever the model raises.
    """
    if session.host is not None:
        return _open_guest(model, session, session.host, progress)
    if session.resumption.state is not None:
        return _open_restored(model, session, progress)
    request = session.request
    assert isinstance(request, ClientOpen)
    chips: list[Chip] = []
    ignored: list[str] = []
    language = "en"
    if request.prompt is not None:
        progress("understand", 0.0, "reading the prompt")
        meaning = understand(request.prompt, session.seed)
        offers = list(getattr(meaning, "offers", ()))
        if offers and not request.anyway:
            raise Refusal("not_understood", hint=f"Did you mean: {'; '.join(offers)}?", id=request.id, offers=offers)
        spec = meaning.spec
        meant = getattr(meaning, "chips", meaning.understood)
        # Never more than the definition lets a message hold: however much was said, the world is made.
        chips = [Chip(text=c.text[:2000], kind=c.kind[:64], value=str(c.value)[:256]) for c in meant[:MAX_CHIPS]]
        ignored = [_brief(text) for text in meaning.ignored[:MAX_IGNORED]]
        language = getattr(meaning, "language", language)
    else:
        spec = checked_spec(request.spec or {}, request.id)
    progress("generate", 0.0, "making the world")
    session.playback.world = model.open(spec, session.seed, progress)
    opened = _opened_message(model, session, request.id, spec.to_dict(), chips, ignored)
    opened.unmet = _unmet(model, session.playback.world, language)
    return opened


def _brief(text: str) -> str:
    return text if len(text) <= 64 else f"{text[:63]}\u2026"


def _unmet(model: WorldModel, world: WorldState, language: str) -> list[str]:
    """What the prompt relates to something and does not stand so, in words."""
    items = model.unmet(world) if isinstance(model, TellsUnmet) else []
    if not items:
        return []
    from nacre.prompts.languages.wording import unmet_in

    return [_brief(unmet_in(language, item)) for item in items[:128]]


def _open_restored(model: WorldModel, session: Session, progress: Progress) -> ServerOpened:
    """Restore the world of `session.resumption.state`; frame and tick numbers continue those of the session."""
    assert session.resumption.state is not None
    progress("restore", 0.0, "going back to where you were")
    session.playback.world = model.restore(session.resumption.state, progress)
    session.resumption.state = None
    before = session.resumption.opened
    chips = before.understood if before is not None else []
    ignored = before.ignored if before is not None else []
    opened = _opened_message(model, session, session.request.id, session.playback.world.spec.to_dict(), chips, ignored)
    opened.unmet = before.unmet if before is not None else _unmet(model, session.playback.world, "en")
    if before is not None:
        opened.world, opened.epoch = before.world, before.epoch
        opened.origin = before.origin  # the world stays where it lies in the client's scene
        # A save opened by name is a new session; one that is resumed goes on.
        opened.resumed = before.epoch != 0
    return opened


def _open_guest(model: WorldModel, session: Session, host: Session, progress: Progress) -> ServerOpened:
    if host.opened is None or host.playback.world is None:
        raise Refusal("no_such_guest", "that world is not open yet", id=session.request.id)
    mine = {name: getattr(host.opened, name) for name in host.opened.__struct_fields__}
    mine |= _settings(session) | {
        "session": session.name,
        "token": session.token,
        "guest": "",
        "tick": host.playback.tick,
    }
    mine |= {"id": session.request.id, "frame": session.playback.frame, "resumed": False, "paused": False}
    if session.plays:
        before, session.playback.tick = session.resumption.opened, host.playback.tick
        session.playback.world, session.resumption.state = (
            model.join(host.playback.world, session.resumption.state, progress),
            None,
        )
        mine |= {"camera": camera_record(_eyes(model, session, session.playback.world))}
        if before is not None:
            mine |= {"resumed": True, "epoch": before.epoch}
    return ServerOpened(**mine)


def _settings(session: Session) -> dict[str, Any]:
    settings = session.settings
    return {
        "width": settings.width,
        "height": settings.height,
        "fps": settings.fps,
        "channels": sorted(settings.channels),
        "codec": settings.codec,
        "credit": session.send_queue.credit,
        "deterministic": settings.lockstep,
        "role": "player" if session.plays else "viewer",
        "body": settings.body,
    }


def _eyes(model: WorldModel, session: Session, state: WorldState) -> Camera:
    """The player's eyes. Where pictures are wanted one is drawn, so that first-time costs are paid before play."""
    if session.settings.pictures and session.send_queue.credit:
        return model.render([state], [None], session.settings.size, [1.0])[0].camera
    player = model.describe(state)["player"]
    x, y, z = player["position"]
    return Camera((x, y + EYE, z), player["yaw"], player["pitch"])


def placed_origin(origin: Origin, feet: Sequence[float], yaw: float) -> Origin:
    """Where the world's axes lie in a scene in which its start, at `feet` facing `yaw`, lies at `origin`."""
    turn = math.remainder(origin.yaw - yaw, 2 * math.pi)
    c, s = math.cos(turn), math.sin(turn)
    turned = (c * feet[0] + s * feet[2], feet[1], c * feet[2] - s * feet[0])
    return Origin(position=[a - b for a, b in zip(origin.position, turned, strict=True)], yaw=turn)


def _opened_message(
    model: WorldModel, session: Session, request: int, spec: dict[str, Any], chips: list[Chip], ignored: list[str]
) -> ServerOpened:
    assert session.playback.world is not None
    eyes = _eyes(model, session, session.playback.world)
    name = model.caps().name
    opened = ServerOpened(
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
        camera=camera_record(eyes),
        frame=session.playback.frame,
        resumed=False,
        paused=session.lifecycle.paused,
        tick=session.playback.tick,
        epoch=0,
        **_settings(session),
    )
    wanted = session.request.origin if isinstance(session.request, ClientOpen) else None
    if wanted is not None:
        x, y, z = eyes.position
        opened.origin = placed_origin(wanted, (x, y - EYE, z), eyes.yaw)
    return opened


def camera_record(camera: Camera) -> CameraRecord:
    """A camera as its protocol record."""
    x, y, z = (float(value) for value in camera.position)
    yaw, pitch, fov = float(camera.yaw), float(camera.pitch), float(camera.fov)
    return CameraRecord(position=[x, y, z], yaw=yaw, pitch=pitch, fov=fov)


def world_name(model: str, spec: dict[str, Any], seed: int) -> str:
    """Hex hash of model, spec and seed: equal for equal worlds on any server."""
    text = json.dumps([model, spec, seed], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def is_brief(data: dict[str, Any]) -> bool:
    """Whether a spec is checked in no time: shapes that are drawn by its sender take longer."""
    things = [one for name in ("items", "looks") if isinstance(data.get(name), list) for one in data[name]]
    return not any(isinstance(one, dict) and "drawn" in one for one in things)


def checked_spec(data: dict[str, Any], request: int) -> SceneSpec:
    """The spec that a client sent; raises Refusal("bad_spec")."""
    try:
        for name in ("items", "looks"):
            if isinstance(data.get(name), list) and len(data[name]) > MAX_ITEMS:
                raise ValueError(f"at most {MAX_ITEMS} {name} are allowed")
        return SceneSpec.from_dict(data)
    except (ValueError, Failure) as error:
        raise Refusal("bad_spec", str(error)[:300], id=request) from None
