"""The browser player: one page and the bridge that carries its WebSocket to the world server."""
