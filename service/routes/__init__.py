"""HTTP routes, one module a subject; each has a ``router`` that ``service.app`` includes.

A route reaches settings and engine through ``service.state``."""
