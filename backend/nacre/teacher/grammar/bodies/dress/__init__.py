"""What mannequins wear and carry: faces, hair, hats, clothes, tools."""
