"""Notice text to graph: read, clean, structure, find, resolve, graph."""
