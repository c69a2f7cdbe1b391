"""Pages and files of the figures. Every page that is not public starts at the access gate."""
