"""What light really does in a world of ours, by a path tracer (Mitsuba 3, extra `train`): references, never served."""
