"""The tab in which people ask, and where their chats are kept."""
