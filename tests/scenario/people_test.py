"""People one by one: destinations that are verified by a code, preferences of people, organizations
and the system, teams."""
import json
import re
import unittest

from family import Endpoint, Scenario


class People(Scenario):
    configuration = "[webhook]\nallow_private = true\n"

    def setUp(self):
        super().setUp()
        self.environment["WEBHOOK_SECRET"] = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
        self.ok("init")
        self.ok("org", "add", "acme", "--name", "Acme")
        self.ok("user", "add", "ann", "--name", "Ann", "--email", "ann@desk.example",
                "--organization", "acme")

    def preference(self, user, key):
        return self.records("user", "preferences", user, "get", key, "--json")[0]

    def destinations(self, user):
        return self.records("user", "destinations", user, "--json")

    def test_an_address_is_verified_by_the_code_that_went_there(self):
        endpoint = Endpoint()
        self.addCleanup(endpoint.close)
        self.ok("user", "destinations", "ann", "add", "--channel", "webhook", "--address",
                endpoint.url)
        hook = [d for d in self.destinations("ann") if d["channel"] == "webhook"][0]
        self.assertFalse(hook["verified"])
        self.assertNotIn("/hook", hook["address"])
        verify = ("user", "destinations", "ann", "verify", hook["number"])

        def code_sent(now):
            endpoint.forget()
            self.ok(*verify, "--now", now)
            self.ok("notify", "deliver", "--now", now)
            self.assertEqual(len(endpoint.posts), 1)
            return re.search(r"\b\d{6}\b", endpoint.posts[0][1])[0]

        self.assertEqual(self.tool(*verify, "123456").returncode, 1)  # none was sent
        code = code_sent("2026-03-01T12:00:00Z")
        late = self.tool(*verify, code, "--now", "2026-03-01T12:15:00Z")
        self.assertEqual((late.returncode, "expired" in late.stderr), (1, True), late.stderr)
        code = code_sent("2026-03-01T13:00:00Z")
        wrong = f"{(int(code) + 1) % 1000000:06}"
        for _ in range(5):
            self.assertEqual(
                self.tool(*verify, wrong, "--now", "2026-03-01T13:01:00Z").returncode, 1)
        tired = self.tool(*verify, code, "--now", "2026-03-01T13:02:00Z")
        self.assertEqual((tired.returncode, "too many" in tired.stderr), (1, True), tired.stderr)
        code = code_sent("2026-03-01T14:00:00Z")
        self.ok(*verify, code, "--now", "2026-03-01T14:14:59Z")
        self.assertTrue([d for d in self.destinations("ann") if d["number"] == hook["number"]][0]
                        ["verified"])
        self.assertEqual(self.tool(*verify, code).returncode, 1)  # used up
        # No code is left anywhere in the clear.
        self.assertNotIn(code.encode(), b"".join(
            f.read_bytes() for f in self.folder.glob("tocsin.db*")))

    def test_one_watch_has_preferences_of_its_own(self):
        self.ok("watch", "add", "rovers", "--user", "ann", "--performer", "Ashford Rovers")
        self.ok("user", "preferences", "ann", "set", "minimum_priority", "high")
        choose = ("watch", "preferences", "rovers")

        def held(key):
            row = self.records(*choose, "get", key, "--json")[0]
            return row["value"], row["from"]

        self.assertEqual(held("minimum_priority"), ("high", "user"))
        self.ok(*choose, "set", "minimum_priority", "low", "-n")
        self.assertEqual(held("minimum_priority"), ("high", "user"))
        self.ok(*choose, "set", "minimum_priority", "low")
        self.assertEqual(held("minimum_priority"), ("low", "watch"))
        self.assertEqual(self.preference("ann", "minimum_priority")["value"], "high")
        for key, value in (("critical_always", "true"), ("favourites.teams", "Rovers"),
                           ("minimum_priority", "loud")):
            self.assertEqual(self.tool(*choose, "set", key, value).returncode, 65, key)
        exported = [json.loads(line) for line in self.ok("export", "preference").splitlines()]
        mine = [row for row in exported if row.get("watch") == "rovers"]
        self.assertEqual([(row["key"], row["value"]) for row in mine], [("minimum_priority", "low")])
        self.ok(*choose, "unset", "minimum_priority")
        self.assertEqual(held("minimum_priority"), ("high", "user"))
        self.import_records(mine)
        self.assertEqual(held("minimum_priority"), ("low", "watch"))
        self.ok("watch", "remove", "rovers")
        self.assertNotIn("rovers", self.ok("export", "preference"))

    def test_destinations_are_switched_and_removed(self):
        self.ok("user", "destinations", "ann", "add", "--channel", "webhook", "--address",
                "https://ann.example/a")
        mail, hook = sorted(self.destinations("ann"), key=lambda d: d["channel"])
        number = hook["number"]
        self.ok("user", "destinations", "ann", "disable", number)
        self.assertFalse(self.destinations("ann")[1]["enabled"])
        self.ok("user", "destinations", "ann", "enable", number, "-n")
        self.assertFalse(self.destinations("ann")[1]["enabled"])
        self.ok("user", "destinations", "ann", "enable", number)
        self.assertTrue(self.destinations("ann")[1]["enabled"])
        self.ok("user", "destinations", "ann", "remove", number)
        self.assertEqual([d["channel"] for d in self.destinations("ann")], ["email"])
        profile = self.tool("user", "destinations", "ann", "remove", mail["number"])
        self.assertEqual(profile.returncode, 65, profile.stderr)
        self.assertEqual(self.tool("user", "destinations", "ann", "remove", 999).returncode, 66)
        self.assertEqual(self.tool("user", "destinations", "ann", "remove").returncode, 64)

    def test_preferences_stand_over_each_other(self):
        self.assertEqual(self.preference("ann", "minimum_priority")["from"], "default")
        for words, origin in (
                (("user", "preferences", "--system"), "system"),
                (("org", "preferences", "acme"), "organization"),
                (("user", "preferences", "ann"), "user")):
            self.ok(*words, "set", "minimum_priority", "high")
            found = self.preference("ann", "minimum_priority")
            self.assertEqual((found["value"], found["from"]), ("high", origin))
        self.ok("user", "preferences", "ann", "unset", "minimum_priority")
        self.assertEqual(self.preference("ann", "minimum_priority")["from"], "organization")
        self.assertEqual(
            self.tool("user", "preferences", "ann", "unset", "minimum_priority").returncode, 1)
        for words, status, says in (
                (("set", "minimum_priority", "urgent"), 65, "low, normal"),
                (("set", "chanels", "{}"), 65, "did you mean 'channels'"),
                (("get", "chanels"), 65, "did you mean 'channels'"),
                (("unset", "chanels"), 65, "did you mean 'channels'"),
                (("set", "critical_always", "true"), 65, "not a person's"),
                (("set", "tracking"), 64, "value"),
                (("drop", "tracking"), 64, "list, get, set, unset")):
            done = self.tool("user", "preferences", "ann", *words)
            self.assertEqual((done.returncode, says in done.stderr), (status, True), done.stderr)
        bad = self.tool("import", "-", stdin=json.dumps(
            {"type": "preference", "user": "ann", "key": "tracking", "value": "yes"}))
        self.assertEqual((bad.returncode, "true or false" in bad.stderr), (65, True), bad.stderr)
        self.ok("db", "verify-audit")

    def test_initial_preferences_leave_what_was_chosen(self):
        self.ok("user", "preferences", "ann", "set", "digest", '{"default":"daily"}')
        self.ok("user", "init-preferences", "--all")
        self.assertEqual(self.preference("ann", "digest")["value"], {"default": "daily"})
        self.assertEqual(self.preference("ann", "channel_by_priority")["value"],
                         {"critical": ["email"], "default": ["email"]})
        self.assertIn("0 preferences", self.ok("user", "init-preferences", "ann"))
        self.assertEqual(self.tool("user", "init-preferences").returncode, 64)

    def test_teams(self):
        self.ok("user", "add", "bob", "--name", "Bob")
        self.ok("team", "add", "ops", "--name", "Operations")
        self.ok("team", "members", "ops", "add", "ann", "bob", "ann")
        self.ok("team", "members", "Operations", "remove", "ann")
        self.assertEqual(self.records("team", "show", "ops", "--json")[0]["members"], ["bob"])
        self.assertEqual([r["external_id"] for r in self.records("team", "members", "ops",
                                                                 "--json")], ["bob"])
        self.assertEqual(self.tool("team", "members", "ops", "add", "nobody").returncode, 66)
        self.assertEqual(self.tool("team", "show", "nothing").returncode, 66)


if __name__ == "__main__":
    unittest.main()
