"""The editorial site: landing page, city pages and standing pages."""
