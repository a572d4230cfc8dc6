"""One module a command of ``anze``; ``service.cli`` gathers them."""
