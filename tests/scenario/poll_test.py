"""Where no web server can be told: `notify poll` asks Telegram and Twilio, and what they say is taken
as their own calls would be."""
import contextlib
import json
import sqlite3
import sys
import unittest

from family import SOURCE, Scenario

sys.path.insert(0, str(SOURCE / "tests/support"))
from fakes import Telegram, Twilio  # noqa: E402  (the path comes first)


class Polling(Scenario):
    def start(self, kind):
        if missing := kind.missing():
            self.skipTest(missing)
        fake = kind()
        self.addCleanup(fake.close)
        return fake

    def configure(self, fake, *secrets):
        with open(self.folder / "tocsin.toml", "a", encoding="utf-8") as config:
            config.write(f'[{fake.name}]\nbase_url = "{fake.url}"\n')
        self.environment |= {f"{fake.name}_{name}".upper(): fake.settings()[name]
                             for name in secrets}

    def rows(self, sql):
        with contextlib.closing(sqlite3.connect(self.database)) as db:
            return db.execute(sql).fetchall()

    def poll(self, *words):
        return json.loads(self.ok("notify", "poll", "--json", *words).splitlines()[-1])["counts"]

    def test_nobody_to_ask_is_said(self):
        self.ok("init")
        done = self.tool("notify", "poll")
        self.assertEqual(done.returncode, 78)
        self.assertIn("nobody can be asked", done.stderr)

    def test_telegram_updates_are_taken_once(self):
        fake = self.start(Telegram)
        self.configure(fake, "bot_token")
        self.ok("init")
        self.import_records([
            {"type": "user", "external_id": "ann", "name": "Ann"},
            {"type": "destination", "user": "ann", "channel": "telegram", "address": "987654321"}])
        fake.callback(987654321, text="/start")
        fake.callback(987654321, data="ack:x")
        fake.callback(1234, data="ack:x")  # nobody we know
        self.assertEqual(self.poll("--now", "2026-01-01T10:00:00Z"), {"updates": 3})
        self.assertEqual(self.rows("SELECT kind FROM activity ORDER BY id"),
                         [("view",), ("click",)])
        answered = [r for r in fake.requests if r.path.endswith("/answerCallbackQuery")]
        self.assertEqual(len(answered), 2, "a button that waits for an answer gets one")
        self.assertEqual(self.poll("--now", "2026-01-01T10:01:00Z"), {"updates": 0})
        self.assertEqual(fake.updates, [], "what was taken is confirmed")
        fake.check()

    def test_twilio_is_asked_about_what_it_has(self):
        fake = self.start(Twilio)
        self.configure(fake, "account_sid", "auth_token", "phone_number")
        with open(self.folder / "tocsin.toml", "a", encoding="utf-8") as config:
            config.write("[sms]\nenabled = true\n")
        self.ok("init")
        self.import_records([
            {"type": "user", "external_id": "ann", "name": "Ann", "phone": "+447700900123"},
            {"type": "preference", "user": "ann", "key": "quiet_hours", "value": False}])
        self.ok("alert", "raise", "disk_full", "Disk is full", "--to", "user:ann",
                "--now", "2026-01-01T10:00:00Z")
        self.ok("notify", "--now", "2026-01-01T10:00:00Z")
        sid = self.rows("SELECT provider_id FROM message WHERE state = 'sent'")[0][0]
        self.assertEqual(self.poll("--now", "2026-01-01T10:00:30Z"), {}, "it is too early")
        fake.resources[sid]["status"] = "sending"
        self.assertEqual(self.poll("--now", "2026-01-01T10:02:00Z"), {"asked": 1})
        fake.resources[sid]["status"] = "delivered"
        self.assertEqual(self.poll("--now", "2026-01-01T10:03:00Z"), {"asked": 1, "confirmed": 1})
        self.assertEqual(self.rows("SELECT state FROM message"), [("delivered",)])
        self.assertEqual(self.poll("--now", "2026-01-01T10:04:00Z"), {}, "nothing is open")
        fake.check()


if __name__ == "__main__":
    unittest.main()
