"""HTTP routes, one module a subject; each has a ``router`` that ``service.web.app`` includes.

A route reaches settings and engine through ``service.web.state``."""
