"""Training: data, losses, loops and checkpoints of every network that is shipped."""
