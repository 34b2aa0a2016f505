"""One file for each command. `add_parser` declares its options, `run` does it and returns the exit code."""
