"""Sockets and messages: the I/O thread, who is connected, and what each message does."""
