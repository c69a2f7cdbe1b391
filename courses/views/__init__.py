"""What people send in, and the files they ask for."""
