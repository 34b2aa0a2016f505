"""Moderation: checks every prompt before a world is made of it, checks pictures, and logs every verdict."""

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
    """What a moderator returns: whether the prompt or picture is allowed, and if not its category and what matched."""

    @property
    def allowed(self) -> bool: ...
    @property
    def category(self) -> str: ...
    @property
    def matched(self) -> str: ...


Moderator = Callable[[str], Verdict]
PictureModerator = Callable[[NDArray[np.uint8]], Verdict]  # [H, W, 3] sRGB
LARGEST: Final = 64 << 20  # bytes; then a new log is begun, and one old log is kept


def deny_list(prompt: str) -> Verdict:
    """`nacre.prompts.moderation.moderate`, imported when the first prompt comes."""
    from nacre.prompts.moderation import moderate

    return moderate(prompt)


class Moderation:
    """Runs moderators on prompts and on pictures; a moderator that fails counts as a refusal. Any thread.

    path: the audit log, one JSON object a line; None writes none.
    """

    def __init__(
        self,
        path: Path | None,
        moderators: tuple[Moderator, ...] = (deny_list,),
        pictures: tuple[PictureModerator, ...] = (),
        prepare: Callable[[str], None] | None = None,
    ) -> None:
        self._path, self._moderators, self._pictures = path, moderators, pictures
        # Asked about every prompt that passed, before the engine gets it: a language model, which may be slow.
        self._prepare = prepare
        self._slow = ThreadPoolExecutor(8, "nacre-prepare") if prepare is not None else None
        self._lock = threading.Lock()
        # Moderators may be slow, and neither the I/O thread nor the engine's may wait for them.
        self._pool = ThreadPoolExecutor(2, "nacre-moderate")

    def close(self) -> None:
        """Stop the threads; prompts and pictures that wait are not judged any more."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        if self._slow is not None:
            self._slow.shutdown(wait=False, cancel_futures=True)

    def review(self, prompt: str, session: Session, engine: Engine) -> None:
        """Check a prompt on a worker thread; then submit its session to the engine, or send the refusal."""

        def judge() -> None:
            try:
                self.check(prompt, session.owner, session.name, session.request.id)
            except Refusal as refusal:
                session.send_queue.put(refusal.reply())
                session.failed = True
                engine.notify()
                return
            if self._slow is not None:
                self._slow.submit(help_reading)
            else:
                engine.submit(session)

        def help_reading() -> None:
            try:
                assert self._prepare is not None
                self._prepare(prompt)
            except Exception:
                log.exception("session %s: a prompt could not be prepared", session.name)
            engine.submit(session)

        self._pool.submit(judge)

    def check(self, prompt: str, owner: str, session: str, request: int) -> None:
        """Check a prompt now; raises Refusal when it is not allowed or cannot be checked."""
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
    def judges_pictures(self) -> bool:
        """Whether there is any moderator of pictures."""
        return bool(self._pictures)

    def judge_picture(self, picture: NDArray[np.uint8], session: Session) -> Future[None]:
        """Check a picture on a worker thread; the future raises Refusal when it may not be shown."""
        return self._pool.submit(self._judge_picture_now, picture, session.owner, session.name, session.request.id)

    def _judge_picture_now(self, picture: NDArray[np.uint8], owner: str, session: str, request: int) -> None:
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
        """Append a verdict to the audit log; False when that failed, and then the request is refused."""
        if self._path is None:
            return True
        digest = hashlib.sha256(judged.encode() if isinstance(judged, str) else judged).hexdigest()
        line = {"time": time.time(), "owner": owner, "session": session, "sha256": digest, **said}
        try:
            with self._lock:
                if self._path.exists() and self._path.stat().st_size > LARGEST:
                    self._path.replace(self._path.with_suffix(".before.jsonl"))
                self._path.touch(mode=0o600)
                self._path.chmod(0o600)  # who asked for what is the owner's business alone; older versions left it open
                with self._path.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(line, ensure_ascii=False) + "\n")
        except OSError as error:
            log.error("the audit log cannot be written: %s", error.strerror)
            return False
        return True
