"""The chat window: what it looks like, and the server that shows it."""
