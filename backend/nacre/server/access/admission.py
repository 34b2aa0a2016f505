"""The rules of a server: who may come in, and how much each may do."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from nacre.protocol.codec import Refusal
from nacre.protocol.definition import VERSION
from nacre.protocol.messages import ClientHello, ClientJoin, ClientOpen
from nacre.server.access.moderation import Moderation
from nacre.server.access.tiers import DEFAULT_TIER, Policy, Rate, Tier
from nacre.server.access.tokens import TokenBook, TokenError


@dataclass
class Rules:
    """Access tokens, tiers and moderation of one server. I/O thread only, but for `moderation`.

    tokens are access tokens given in the open, of the default tier; book holds those of `nacre token create`. With
    neither, everyone who can connect may come in.
    """

    tokens: frozenset[str] = frozenset()
    book: TokenBook | None = None
    policy: Policy = field(default_factory=Policy)
    moderation: Moderation = field(default_factory=lambda: Moderation(None))
    rate: Rate = field(default_factory=Rate)

    def admit(self, message: ClientHello, session_known: bool) -> tuple[str, str]:
        """Owner and tier of a client that may come in; raises Refusal for one that may not.

        session_known: its token is that of a session here, which is as good as an access token.
        """
        if message.v != VERSION:
            older = "client" if message.v < VERSION else "server"
            raise Refusal(
                "version_mismatch",
                f"the client speaks version {message.v}, this server version {VERSION}",
                id=message.id,
                hint=f"Upgrade the {older}: both must speak the same version.",
            )
        if session_known:
            return "", DEFAULT_TIER
        token = message.token or ""
        if self.book is not None:
            try:
                grant = self.book.find(token)
            except TokenError:
                raise Refusal("unauthorised", "the server's token file cannot be read", id=message.id) from None
            if grant is not None:
                return grant.name, grant.tier
        # Every token is compared, so that the time taken says nothing about any of them.
        if any([secrets.compare_digest(known.encode(), token.encode()) for known in self.tokens]):
            return "shared", DEFAULT_TIER
        if self.tokens or self.book is not None:
            raise Refusal("unauthorised", id=message.id)
        if token:
            raise Refusal("session_expired", id=message.id)
        return "", DEFAULT_TIER

    def tier(self, name: str) -> Tier:
        """What a tier may do."""
        return self.policy.tier(name)

    def settle(self, request: ClientOpen | ClientJoin, tier: Tier) -> None:
        """Refuse a picture larger than the tier's, and bring the rate down to it; raises Refusal."""
        for name in ("width", "height"):
            most, asked = getattr(tier, name), getattr(request, name)
            if most is not None and asked > most:
                raise Refusal("not_allowed", f"{name} {asked} is more than the {most} of this token", id=request.id)
        if tier.fps is not None:
            request.fps = min(request.fps, tier.fps)

    def count(self, owner: str, tier: Tier, worlds: int, now: float, request: int, world: bool = True) -> None:
        """Note a request for work; raises Refusal beyond the tier's rate, or its worlds at once."""
        if world and tier.sessions is not None and worlds >= tier.sessions:
            raise Refusal("not_allowed", f"{worlds} worlds are open with this token already", id=request)
        wait = self.rate.wait(owner, tier.requests_per_minute, now)
        if wait > 0.0:
            text = f"more than {tier.requests_per_minute} requests a minute"
            raise Refusal("not_allowed", text, id=request, retry_after=wait)

    def export(self, tier: Tier, request: int) -> None:
        """Refuse saves by name to a tier without them."""
        if not tier.export:
            raise Refusal("not_allowed", "this token has no right to saves", id=request)
