"""Pages and files of campaigns, needs and actions, in words."""
