"""Browser assets from npm: the lock and the command that installs it."""
