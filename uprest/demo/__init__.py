"""The demo site: sample cities, businesses, people and courses, marked as such."""
