"""What pages about cities and businesses show, in words."""
