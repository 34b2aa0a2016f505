"""A session from open to close: its life, its input and output queues, its past."""
