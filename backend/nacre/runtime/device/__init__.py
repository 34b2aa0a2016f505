"""Drawing on a GPU: the picture network and its CUDA kernel, world tables and poses in its memory, readback, JPEG."""
