"""What is put right of a drawn shape before it is built: stairs, roofs, rows, manners of its theme, colours."""
