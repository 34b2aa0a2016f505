"""What networks learn from: the teacher's worlds, maps and programs, kept on disk and made into batches."""
