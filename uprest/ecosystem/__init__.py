"""Cities, tourism businesses, the people in them, and the one access gate."""
