"""What things of a prompt are to one another, and where they are put for it."""
