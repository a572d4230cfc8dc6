"""Where ``anze`` (``python -m service``) begins: whoever ends it while its modules load reads no traceback."""

from __future__ import annotations

import os
import signal

from service.circles import look_seldom
from service.patterns import use_or_keep


def main() -> None:
    """The command line. Until its modules are there Ctrl-C ends the process at once; where whoever started it
    has Ctrl-C ignored, that stays so."""
    if signal.getsignal(signal.SIGINT) != signal.SIG_IGN:
        signal.signal(signal.SIGINT, lambda *_: os._exit(130))
    look_seldom()
    use_or_keep()
    from service.cli import main as run

    run()


if __name__ == "__main__":
    main()
