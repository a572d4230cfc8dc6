"""The SPARQL language and protocol: what a request asks, in which format, and what is wrong with it."""
