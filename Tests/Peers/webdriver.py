"""A headless Chromium, driven by its driver over plain HTTP (W3C WebDriver), by the standard
library alone."""

import base64
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import urllib.error
import urllib.request

BROWSERS = ["chromium", "chromium-browser", "google-chrome"]
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"


def missing():
    """What is not installed; an empty list when a browser can be started."""
    found = any(shutil.which(name) for name in BROWSERS)
    return ([] if found else ["chromium"]) + (
        [] if shutil.which("chromedriver") else ["chromium-driver"]
    )


class Browser:
    """One browser with one window; to be used in a `with` statement, which ends both processes."""

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory(
            prefix="sigmoid-browser-", ignore_cleanup_errors=True)
        self.driver = subprocess.Popen(
            ["chromedriver", "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            text=True, start_new_session=True,
        )
        try:
            port = next(
                match[1]
                for line in self.driver.stdout
                if (match := re.search(r"started successfully on port (\d+)", line))
            )
            self.root = f"http://127.0.0.1:{port}"
            options = {
                "binary": next(path for name in BROWSERS if (path := shutil.which(name))),
                "args": [
                    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                    "--hide-scrollbars", "--no-first-run", "--disable-background-networking",
                    f"--user-data-dir={self.folder.name}", "--host-resolver-rules=MAP * ~NOTFOUND",
                ],
            }
            session = self.call("POST", "/session", {"capabilities": {"alwaysMatch": {
                "browserName": "chrome", "goog:chromeOptions": options,
                "unhandledPromptBehavior": "ignore",
                "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
            }}})
            self.root += f"/session/{session['sessionId']}"
            self.is_open = True
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        try:
            if getattr(self, "is_open", False):
                self.call("DELETE", "")
        finally:
            # The driver may have inherited signals that are ignored; a browser that still runs is of
            # the same group.
            os.killpg(self.driver.pid, signal.SIGKILL)
            self.driver.wait()
            self.driver.stdout.close()
            self.folder.cleanup()

    def call(self, method, path, body=None):
        data = None if method != "POST" else json.dumps(body or {}).encode()
        request = urllib.request.Request(
            self.root + path, data=data, method=method,
            headers={"Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise RuntimeError(f"{method} {path}: {error.read().decode()[:600]}") from None

    def open(self, address):
        self.call("POST", "/url", {"url": address})

    def run(self, script, *arguments):
        """What a script, the body of a function, returns."""
        return self.call("POST", "/execute/sync", {"script": script, "args": list(arguments)})

    def devtools(self, command, **parameters):
        return self.call(
            "POST", "/goog/cdp/execute", {"cmd": command, "params": parameters}
        )

    def log(self, kind):
        return self.call("POST", "/se/log", {"type": kind})

    def element(self, selector):
        found = self.call("POST", "/element", {"using": "css selector", "value": selector})
        return found[ELEMENT]

    def click(self, selector):
        self.call("POST", f"/element/{self.element(selector)}/click")

    def keys(self, selector, text):
        self.call("POST", f"/element/{self.element(selector)}/value", {"text": text})

    def stroke(self, selector, points, kind="mouse"):
        """Draws through points, which are shares of an element's width and height."""
        box = self.run(
            "const e = document.querySelector(arguments[0]);"
            "e.scrollIntoView({block: 'center', behavior: 'instant'});"
            "const b = e.getBoundingClientRect(); return [b.left, b.top, b.width, b.height];",
            selector,
        )
        places = [(round(box[0] + x * box[2]), round(box[1] + y * box[3])) for x, y in points]
        moves = [
            {"type": "pointerMove", "duration": 0 if n == 0 else 20, "x": x, "y": y}
            for n, (x, y) in enumerate(places)
        ]
        actions = [moves[0], {"type": "pointerDown", "button": 0}, *moves[1:],
                   {"type": "pointerUp", "button": 0}]
        self.call("POST", "/actions", {"actions": [
            {"type": "pointer", "id": kind, "parameters": {"pointerType": kind}, "actions": actions}
        ]})

    def look(self, width, scheme="light", media=""):
        """Sets the width of the window in CSS pixels, and the reader's colours."""
        self.devtools(
            "Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1,
            mobile=False,
        )
        self.devtools(
            "Emulation.setEmulatedMedia", media=media,
            features=[{"name": "prefers-color-scheme", "value": scheme}],
        )

    def picture(self, path):
        """A picture of the whole page."""
        size = self.devtools("Page.getLayoutMetrics")["cssContentSize"]
        shot = self.devtools(
            "Page.captureScreenshot", captureBeyondViewport=True,
            clip={"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1},
        )
        with open(path, "wb") as file:
            file.write(base64.b64decode(shot["data"]))
