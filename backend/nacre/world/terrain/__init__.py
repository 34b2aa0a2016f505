"""The ground: coarse and fine flow networks, drawn block by block."""
