"""The W3C test suites for SPARQL, run over HTTP against a server. See docs/service/conformance.md."""
