"""The geometry channel: what stands around a player, streamed to engines that draw it themselves."""
