"""The server: sockets on one thread, the world model on another, and the two objects where they meet."""
