"""What stands where: the layout transformer, its sampler, and the place to begin."""
