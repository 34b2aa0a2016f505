"""How bodies move: the learned tick and what it senses."""
