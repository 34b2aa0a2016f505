"""The Python client: a world as an object you can open, play and read frames from."""

from nacre.client.client import Client, ConnectionLost, Frame, NacreError, NacreTimeout

__all__ = ["Client", "ConnectionLost", "Frame", "NacreError", "NacreTimeout"]
