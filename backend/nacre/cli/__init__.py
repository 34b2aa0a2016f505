"""The `nacre` command line."""
