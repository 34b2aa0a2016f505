"""From shape programs to triangles, colliders and distances."""
