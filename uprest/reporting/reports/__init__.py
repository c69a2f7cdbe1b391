"""What is shown and written: one way from a stored row to the screen, the print and the file."""
