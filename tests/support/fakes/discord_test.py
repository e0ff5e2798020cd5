"""The Discord fake takes what Discord takes and nothing else."""
import unittest

import trial
from fakes import Discord
from fakes.discord import BOT_TOKEN

AGENT = {"User-Agent": "DiscordBot (https://desk.example, 1)"}
BOT = AGENT | {"Authorization": f"Bot {BOT_TOKEN}"}
LINK = {"type": 1, "components": [{"type": 2, "style": 5, "label": "Open",
                                   "url": "https://desk.example/7"}]}
PRESS = {"type": 1, "components": [{"type": 2, "style": 1, "label": "Ack", "custom_id": "ack:7"}]}
BAD = [
    ({}, "empty message"),
    ({"content": ""}, "empty message"),
    ({"content": "x" * 2001}, "content"),
    ({"content": 7}, "content"),
    ({"content": "x", "colour": 7}, "/colour: no such field"),
    ({"embeds": [{"title": "x" * 257}]}, "embeds"),
    ({"embeds": [{"title": "x", "colour": 7}]}, "/embeds/0/colour: no such field"),
    ({"embeds": [{"description": "x" * 4097}]}, "embeds"),
    ({"embeds": [{"description": "x" * 3001}] * 2}, "6002 characters"),
    ({"embeds": [{"title": "x"}] * 11}, "embeds"),
    ({"embeds": [{}]}, "an empty embed"),
    ({"embeds": [{"title": "x", "fields": [{"name": "a", "value": "b"}] * 26}]}, "fields"),
    ({"embeds": [{"title": "x", "fields": [{"name": "a", "value": " "}]}]}, "without name"),
    ({"embeds": [{"title": "x", "timestamp": "yesterday"}]}, "timestamp"),
    ({"embeds": [{"title": "x", "url": "desk"}]}, "url"),
    ({"content": "x", "allowed_mentions": {"parse": ["all"]}}, "allowed_mentions"),
]


class DiscordTrial(trial.Trial):
    kind = Discord

    def hook(self, body, query="?wait=true", prefix="/api/v10"):
        path = f"{prefix}/webhooks/{'/'.join(self.fake.webhook)}{query}"
        return trial.send(self.fake, "POST", path, body, AGENT)

    def bot(self, body, headers=None):
        path = f"/api/v10/channels/{self.fake.channel}/messages"
        return trial.send(self.fake, "POST", path, body, BOT if headers is None else headers)

    def test_good_messages(self):
        rich = {"content": "Disk", "username": "Tocsin", "allowed_mentions": {"parse": []},
                "embeds": [{"title": "x" * 256, "description": "y", "color": 15158332,
                            "timestamp": "2026-01-01T10:00:00.000Z", "url": "https://desk.example",
                            "fields": [{"name": "Host", "value": "db1", "inline": True}],
                            "footer": {"text": "tocsin"}}]}
        reply = self.hook(rich)
        self.assertEqual((reply.status, reply.json()["content"]), (200, "Disk"))
        self.assertIn("X-RateLimit-Remaining", reply.headers)
        self.taken(reply)
        reply = self.hook(rich, query="", prefix="/api")
        self.assertEqual((reply.status, reply.body), (204, b""))
        self.taken(reply)
        self.taken(self.bot({"content": "x", "components": [LINK, PRESS]}))
        self.taken(self.hook({"content": "x", "components": [LINK]},
                             "?wait=true&with_components=true"))

    def test_bad_messages_by_both_ways(self):
        for body, part in BAD:
            with self.subTest(body=str(body)[:60]):
                for way in (self.hook, self.bot):
                    reply = way(body)
                    self.assertEqual((reply.status, reply.json()["code"]), (400, 50035))
                    self.turned_down(reply, part)

    def test_what_only_a_webhook_refuses(self):
        self.turned_down(self.hook({"content": "x", "username": "Discord bell"}), "username")
        self.turned_down(self.hook({"content": "x", "components": [LINK]}), "dropped")
        self.turned_down(self.hook({"content": "x", "components": [PRESS]},
                                   "?with_components=true"), "interactive")
        self.turned_down(self.hook({"content": "x"}, "?wiat=true"), "no such parameter")
        self.turned_down(self.hook(b"content=x"), "a body of type")

    def test_a_bot_says_who_it_is(self):
        reply = self.bot({"content": "x"}, AGENT)
        self.assertEqual(reply.status, 401)
        self.turned_down(reply, "Authorization")
        self.turned_down(self.bot({"content": "x"}, {}), "User-Agent")

    def test_a_nonce_is_recognised(self):
        body = {"content": "x", "nonce": "7", "enforce_nonce": True}
        first, second = self.bot(body).json(), self.bot(body).json()
        self.assertEqual((first["id"], self.fake.repeated), (second["id"], 1))
        self.assertEqual(len(self.fake.accepted), 1)
        self.bot({"content": "x", "nonce": "7"})
        self.assertEqual(len(self.fake.accepted), 2)

    def test_who_would_be_alerted(self):
        text = "@everyone <@&42> <@7>"
        for mentions, pings in ((None, ["@everyone", "42", "7"]), ({"parse": []}, []),
                                ({"roles": ["42"]}, ["42"])):
            body = {"content": text} | ({"allowed_mentions": mentions} if mentions else {})
            self.hook(body)
            self.assertEqual(self.fake.accepted[-1]["pings"], pings)

    def test_what_a_reader_sees(self):
        self.hook({"content": "\\*a\\* 1\\. \\\\ \\"})
        self.assertEqual(self.fake.accepted[0]["text"], "*a* 1. \\ \\")

    def test_reactions_and_what_it_knows(self):
        reply = trial.send(self.fake, "PUT", f"/api/v10/channels/{self.fake.channel}/messages/7/"
                           "reactions/%E2%9C%85/@me", headers=BOT)
        self.assertEqual(reply.status, 204)
        self.fake.refuses = {self.fake.webhook[0]: 10015, self.fake.channel: 50001}
        self.assertEqual((self.hook({"content": "x"}).status, self.bot({"content": "x"}).status),
                         (404, 403))
        path = f"/api/v10/webhooks/{'/'.join(self.fake.webhook)}"
        self.assertEqual(trial.send(self.fake, "GET", path, headers=AGENT).json()["id"], self.fake.webhook[0])
        self.fake.check()


if __name__ == "__main__":
    unittest.main()
