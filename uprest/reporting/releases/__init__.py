"""The release rule: prints of contributions, leaks between rows, the choice of rows."""
