"""Access rules: checks access tokens at `hello`, and the limits of a tier at every request for work."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from nacre.protocol.codec import Refusal
from nacre.protocol.definition import VERSION
from nacre.protocol.messages import ClientHello, ClientJoin, ClientOpen, ClientResize
from nacre.server.access.moderation import Moderation
from nacre.server.access.tiers import DEFAULT_TIER, Policy, Rate, Tier
from nacre.server.access.tokens import TokenError, TokenStore

SHARED: Final = "shared"  # the owner of everything that is done with a token of `tokens`


class Admitted(NamedTuple):
    """Who came in: owner is opaque, label is for people."""

    owner: str = ""
    tier: str = DEFAULT_TIER
    label: str = ""


@dataclass
class AccessRules:
    """Access tokens, tiers and moderation of one server. I/O thread only, but for `moderation`.

    tokens: plain access tokens, of the default tier; token_store: those of `nacre token create`. With neither, everyone
    who can connect is admitted.
    """

    tokens: frozenset[str] = frozenset()
    token_store: TokenStore | None = None
    policy: Policy = field(default_factory=Policy)
    moderation: Moderation = field(default_factory=lambda: Moderation(None))
    rate: Rate = field(default_factory=Rate)

    def admit(self, message: ClientHello, session_known: bool) -> Admitted:
        """Check a `hello`. Raises Refusal.

        session_known: the token resumes a session of this server; then no access token is needed, but that of the
        session's owner must still hold (`check_owner`).
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
            return Admitted()
        token = message.token or ""
        if self.token_store is not None:
            try:
                grant = self.token_store.find(token)
            except TokenError:
                raise Refusal("unauthorised", "the server's token file cannot be read", id=message.id) from None
            if grant is not None:
                return Admitted(grant.owner, grant.tier, grant.name)
        # Every token is compared, so that the time taken says nothing about any of them.
        if any([secrets.compare_digest(known.encode(), token.encode()) for known in self.tokens]):
            return Admitted(SHARED, DEFAULT_TIER, SHARED)
        if self.tokens or self.token_store is not None:
            raise Refusal("unauthorised", id=message.id)
        if token:
            raise Refusal("session_expired", id=message.id)
        return Admitted()

    def check_owner(self, owner: str, request: int, code: str = "unauthorised") -> None:
        """Raises Refusal when the access token that let this owner in has been revoked or has expired since."""
        if not self.tokens and self.token_store is None:
            return
        try:
            if (owner == SHARED and self.tokens) or (self.token_store is not None and self.token_store.holds(owner)):
                return
        except TokenError:
            raise Refusal(code, "the server's token file cannot be read", id=request) from None
        raise Refusal(code, "the access token has been revoked or has expired", id=request)

    def tier(self, name: str) -> Tier:
        """The limits of a tier, by its name."""
        return self.policy.tier(name)

    def apply_limits(self, request: ClientOpen | ClientJoin, tier: Tier) -> None:
        """Lower `request.fps` to the tier's; raises Refusal for a picture larger than the tier's."""
        self.check_size(request, tier)
        if tier.fps is not None:
            request.fps = min(request.fps, tier.fps)

    @staticmethod
    def check_size(request: ClientOpen | ClientJoin | ClientResize, tier: Tier) -> None:
        """Raises Refusal for a picture larger than the tier's."""
        for name in ("width", "height"):
            most, wanted = getattr(tier, name), getattr(request, name)
            if most is not None and wanted > most:
                raise Refusal("not_allowed", f"{name} {wanted} is more than the {most} of this token", id=request.id)

    def count_request(self, owner: str, tier: Tier, worlds: int, now: float, request: int, world: bool = True) -> None:
        """Count a request for work; raises Refusal beyond the tier's requests a minute or open worlds."""
        if world and tier.sessions is not None and worlds >= tier.sessions:
            raise Refusal("not_allowed", f"{worlds} worlds are open with this token already", id=request)
        wait = self.rate.wait(owner, tier.requests_per_minute, now)
        if wait > 0.0:
            text = f"more than {tier.requests_per_minute} requests a minute"
            raise Refusal("not_allowed", text, id=request, retry_after=wait)

    def check_export(self, tier: Tier, request: int) -> None:
        """Raises Refusal when the tier has no right to named saves."""
        if not tier.export:
            raise Refusal("not_allowed", "this token has no right to saves", id=request)
