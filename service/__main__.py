"""``python -m service`` is ``anze``."""

from service.cli import main

main()
