"""Light that has met other surfaces: a grid of cells around the player, solved off the frame path."""
