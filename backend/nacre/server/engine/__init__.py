"""The engine thread: opens worlds, moves them, draws them, and publishes what they show."""
