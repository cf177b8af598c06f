"""The tab in which the answers are measured."""
