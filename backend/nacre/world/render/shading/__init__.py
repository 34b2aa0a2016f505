"""From visible triangles to colours: materials, light, shadow, ground, water, sky and air."""
