"""What is done with campaigns, needs and actions."""
