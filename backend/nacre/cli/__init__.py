"""The `nacre` command: one file a subcommand, and the parser that joins them."""
