"""What no world is made of: the lists, and the folding of letters that only look like others."""
