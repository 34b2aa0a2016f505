"""Pearl, the world model: a latent state made of tokens, its dynamics and its renderer."""
