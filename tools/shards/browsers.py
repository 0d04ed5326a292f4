"""Browsers of the tours of a class: pages of one Chromium, one after the other.

To start Chromium, and to read the scripts of the web client, takes a good part of a
tour's time. A page begins as that of a newly started browser does, without cookies and
without anything stored; only files that were fetched before are there already.
"""

import contextlib
import json
import shutil
import subprocess
import tempfile
import time
from types import SimpleNamespace

import requests
import websocket

#: Seconds between two questions whether a page is ready.
PAUSE = 0.05
#: Seconds Chromium has for an answer, and to end.
PATIENCE = 20
#: What pages store, in the words of the DevTools protocol.
STORED = "local_storage,indexeddb,cache_storage,service_workers,file_systems"


class Chromium:
    """The process that stays until the class of tests ends."""

    def __init__(self):
        self.process, self.port, self.folder = None, None, None

    @property
    def lives(self):
        return self.process is not None and self.process.poll() is None

    def open_page(self, origin):
        """Open a page, after nothing is left that others stored.

        :param origin: of whose pages
        :return: its id
        """
        page = self.ask("Target.createTarget", url="about:blank")["targetId"]
        socket = self.connect(f"page/{page}")
        try:
            self._command(socket, "Network.clearBrowserCookies")
            self._command(
                socket,
                "Storage.clearDataForOrigin",
                origin=origin,
                storageTypes=STORED,
            )
        finally:
            socket.close()
        return page

    def connect(self, path):
        return websocket.create_connection(
            f"ws://127.0.0.1:{self.port}/devtools/{path}",
            timeout=PATIENCE, enable_multithread=True, suppress_origin=True,
        )  # fmt: skip

    def ask(self, method, **values):
        """Send a command of the DevTools protocol and return the answer.

        :raise RuntimeError: Chromium refuses
        :raise OSError, websocket.WebSocketException: it does not answer
        """
        address = f"http://127.0.0.1:{self.port}/json/version"
        told = requests.get(address, timeout=PATIENCE).json()
        path = told["webSocketDebuggerUrl"].partition("/devtools/")[2]
        socket = self.connect(path)
        try:
            return self._command(socket, method, **values)
        finally:
            socket.close()

    @staticmethod
    def _command(socket, method, **values):
        socket.send(json.dumps({"id": 1, "method": method, "params": values}))
        answer = {}
        while answer.get("id") != 1:
            answer = json.loads(socket.recv())
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']['message']}")
        return answer["result"]

    def end(self):
        """End the process and delete what it stored."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)
        self.process = None


@contextlib.contextmanager
def _fit(chromium):
    """What fails inside says that the next test needs another Chromium."""
    try:
        yield
    except Exception:
        chromium.end()
        raise


def share(common):
    """Let Odoo's tests open pages instead of starting browsers.

    :param common: the module ``odoo.tests.common``
    """
    chromium, alone = Chromium(), common.ChromeBrowser

    class Page(alone):
        """A page that behaves as the browser Odoo would start."""

        def _chrome_start(self, **options):
            if not chromium.lives:
                chromium.end()
                chromium.process, chromium.port = super()._chrome_start(**options)
                # Odoo deletes the folder of each browser with it
                chromium.folder = self.user_data_dir
                self.user_data_dir = tempfile.mkdtemp(suffix="_chrome_odoo")
                self.test_case.addClassCleanup(chromium.end)
            process = chromium.process
            return SimpleNamespace(
                pid=process.pid, poll=process.poll,
                terminate=lambda: None, kill=lambda: None, wait=lambda timeout: None,
            ), chromium.port  # fmt: skip

        def _open_websocket(self):
            with _fit(chromium):
                self.page = chromium.open_page(self.test_case.base_url())
                socket = chromium.connect(f"page/{self.page}")
            socket.settimeout(0.01)
            return socket

        def _websocket_request(self, method, **options):
            if method == "Browser.close":
                return None  # the page is closed at last
            return super()._websocket_request(method, **options)

        def _wait_ready(self, *arguments, **options):
            # Odoo asks without a break, while page and server want the processor
            ask = self._websocket_request

            def ask_and_wait(*asked, **values):
                answer = ask(*asked, **values)
                time.sleep(PAUSE)
                return answer

            self._websocket_request = ask_and_wait
            try:
                return super()._wait_ready(*arguments, **options)
            finally:
                del self._websocket_request

        def stop(self):
            super().stop()
            with _fit(chromium):
                chromium.ask("Target.closeTarget", targetId=self.page)

    def browser(test_case, headless=True, **options):
        # who watches, or touches, wants a browser started for that
        kind = Page if headless and not test_case.touch_enabled else alone
        return kind(test_case, headless=headless, **options)

    common.ChromeBrowser = browser
