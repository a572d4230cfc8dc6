"""What can be seen in a notice that its graph does not say: one module a subject."""
