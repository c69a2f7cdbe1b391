"""What owners and city officers read; reads everything, and nobody reads it."""
