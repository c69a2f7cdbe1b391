"""Pages of campaigns, the need board and actions. Every page starts at the access gate."""
