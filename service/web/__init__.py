"""HTTP: the application, its routes and pages, and what stands around every request."""
