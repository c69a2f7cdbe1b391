"""Good practices from elsewhere, their local adaptations, and the self-check of a city's plan."""
