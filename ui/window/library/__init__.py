"""The tab in which articles are added, found, read, edited and removed."""
