"""Shapes: the network that writes a thing's parts, and what turns programs into its symbols and back."""
