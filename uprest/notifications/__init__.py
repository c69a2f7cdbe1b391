"""Messages to people: by e-mail and on the site, each once, when they want them."""
