"""A session from open to close: its settings, lifecycle, input and send queues, pacing and rewind buffer."""
