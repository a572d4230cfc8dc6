"""Connections lent to processes that answer short queries on them without a word to the server."""
