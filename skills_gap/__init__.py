"""From a skills check to a skills profile and the path that closes its gaps."""
