"""Which words stand for which label: the table of English words, names of things, and safe spelling corrections."""
