"""The server: an I/O thread for sockets, an engine thread for the world model, and bounded queues between them."""
