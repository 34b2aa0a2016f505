"""Real-Time Renderer for worlds made of parts: meshes in, a picture with depth and entities out (numba, CPU)."""
