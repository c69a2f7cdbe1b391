"""From a figure to something done: campaigns, the need board, actions."""
