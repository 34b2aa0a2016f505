"""What stands around one player: chunks of ground and things, their looks, doors, far land, and all of it to draw."""
