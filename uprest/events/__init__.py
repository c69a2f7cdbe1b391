"""Events of a city: on site, virtual, hybrid and satellite, with seats and attendance."""
