"""Processes with walls, in which strangers' bytes are worked on."""
