"""Drives a headless Chromium as a person would: opens a page, looks at it, presses keys, saves."""

from __future__ import annotations

import base64
import json
import os
import select
import shutil
import subprocess
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Any

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--disable-extensions", "--hide-scrollbars", "--remote-debugging-pipe", "about:blank"),
)
PATIENCE = 30
CODES = {"?": "Slash", "Escape": "Escape", "Tab": "Tab", "Enter": "Enter"}


class Browser:
    """A browser with one page.

    `complaints` are its console's messages and its errors, `asked` the addresses that it asked for,
    `warned` the kinds of dialogs that it showed; each is answered with yes.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.complaints: list[str] = []
        self.asked: list[str] = []
        self.warned: list[str] = []
        self._ids = count(1)
        self._session = ""
        self._events: list[dict[str, Any]] = []
        self._rest = b""

    def __enter__(self) -> Browser:
        theirs, self._to = os.pipe()
        self._from, ours = os.pipe()

        def connect() -> None:
            os.dup2(theirs, 13)
            os.dup2(ours, 14)
            os.dup2(13, 3)
            os.dup2(14, 4)

        program = next(filter(None, map(shutil.which, PROGRAMS)))
        self._process = subprocess.Popen(
            [program, *FLAGS, f"--user-data-dir={self.folder / 'profile'}"],
            preexec_fn=connect, close_fds=False, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(theirs)
        os.close(ours)
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        attached = self.call("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")
        self.call(
            "Browser.setDownloadBehavior", behavior="allow", downloadPath=str(self.folder),
            eventsEnabled=True,
        )  # fmt: skip
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._session = ""
        self.call("Browser.close")
        self._process.wait(20)
        os.close(self._to)
        os.close(self._from)

    # --- the protocol

    def call(self, method: str, /, **params: Any) -> dict[str, Any]:
        """What the browser answers to a command; AssertionError when it refuses."""
        number = self._send(method, params)
        while True:
            heard = self._hear()
            if heard.get("id") == number:
                assert "error" not in heard, heard
                found: dict[str, Any] = heard["result"]
                return found

    def _send(self, method: str, params: dict[str, Any]) -> int:
        number = next(self._ids)
        said = {"id": number, "method": method, "params": params}
        if self._session:
            said["sessionId"] = self._session
        os.write(self._to, json.dumps(said).encode() + b"\0")
        return number

    def wait(self, event: str) -> dict[str, Any]:
        """What an event says, when it has come."""
        while True:
            found = next((each for each in self._events if each["method"] == event), None)
            if found:
                self._events.remove(found)
                told: dict[str, Any] = found["params"]
                return told
            self._hear()

    def _hear(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            ready, _, _ = select.select([self._from], [], [], PATIENCE)
            assert ready, f"the browser said nothing for {PATIENCE} seconds"
            read = os.read(self._from, 1 << 20)
            assert read, "the browser is gone"
            self._rest += read
        line, _, self._rest = self._rest.partition(b"\0")
        heard: dict[str, Any] = json.loads(line)
        if "method" in heard:
            self._events.append(heard)
            self._note(heard["method"], heard["params"])
        return heard

    def _note(self, method: str, params: dict[str, Any]) -> None:
        if method in ("Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded"):
            self.complaints.append(json.dumps(params)[:500])
        elif method == "Page.javascriptDialogOpening":
            self.warned.append(params["type"])
            self._send("Page.handleJavaScriptDialog", {"accept": True})
        elif method == "Network.requestWillBeSent":
            self.asked.append(params["request"]["url"])

    # --- what a person does

    def open(self, page: Path) -> None:
        """Opens a page and waits until it stands there."""
        self._events.clear()
        self.call("Page.navigate", url=page.as_uri())
        self.wait("Page.loadEventFired")

    def look(self, expression: str) -> Any:
        """What a JavaScript expression gives on the page."""
        found = self.call(
            "Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in found, found
        return found["result"].get("value")

    def press(self, *keys: str) -> None:
        """Presses keys: characters, or the names of keys."""
        for key in keys:
            typed = {"text": key} if len(key) == 1 else {}
            code = CODES.get(key, f"Key{key.upper()}")
            number = {"Escape": 27, "Tab": 9, "Enter": 13}.get(key, ord(key[0].upper()))
            said: dict[str, Any] = {"key": key, "code": code, "windowsVirtualKeyCode": number}
            self.call("Input.dispatchKeyEvent", type="keyDown", **said, **typed)
            self.call("Input.dispatchKeyEvent", type="keyUp", **said)

    def type(self, text: str) -> None:
        """Types a text where the cursor is."""
        self.call("Input.insertText", text=text)

    def size(self, width: int, height: int = 800) -> None:
        """Gives the window a size, in pixels."""
        self.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=height,
            deviceScaleFactor=1, mobile=False,
        )  # fmt: skip

    def prefer(self, media: str = "", **features: str) -> None:
        """Sets the medium (``print``) and what the reader prefers, such as `scheme`."""
        wanted = [{"name": f"prefers-color-{name}", "value": is_} for name, is_ in features.items()]
        self.call("Emulation.setEmulatedMedia", media=media, features=wanted)

    def downloaded(self) -> Path:
        """The file that was downloaded, when it is whole."""
        name = str(self.wait("Browser.downloadWillBegin")["suggestedFilename"])
        while self.wait("Browser.downloadProgress")["state"] != "completed":
            pass
        return self.folder / name

    def picture(self) -> bytes:
        """The window as a PNG."""
        return base64.b64decode(self.call("Page.captureScreenshot")["data"])
