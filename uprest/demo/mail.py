"""Mail of the demo: kept in the cache, and shown on screen instead of being sent."""
