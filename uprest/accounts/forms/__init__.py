"""Forms of signing in, of the second step, of the account page and of the user administration."""
