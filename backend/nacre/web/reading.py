"""What the words of a prompt come to, told before its world is asked for: a slip is cheaper then than after a wait."""

from __future__ import annotations

import asyncio
from typing import Any, Final

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from nacre.protocol.limits import PROMPT_CHARACTERS

MOST: Final = 4 * PROMPT_CHARACTERS  # bytes of a prompt


def read(prompt: str) -> dict[str, Any]:
    """Words that nothing is made of, and slips as (as typed, as read).

    A language model that the server asks may still understand more; what came of it all, the open world says.
    """
    from nacre.prompts import understand

    found = understand(prompt)
    return {"ignored": list(found.ignored), "corrected": [list(pair) for pair in found.corrected]}


async def reading(request: Request) -> Response:
    """POST /reading: the request's body is a prompt in UTF-8, the answer that of `read` as JSON; 413 and 400 if it is
    too long or no text."""
    words = bytearray()
    try:
        async for piece in request.stream():
            words += piece
            if len(words) > MOST:
                return PlainTextResponse(f"a prompt may have {PROMPT_CHARACTERS} characters", status_code=413)
        prompt = words.decode("utf-8")
    except (ClientDisconnect, UnicodeDecodeError):
        return PlainTextResponse("the body is not text in UTF-8", status_code=400)
    if len(prompt) > PROMPT_CHARACTERS:
        return PlainTextResponse(f"a prompt may have {PROMPT_CHARACTERS} characters", status_code=413)
    return JSONResponse(await asyncio.to_thread(read, prompt))
