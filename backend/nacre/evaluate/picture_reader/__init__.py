"""The network that says what a picture shows: its training on teacher pictures, its scores, and how far to trust it."""
