"""Everything that changes cities, businesses and who belongs to them."""
