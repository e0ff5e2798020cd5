"""Addresses at rest: a key made by init, plain ones sealed later, a rotation that dies at every
batch, backups that show nothing, and what a missing or wrong key says."""
import json
import os
import signal
import unittest

from family import Scenario

PEOPLE = 1200
OTHER_KEY = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY="
HIDDEN = (b"@hidden.example", b"+4477009", b"whsec_hidden")


class Sealing(Scenario):

    def setUp(self):
        super().setUp()
        self.key = self.folder / "secret.key"

    def people(self, first=0, count=PEOPLE):
        for i in range(first, first + count):
            yield {"type": "user", "external_id": f"p{i}", "name": f"Person {i}",
                   "email": f"p{i}@hidden.example", "phone": f"+4477009{i:05}"}
        yield {"type": "destination", "user": f"p{first}", "channel": "webhook",
               "address": "https://hooks.hidden.example/x@hidden.example",
               "options": {"secret": "whsec_hidden"}}

    def at_rest(self):
        return b"".join(file.read_bytes() for file in self.folder.glob("tocsin.db*"))

    def shown(self, content):
        return [word for word in HIDDEN if word in content]

    def finding(self):
        done = self.tool("doctor", "--json")
        rows = [json.loads(line) for line in done.stdout.splitlines()]
        return [row for row in rows if row["part"] == "secret key"][0]

    def assert_found(self):
        for i in (0, 499, PEOPLE - 1):
            person = self.records("user", "show", f"P{i}@hidden.example", "--json")[0]
            self.assertEqual(person["external_id"], f"p{i}")
            self.assertEqual(person["phone"], f"+4477009{i:05}")

    def test_a_fresh_installation_stores_nothing_in_the_clear(self):
        self.ok("init")
        self.assertEqual(self.key.stat().st_mode & 0o777, 0o600)
        self.import_records(self.people())
        self.assert_found()
        self.assertEqual(self.shown(self.at_rest()), [])
        self.ok("db", "backup")
        backups = list((self.folder / "backups").iterdir())
        self.assertEqual(len(backups), 1)
        self.assertEqual(self.shown(backups[0].read_bytes()), [])
        self.assertEqual(self.finding()["state"], "ok")
        # Import of the same is no change: the sealed rows are found again.
        again = self.ok("import", "-", "--json", "--now", "2026-01-02",
                        stdin="".join(json.dumps(r) + "\n" for r in self.people()))
        counts = json.loads(again.splitlines()[-1])["counts"]
        self.assertEqual([name for name in counts if not name.endswith("_unchanged")], [], counts)

    def test_plain_ones_are_sealed_later_and_a_killed_rotation_goes_on(self):
        self.ok("init")
        self.key.unlink()
        self.import_records(self.people())
        self.assertEqual(len(self.shown(self.at_rest())), len(HIDDEN))
        finding = self.finding()
        self.assertEqual((finding["state"], finding["mend"]),
                         ("WRONG", "tocsin init, then tocsin db rotate-key"))
        self.ok("init")
        self.assertEqual(self.finding()["mend"], "tocsin db rotate-key")
        self.assert_found()
        deaths = 0
        while True:
            done = self.tool("db", "rotate-key", environment={"TOCSIN_FAULT": "reseal.batch:1"})
            if done.returncode == 0:
                break
            # The first tool is `tocsin`, which becomes the other.
            self.assertEqual(done.returncode, -signal.SIGKILL, done.stderr)
            deaths += 1
            self.assert_found()
            self.assertEqual(self.finding()["state"], "WRONG")
        # Three batches of people, five of destinations (mail and phone of each, a webhook).
        self.assertEqual(deaths, 8)
        self.assert_found()
        self.assertEqual(self.shown(self.at_rest()), [])
        self.assertEqual(self.finding()["state"], "ok")

    def test_a_new_key_replaces_the_old_one(self):
        self.ok("init")
        self.import_records(self.people(count=5))
        before = self.key.read_text()
        self.ok("db", "rotate-key", "--new-key", "-n")
        self.assertEqual(self.key.read_text(), before)
        summary = json.loads(self.ok("db", "rotate-key", "--new-key", "--json").splitlines()[-1])
        self.assertEqual(summary["counts"]["sealed"], 5 + 11)
        keys = [line for line in self.key.read_text().splitlines() if not line.startswith("#")]
        self.assertEqual(len(keys), 2)
        self.assertTrue(before.rstrip().endswith(keys[1]))
        self.assertEqual(self.key.stat().st_mode & 0o777, 0o600)
        self.key.write_text(keys[0])
        os.chmod(self.key, 0o600)
        self.ok("user", "show", "p3@hidden.example")
        self.assertEqual(self.finding()["state"], "ok")
        self.ok("db", "verify-audit")

    def test_addresses_are_for_those_who_may_see_them(self):
        self.ok("init")
        self.import_records([*self.people(count=2),
                             {"type": "user", "external_id": "boss", "name": "Boss",
                              "role": "ops_manager"},
                             {"type": "organization", "external_id": "acme", "name": "Acme",
                              "slack_webhook": "https://hooks.hidden.example/T/B"}])
        asked = (("export", "user", "organization"), ("user", "list", "--json"),
                 ("user", "show", "p1", "--json"), ("org", "show", "acme", "--json"))
        for who, plain in (("boss", True), ("root", True), ("p0", False)):
            for words in asked:
                text = self.ok(*words, "--as", who)
                self.assertEqual("p1@hidden" in text or "/T/B" in text, plain, (who, words))
            self.assertEqual(self.tool("export", "destination", "--as", who).returncode,
                             0 if plain else 77)
        # What was exported without addresses takes none away.
        self.ok("import", "-", stdin=self.ok("export", "user", "organization", "--as", "p0"))
        self.assertEqual(self.records("user", "show", "p1", "--json")[0]["email"],
                         "p1@hidden.example")

    def test_a_missing_or_wrong_key_is_a_matter_of_configuration(self):
        self.ok("init")
        self.import_records(self.people(count=5))
        kept = self.key.read_text()
        self.key.unlink()
        for key in ("", OTHER_KEY, "not a key at all"):
            done = self.tool("user", "show", "p3", environment={"TOCSIN_SECRET_KEY": key})
            self.assertEqual(done.returncode, 78, done.stderr)
            self.assertIn("secret key", done.stderr)
            if key:
                self.assertNotIn(key, done.stderr)
            self.assertEqual(self.tool("import", "-", environment={"TOCSIN_SECRET_KEY": key},
                                       stdin=json.dumps(next(self.people(7)))).returncode, 78)
        self.assertEqual(self.finding()["state"], "WRONG")
        done = self.tool("db", "rotate-key", "--new-key",
                         environment={"TOCSIN_SECRET_KEY": OTHER_KEY})
        self.assertEqual(done.returncode, 78)
        self.key.write_text(kept)
        self.ok("user", "show", "p3")


if __name__ == "__main__":
    unittest.main()
