"""A week of planning with the real programs, across the night on which the clocks go forward:
digests, silences, maintenance, groups, inhibition and the ladder, and what `why` says of them."""
import json
import unittest

from family import Endpoint, Scenario

SECRET = {"WEBHOOK_SECRET": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}

POLICY = """
[default]
group_by = ["kind"]
[[route]]
name = "disks"
match = ["kind=disk_full"]
group_wait = "1m"
[[mute_time]]
name = "nights"
time_zone = "Europe/London"
[[mute_time.when]]
hours = ["01:30-06:00"]
[[inhibit]]
name = "host down"
source = ["kind=host_down"]
target = ["kind=service_slow"]
equal = ["host"]
[throttle]
webhook = ["4/10m"]
"""


class Planning(Scenario):
    configuration = '[webhook]\nallow_private = true\n[email]\nenabled = false\n'

    def setUp(self):
        super().setUp()
        (self.folder / "policies").mkdir()
        self.policy = self.folder / "policies" / "routing.toml"
        self.policy.write_text(POLICY, encoding="utf-8")
        self.endpoint = Endpoint([200])
        self.addCleanup(self.endpoint.close)
        self.ok("init", "--now", "2026-03-01")
        self.import_records([
            {"type": "user", "external_id": "ann", "name": "Ann", "time_zone": "Europe/London"},
            {"type": "destination", "user": "ann", "channel": "webhook",
             "address": self.endpoint.url}], now="2026-03-01")

    def raise_alert(self, kind, title, now, *words):
        self.ok("alert", "raise", kind, title, "--to", "user:ann", "--severity", "medium",
                "--key", title, "--subject", f"thing:{title}", *words, "--now", now)
        return next(a["id"] for a in self.records("alert", "list", "--json")
                    if a["title"] == title)

    def notify(self, now, *words):
        """One run; what arrived in it, as (purpose, titles)."""
        self.endpoint.forget()
        self.ok("notify", *words, "--now", now, environment=SECRET)
        out = []
        for _, body in self.endpoint.posts:
            data = json.loads(body)["data"]
            merged = data.get("merged") or []
            out.append((data["purpose"], sorted(m["title"] for m in merged) or [data["title"]]))
        return sorted(out)

    def why(self, what):
        return self.ok("notify", "why", what)

    def test_a_digest_over_the_night_that_clocks_change(self):
        self.ok("user", "preferences", "ann", "set", "digest",
                '{"default":"immediate","sale":"daily","at":"07:30"}')
        for day, title in ((27, "one"), (28, "two"), (28, "three")):
            self.raise_alert("sale", title, f"2026-03-{day}T12:00:00Z")
            self.assertEqual(self.notify(f"2026-03-{day}T12:00:01Z"), [])
            if title == "one":
                waiting = self.records("notify", "digest", "--dry-run", "--json",
                                       "--now", "2026-03-27T13:00:00Z")
                self.assertEqual((waiting[0]["due_at"], waiting[0]["notices"]),
                                 ("2026-03-28T07:30:00Z", 1))
                self.assertEqual(self.notify("2026-03-28T07:29:00Z"), [])
                self.assertEqual(self.notify("2026-03-28T07:30:00Z", "digest"),
                                 [("first", ["one"])])
        self.raise_alert("other", "now", "2026-03-28T13:00:00Z")
        self.assertEqual(self.notify("2026-03-28T13:00:01Z"), [("first", ["now"])])
        # Half past seven is an hour earlier on Sunday, in summer time.
        self.assertEqual(self.notify("2026-03-29T06:29:00Z"), [])
        self.assertEqual(self.notify("2026-03-29T06:30:00Z"), [("digest", ["three", "two"])])
        self.assertEqual(self.notify("2026-03-30T06:30:00Z"), [])

    def test_a_silence_with_recovery(self):
        self.ok("alert", "silence", "add", "--match", "host=db1", "--for", "2h", "--reason",
                "disk swap", "--now", "2026-03-25T10:00:00Z")
        holds = self.raise_alert("cpu", "holds", "2026-03-25T10:10:00Z", "--label", "host=db1")
        over = self.raise_alert("cpu", "over", "2026-03-25T10:10:00Z", "--label", "host=db1")
        self.assertEqual(self.notify("2026-03-25T10:11:00Z"), [])
        self.assertIn("nobody was told", self.why(over))
        self.ok("alert", "resolve", over, "--now", "2026-03-25T11:00:00Z")
        self.assertEqual(self.notify("2026-03-25T11:30:00Z"), [])
        self.assertEqual(self.notify("2026-03-25T12:00:00Z"), [("first", ["holds"])])
        self.ok("alert", "silence", "add", "--match", "host=db1", "--for", "2h", "--reason",
                "again", "--now", "2026-03-25T13:00:00Z")
        self.ok("alert", "resolve", holds, "--now", "2026-03-25T13:10:00Z")
        self.assertEqual(self.notify("2026-03-25T13:11:00Z"), [])
        silence = self.records("alert", "silence", "--json", "--now", "2026-03-25T14:00:00Z")
        self.ok("alert", "silence", "expire", silence[0]["id"], "--now", "2026-03-25T14:00:00Z")
        self.assertEqual(self.notify("2026-03-25T14:00:01Z"), [("resolved", ["holds"])])
        self.assertEqual(self.notify("2026-03-25T16:00:00Z"), [])

    def test_maintenance_that_recurs_every_night(self):
        self.ok("alert", "maintenance", "add", "--area", "north", "--mute-time", "nights",
                "--until", "2026-04-30", "--reason", "new lines", "--now", "2026-03-28T12:00:00Z")
        self.assertEqual(self.tool("alert", "maintenance", "add", "--area", "x", "--mute-time",
                                   "days", "--for", "1d", "--reason", "r").returncode, 66)
        # 01:30 does not happen this night; the window begins at the change, 01:00 UTC.
        self.raise_alert("cpu", "before", "2026-03-29T00:50:00Z", "--label", "area=north")
        self.assertEqual(self.notify("2026-03-29T00:59:00Z"), [("first", ["before"])])
        inside = self.raise_alert("cpu", "inside", "2026-03-29T01:10:00Z", "--label",
                                  "area=north")
        self.assertEqual(self.notify("2026-03-29T01:10:01Z"), [])
        self.assertIn("planned work is going on", self.why(inside))
        self.assertEqual(self.notify("2026-03-29T04:59:00Z"), [])
        self.assertEqual(self.notify("2026-03-29T05:00:00Z"), [("first", ["inside"])])
        listed = self.records("alert", "maintenance", "--json", "--now", "2026-03-29T06:00:00Z")
        self.assertEqual(listed[0]["mute_time"], "nights")

    def test_a_group_leaves_as_one(self):
        for minute, title in ((0, "sda"), (0, "sdb")):
            self.raise_alert("disk_full", title, f"2026-03-24T09:0{minute}:00Z")
        self.assertEqual(self.notify("2026-03-24T09:00:01Z"), [])
        self.assertEqual(self.notify("2026-03-24T09:01:01Z"), [("first", ["sda", "sdb"])])
        sdc = self.raise_alert("disk_full", "sdc", "2026-03-24T09:02:00Z")
        self.assertEqual(self.notify("2026-03-24T09:03:30Z"), [])
        self.assertIn("it waits for more of its group", self.why(sdc))
        self.assertEqual(self.notify("2026-03-24T09:06:02Z"), [("first", ["sdc"])])

    def test_what_is_inhibited_comes_back(self):
        down = self.raise_alert("host_down", "db1 down", "2026-03-24T09:00:00Z", "--label",
                                "host=db1")
        self.assertEqual(self.notify("2026-03-24T09:00:01Z"), [("first", ["db1 down"])])
        slow = self.raise_alert("service_slow", "slow", "2026-03-24T09:05:00Z", "--label",
                                "host=db1")
        self.raise_alert("service_slow", "elsewhere", "2026-03-24T09:05:00Z", "--label",
                         "host=db2")
        self.assertEqual(self.notify("2026-03-24T09:05:01Z"), [("first", ["elsewhere"])])
        self.assertIn(f"{down} mutes it", self.why(slow))
        self.ok("alert", "resolve", down, "--now", "2026-03-24T10:00:00Z")
        self.assertEqual(self.notify("2026-03-24T10:00:01Z"),
                         [("first", ["slow"]), ("resolved", ["db1 down"])])

    def test_too_much_is_merged(self):
        for i in range(9):
            self.raise_alert("cpu", f"c{i}", "2026-03-24T09:00:00Z")
        self.assertEqual(len(self.notify("2026-03-24T09:00:01Z")), 4)
        self.assertEqual(self.notify("2026-03-24T09:09:00Z"), [])
        rest = self.notify("2026-03-24T09:10:02Z")
        self.assertEqual(len(rest), 1)
        self.assertEqual(len(rest[0][1]), 5)
        self.assertIn("waits, to leave as one", self.why("ann"))

    def test_a_policy_that_is_wrong_stops_planning_and_doctor_says_where(self):
        self.policy.write_text('[[route]]\nname = "a"\nmacth = []\n', encoding="utf-8")
        done = self.tool("notify", environment=SECRET)
        self.assertEqual(done.returncode, 78)
        self.assertIn("routing.toml:3: unknown key 'macth'", done.stderr)
        self.assertIn("routing.toml:3", self.tool("doctor").stdout)


if __name__ == "__main__":
    unittest.main()
