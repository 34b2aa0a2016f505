"""How the teacher plans villages, and the roads between them."""
