"""Snapshots of the graph on disk: built beside the current one, then switched to at once."""
