"""Questions to answers: command line, store, SPARQL, lookup, validation over HTTP."""
