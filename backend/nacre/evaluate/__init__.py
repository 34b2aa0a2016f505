"""World-quality metrics on seeds and prompts never trained on, and their report."""
