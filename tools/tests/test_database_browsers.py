"""The browsers of a class are pages of one Chromium."""

import psutil

from odoo.tests import HttpCase, tagged

KEEP = """
localStorage.kept = sessionStorage.kept = "kept";
document.cookie = "kept=kept";
await caches.open("kept");
await new Promise((done) => (indexedDB.open("kept").onsuccess = done));
"""
LOOK = """
const there = await caches.keys();
there.push(...(await indexedDB.databases()).map((one) => one.name));
there.push(localStorage.kept, sessionStorage.kept, document.cookie);
console.log(there.join().match(/kept/g)?.length || "nothing");
"""


@tagged("post_install", "-at_install")
class TestBrowsers(HttpCase):
    # what Odoo gives the tests of add-ons by itself
    test_module = "becs_claims"

    def chromium(self):
        return [process.pid for process in psutil.Process().children()]

    def open(self, code, told):
        code = f"(async () => {{ {code} }})()"
        self.browser_js("/web/login", code, success_signal=told, timeout=20)

    def test_nothing_is_left_of_the_browser_before(self):
        # two by their values, two by their names, the cookie by both
        self.open(KEEP + LOOK, "6")
        [first] = self.chromium()
        self.open(LOOK, "nothing")
        self.assertEqual(self.chromium(), [first])

    def test_another_one_is_started_when_it_died(self):
        self.open(LOOK, "nothing")
        [first] = self.chromium()
        psutil.Process(first).kill()
        self.open(LOOK, "nothing")
        self.assertNotEqual(self.chromium(), [first])
