"""A headless Chromium driven over its own protocol (https://chromedevtools.github.io/devtools-protocol/),
which needs no library: messages are JSON, each ended by a zero byte, on two pipes."""

from __future__ import annotations

import base64
import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

#: Seconds until a page must have done what is waited for.
PATIENCE = 60
DESK, PHONE = (1366, 768), (390, 844)


_GONE = "Inspected target navigated or closed"


class Gone(AssertionError):
    """The page that was asked has been left for another meanwhile."""


class Browser:
    """One tab. Every address but those of the service is refused, so that a page that asks another host
    fails; ``problems`` are what its console reports as errors."""

    def __init__(self, home: Path, size: tuple[int, int] = DESK) -> None:
        commands, self._commands = os.pipe()
        self._events, events = os.pipe()
        self._process = subprocess.Popen(
            [
                "bash", "-c", f'exec "$@" 3<&{commands} 4>&{events}', "bash", "chromium",
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
                "--remote-debugging-pipe", f"--user-data-dir={home}", f"--window-size={size[0]},{size[1]}",
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--lang=zh-CN", "--hide-scrollbars",
            ],
            pass_fds=(commands, events), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        os.close(commands)
        os.close(events)
        self._read, self._count, self._session = b"", 0, ""
        self.problems: list[str] = []
        target = self.do("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.do("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "DOM"):
            self.do(f"{domain}.enable")
        self.resize(size)

    def __enter__(self) -> Browser:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        os.close(self._commands)
        os.close(self._events)

    def do(self, method: str, **given: Any) -> dict[str, Any]:
        """The result of one command."""
        self._count += 1
        message = {"id": self._count, "method": method, "params": given}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._commands, json.dumps(message).encode() + b"\0")
        while (answer := self._next()).get("id") != self._count:
            self._note(answer)
        if answer.get("error", {}).get("message") == _GONE:
            raise Gone(method)
        assert "error" not in answer, answer
        result: dict[str, Any] = answer["result"]
        return result

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._read:
            some = os.read(self._events, 1 << 16)
            assert some, "the browser ended"
            self._read += some
        first, _, self._read = self._read.partition(b"\0")
        found: dict[str, Any] = json.loads(first)
        return found

    def _note(self, event: dict[str, Any]) -> None:
        told = event.get("params", {})
        if event.get("method") == "Runtime.exceptionThrown":
            self.problems.append(str(told["exceptionDetails"]))
        elif event.get("method") == "Log.entryAdded" and told["entry"]["level"] == "error":
            self.problems.append(str(told["entry"]))

    def resize(self, size: tuple[int, int]) -> None:
        self._width = size[0]
        self.do("Emulation.setDeviceMetricsOverride", width=size[0], height=size[1], deviceScaleFactor=1,
                mobile=size[0] < 600)  # fmt: skip

    def dark(self, wanted: bool) -> None:
        scheme = {"name": "prefers-color-scheme", "value": "dark" if wanted else "light"}
        self.do("Emulation.setEmulatedMedia", features=[scheme])

    def printed(self, wanted: bool) -> None:
        """Whether the page is to look as it is printed."""
        self.do("Emulation.setEmulatedMedia", media="print" if wanted else "")

    def open(self, address: str) -> None:
        self.do("Page.navigate", url=address)
        self.wait("document.readyState === 'complete' && location.href !== 'about:blank'")

    def run(self, script: str) -> Any:
        """The value of an expression of JavaScript on the page."""
        told = self.do(
            "Runtime.evaluate",
            expression=script,
            awaitPromise=True,
            returnByValue=True,
            userGesture=True,
        )
        assert "exceptionDetails" not in told, told["exceptionDetails"]
        return told["result"].get("value")

    def wait(self, condition: str) -> None:
        """Until an expression is true; a page that goes while it is asked has not answered yet."""

        def holds() -> bool:
            with suppress(Gone):
                return bool(self.run(f"!!({condition})"))
            return False

        self.until(holds, condition)

    @staticmethod
    def until(done: Callable[[], bool], told: str) -> None:
        end = time.monotonic() + PATIENCE
        while not done():
            assert time.monotonic() < end, f"waited in vain for {told}"
            time.sleep(0.1)

    def text(self, selector: str = "main") -> str:
        """The words that a reader sees there."""
        return str(self.run(f"document.querySelector({json.dumps(selector)})?.innerText ?? ''"))

    def click(self, selector: str) -> None:
        self.run(f"document.querySelector({json.dumps(selector)}).click()")

    def choose_file(self, selector: str, file: Path) -> None:
        root = self.do("DOM.getDocument")["root"]["nodeId"]
        node = self.do("DOM.querySelector", nodeId=root, selector=selector)["nodeId"]
        self.do("DOM.setFileInputFiles", nodeId=node, files=[str(file)])

    def save_downloads_to(self, folder: Path) -> None:
        self.do("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(folder))

    def fits(self) -> bool:
        """Whether the page is no wider than the window."""
        return bool(self.run(f"document.documentElement.scrollWidth <= {self._width}"))

    def picture(self, file: Path, whole: bool = False) -> None:
        told = self.do("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        file.write_bytes(base64.b64decode(told["data"]))
