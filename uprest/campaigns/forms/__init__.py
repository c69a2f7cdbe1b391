"""Forms of campaigns, needs and actions."""
