"""The vocabulary both sides need: skills, levels, occupations and what they ask for."""
