"""Materials: tiled textures made by code, one set for every renderer."""
