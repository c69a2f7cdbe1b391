"""Who signs in, what they consented to, and what is known about them."""
