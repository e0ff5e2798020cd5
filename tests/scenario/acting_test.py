"""Somebody acts on an alert that is escalating, and nobody hears more of it: by the link of a mail, by
a key during a call, by a token in a shell, by a command."""
import base64
import datetime
import json
import re
import subprocess
import unittest
import urllib.parse

from family import BIN
from providers import ProviderScenario

from fakes import discord, slack, telegram

PUBLIC = "https://desk.example/t"
POLICY = """
[[escalation]]
name = "critical"
match = { priority = 5 }
initial_delay = "2m"
max_attempts = 9
max_delay = "2m"
[[escalation.step]]
to = ["person"]
"""
HEARS = {"SLACK_SIGNING_SECRET": slack.SIGNING_SECRET,
         "TOCSIN_INBOUND_DISCORD_KEY": discord.PUBLIC_KEY,
         "TELEGRAM_WEBHOOK_SECRET": telegram.SECRET_TOKEN}
# Whose messages go to a channel presses by an account of their own, written to or not.
ACCOUNTS = {"slack-bot": ("/slack", "U0FAKE0ANN"), "discord-bot": ("/discord", "1082345678901230042"),
            "telegram": ("/telegram", "987654321")}


class Acting(ProviderScenario):
    def begin_with(self, route):
        self.environment |= {"TOCSIN_GENERAL_PUBLIC_URL": PUBLIC,
                             "TOCSIN_SECRET_KEY": base64.b64encode(bytes(range(32))).decode()}
        self.open((route,))
        self.fake = self.fakes[route]
        (self.folder / "policies/escalation.toml").write_text(POLICY, encoding="utf-8")
        self.tell("The pumps stopped", "--severity", "critical")
        self.alert = self.records("alert", "list", "--json")[0]["id"]

    def stamp(self, minute):
        moment = datetime.datetime.fromisoformat(self.begin) + datetime.timedelta(minutes=minute)
        return moment.strftime("%Y-%m-%dT%H:%M:%SZ")

    def play(self, minutes):
        """The minutes of these at which somebody was told."""
        told = []
        for minute in minutes:
            before = len(self.fake.accepted)
            self.ok("escalate", "--now", self.stamp(minute), environment=self.more)
            self.notify(after=60 * minute)
            told += [minute] * (len(self.fake.accepted) - before)
        return told

    def ask(self, minute, method, path, form=b"", headers=()):
        """(status line, text) of a request, as a web server hands it over."""
        variables = {"GATEWAY_INTERFACE": "CGI/1.1", "REQUEST_METHOD": method, "PATH_INFO": path,
                     "CONTENT_LENGTH": str(len(form)), "REMOTE_ADDR": "203.0.113.5",
                     "CONTENT_TYPE": "application/x-www-form-urlencoded",
                     "TOCSIN_NOW": self.stamp(minute)}
        variables["CONTENT_TYPE"] = dict(headers).get("Content-Type", variables["CONTENT_TYPE"])
        variables |= {f"HTTP_{name.upper().replace('-', '_')}": value
                      for name, value in dict(headers).items()}
        done = subprocess.run([BIN / "tocsin-inbound"], input=form, capture_output=True, timeout=60,
                              env=self.environment | self.more | variables, check=True)
        head, _, text = done.stdout.decode().partition("\r\n\r\n")
        return head.splitlines()[0], text

    def links(self):
        text = self.fake.accepted[-1]["mail"].get_body(("plain",)).get_content()
        return re.findall(rf"^(.+): {PUBLIC}(/act/[\w-]+)$", text.replace("\r", ""), re.M)

    def ended(self):
        return self.query("SELECT state, reason FROM escalation")

    def test_a_link_ends_it(self):
        self.begin_with("smtp")
        self.assertEqual(self.play(range(0, 4)), [0, 2])
        links = dict(self.links())
        self.assertEqual(list(links), ["Acknowledge", "Take over", "Snooze", "Resolve"])
        path = links["Acknowledge"]
        self.assertIn("The pumps stopped", self.ask(4, "GET", path)[1])
        self.assertEqual(self.play((4,)), [4], "a scanner follows links")
        self.assertIn("Acknowledged by smtp at 10:05 UTC.", self.ask(5, "POST", path, b"sure=yes")[1])
        self.assertEqual(self.play(range(5, 30)), [])
        self.assertEqual(self.ended(), [("ended", "acknowledged")])
        self.assertEqual(self.ask(6, "POST", path, b"sure=yes")[0], "Status: 410 Gone")
        self.assertEqual(self.records("alert", "show", self.alert, "--json")[0]["history"][-1],
                         {"at": self.stamp(5), "actor": "smtp", "action": "acknowledged",
                          "detail": "by link"})
        self.ok("db", "verify-audit")

    def test_a_key_ends_it(self):
        self.begin_with("voice")
        self.assertEqual(self.play(range(0, 4)), [0, 2])
        url, headers, form = self.fake.keys_request(self.fake.accepted[-1]["id"], "1")
        body = form if isinstance(form, bytes) else urllib.parse.urlencode(form).encode()
        answer = self.ask(3, "POST", url.removeprefix(PUBLIC), body, headers)[1]
        self.assertIn("Acknowledged by voice at 10:03 UTC.", answer)
        self.assertEqual(self.play(range(4, 30)), [])
        self.assertEqual(self.ended(), [("ended", "acknowledged")])

    def press(self, minute, action, account=None):
        """What is answered when somebody presses a button of the newest message."""
        path, own = ACCOUNTS[self.route]
        at = int(datetime.datetime.fromisoformat(self.stamp(minute)[:-1] + "+00:00").timestamp())
        message = [m for m in self.fake.accepted if "to" in m][-1]
        headers, body = self.fake.press_request(message, action, account or own, at)
        status, text = self.ask(minute, "POST", path, body, headers)
        self.assertEqual(status, "Status: 200 OK", text)
        return text

    def test_a_button_ends_it(self):
        for route, (_, account) in ACCOUNTS.items():
            with self.subTest(route=route):
                self.route = route
                self.environment |= HEARS
                self.begin_with(route)
                channel = route.partition("-")[0]
                self.import_records([{"type": "destination", "user": route, "channel": channel,
                                      "address": account, "enabled": channel == "telegram"}])
                self.assertEqual(self.play(range(0, 4)), [0, 2])
                self.press(3, "ack", "1082345678901230666")
                self.assertEqual(self.play((4,)), [4], "nobody whom we know")
                self.press(5, "snooze")
                self.assertEqual(self.play(range(5, 25)), [])
                self.assertEqual(self.query("SELECT state, reason FROM escalation"),
                                 [("held", "snoozed")])
                said = self.press(25, "ack")
                if channel != "slack":
                    self.assertIn(f"Acknowledged by {route} at 10:25 UTC.", said)
                self.assertEqual(self.play(range(25, 70, 5)), [])
                self.assertEqual(self.ended(), [("ended", "acknowledged")])
                self.assertEqual(self.records("alert", "show", self.alert, "--json")[0]["history"][-1],
                                 {"at": self.stamp(25), "actor": route, "action": "acknowledged",
                                  "detail": f"by {channel}"})
                self.fake.check()

    def test_a_button_found_by_asking(self):
        self.environment |= {"TOCSIN_TELEGRAM_BUTTONS": "true"}
        self.begin_with("telegram")
        self.assertEqual(self.play(range(0, 4)), [0, 2])
        data = self.fake.accepted[-1]["body"]["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
        self.fake.callback(987654321, data=data)
        self.ok("notify", "poll", "--now", self.stamp(4), environment=self.more)
        self.assertEqual(self.fake.accepted[-1]["text"], "Acknowledged by telegram at 10:04 UTC.")
        self.assertEqual(self.play(range(4, 20)), [])
        self.assertEqual(self.ended(), [("ended", "acknowledged")])
        self.fake.check()

    def test_discord_is_answered_when_it_asks(self):
        self.environment |= HEARS
        self.begin_with("discord-bot")
        at = int(datetime.datetime.fromisoformat(self.begin).timestamp())
        headers, body = self.fake.interaction({"type": 1, "id": "1"}, at)
        status, text = self.ask(0, "POST", "/discord", body, headers)
        self.assertEqual((status, json.loads(text)), ("Status: 200 OK", {"type": 1}))
        headers["X-Signature-Ed25519"] = "00" * 64
        self.assertEqual(self.ask(0, "POST", "/discord", body, headers)[0], "Status: 403 Forbidden")

    def test_a_token_in_a_shell(self):
        self.begin_with("smtp")
        self.play((0, 2))
        link = PUBLIC + dict(self.links())["Resolve"]
        self.assertEqual(self.tool("alert", "act", link, "-n", "--now", self.stamp(3)).returncode, 0)
        self.assertEqual(self.records("alert", "list", "--json")[0]["status"], "active")
        for token, minute, status in ((link[:-1], 3, 65), ("x", 3, 65), (link, 60 * 24 * 8, 77),
                                      (link, 3, 0), (link, 3, 1)):
            done = self.tool("alert", "act", token, "--now", self.stamp(minute))
            self.assertEqual(done.returncode, status, done.stderr)
        self.assertEqual(self.records("alert", "list", "--json")[0]["status"], "resolved")

    def test_a_snooze_holds_it(self):
        self.begin_with("smtp")
        self.assertEqual(self.play(range(0, 3)), [0, 2])
        said = self.records("alert", "snooze", self.alert, "--for", "20m", "--json", "--now",
                            self.stamp(3))
        self.assertEqual(said[0]["result"], "Snoozed until 10:23 UTC by test at 10:03 UTC.")
        self.assertEqual(self.play(range(3, 26)), [23, 25])
        self.ok("alert", "snooze", self.alert, "--or-when", "rises", "--now", self.stamp(26))
        self.assertEqual(self.play(range(26, 90, 5)), [])
        self.assertEqual(self.records("alert", "list", "--json")[0]["snooze_ends_when"], "rises")

    def test_who_acts_by_a_command(self):
        self.begin_with("smtp")
        self.import_records([{"type": "user", "external_id": "zoe", "name": "Zoe", "disabled": True}])
        now = ("--now", self.stamp(1), "--json")
        self.assertEqual(self.tool("alert", "ack", self.alert, "--as", "zoe", *now).returncode, 77)
        self.assertEqual(self.tool("alert", "take", self.alert, *now).returncode, 66)
        said = self.records("alert", "take", self.alert, "--as", "smtp", *now)
        self.assertEqual(said[0]["result"], "Assigned to smtp by smtp at 10:01 UTC.")
        for _ in range(2):
            self.ok("alert", "ack", self.alert, "--as", "smtp", *now)
        self.ok("alert", "resolve", self.alert, "--reason", "restarted", *now)
        self.assertEqual(self.tool("alert", "ack", self.alert, *now).returncode, 1)


if __name__ == "__main__":
    unittest.main()
