"""Moderation: every prompt gets a verdict before a world is made of it, and every verdict is written down."""

from __future__ import annotations

import hashlib
import json
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from nacre.protocol.codec import Refusal
from nacre.server.engine.thread import Engine
from nacre.server.sessions.session import Session

log = logging.getLogger(__name__)


class Verdict(Protocol):
    """What a moderator says: whether a prompt may become a world, and if not why."""

    @property
    def allowed(self) -> bool: ...
    @property
    def category(self) -> str: ...
    @property
    def matched(self) -> str: ...


Moderator = Callable[[str], Verdict]
PictureModerator = Callable[[NDArray[np.uint8]], Verdict]  # [H, W, 3] sRGB
LARGEST: Final = 64 << 20  # bytes; then the log begins anew, and the one before is kept


def deny_list(prompt: str) -> Verdict:
    """`nacre.prompts.moderation.moderate`, imported when the first prompt comes."""
    from nacre.prompts.moderation import moderate

    return moderate(prompt)


class Moderation:
    """Asks the deny list, then a moderator of the owner's; of pictures, those that judge pictures. Whatever fails,
    refuses. Any thread.
    """

    def __init__(
        self,
        path: Path | None,
        moderators: tuple[Moderator, ...] = (deny_list,),
        pictures: tuple[PictureModerator, ...] = (),
    ) -> None:
        self._path, self._moderators, self._pictures = path, moderators, pictures
        self._lock = threading.Lock()
        # Moderators may be slow, and neither the I/O thread nor the engine's may wait for them.
        self._pool = ThreadPoolExecutor(2, "nacre-moderate")

    def close(self) -> None:
        """Let go of the threads; what is not yet judged is refused to nobody: its clients are gone."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def review(self, prompt: str, session: Session, engine: Engine) -> None:
        """Judge a prompt on a thread of its own, and hand its session on to the engine, or refuse it."""

        def judge() -> None:
            try:
                self.check(prompt, session.owner, session.name, session.request.id)
            except Refusal as refusal:
                session.outbox.put(refusal.reply())
                session.failed = True
                engine.notify()
                return
            engine.submit(session)

        self._pool.submit(judge)

    def check(self, prompt: str, owner: str, session: str, request: int) -> None:
        """Return for a prompt that may become a world; raises Refusal for one that may not, or cannot be judged."""
        try:
            refused = next((v for v in (judge(prompt) for judge in self._moderators) if not v.allowed), None)
        except Exception as error:
            log.exception("session %s: a moderator failed", session)
            self._note(prompt, owner, session, {"verdict": "failed", "error": type(error).__name__})
            raise Refusal("moderation_failed", id=request) from None
        said: dict[str, Any] = {"verdict": "allowed" if refused is None else "refused"}
        if refused is not None:
            # The words of a refusal are kept, for an appeal; those of a prompt that passed are nobody's business.
            said |= {"category": refused.category, "matched": refused.matched, "prompt": prompt}
        if not self._note(prompt, owner, session, said):
            raise Refusal("moderation_failed", id=request)
        if refused is not None:
            reason = {
                "minors": "sexual content about minors",
                "real_people": "real people",
                "characters": "protected characters",
            }
            text = f"this server makes no worlds of {reason.get(refused.category, 'that kind')}"
            raise Refusal("prompt_refused", text, id=request)

    @property
    def looks(self) -> bool:
        """Whether pictures are judged at all."""
        return bool(self._pictures)

    def look(self, picture: NDArray[np.uint8], session: Session) -> Future[None]:
        """Judge a picture of a session on a thread of its own; the future raises Refusal for one that is not shown."""
        return self._pool.submit(self._judge_picture, picture, session.owner, session.name, session.request.id)

    def _judge_picture(self, picture: NDArray[np.uint8], owner: str, session: str, request: int) -> None:
        data = picture.tobytes()
        try:
            refused = next((v for v in (judge(picture) for judge in self._pictures) if not v.allowed), None)
        except Exception as error:
            log.exception("session %s: a moderator of pictures failed", session)
            self._note(data, owner, session, {"picture": "failed", "error": type(error).__name__})
            raise Refusal("moderation_failed", "the picture could not be checked", id=request) from None
        said: dict[str, Any] = {"picture": "allowed" if refused is None else "refused"}
        if refused is not None:
            said |= {"category": refused.category, "matched": refused.matched}
        if not self._note(data, owner, session, said):
            raise Refusal("moderation_failed", "the picture could not be checked", id=request)
        if refused is not None:
            raise Refusal("prompt_refused", "this server does not show what came of it", id=request)

    def _note(self, judged: str | bytes, owner: str, session: str, said: dict[str, Any]) -> bool:
        """Write a verdict down; False when that failed, and then nothing may be made."""
        if self._path is None:
            return True
        digest = hashlib.sha256(judged.encode() if isinstance(judged, str) else judged).hexdigest()
        line = {"time": time.time(), "owner": owner, "session": session, "sha256": digest, **said}
        try:
            with self._lock:
                if self._path.exists() and self._path.stat().st_size > LARGEST:
                    self._path.replace(self._path.with_suffix(".before.jsonl"))
                with self._path.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(line, ensure_ascii=False) + "\n")
        except OSError as error:
            log.error("the audit log cannot be written: %s", error.strerror)
            return False
        return True
