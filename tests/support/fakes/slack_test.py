"""The Slack fake takes what Slack takes and nothing else."""
import json
import unittest

import trial
from fakes import Slack
from fakes.slack import BOT_TOKEN

BEARER = {"Authorization": f"Bearer {BOT_TOKEN}"}


def section(text, kind="mrkdwn"):
    return {"type": "section", "text": {"type": kind, "text": text}}


BUTTON = {"type": "button", "action_id": "ack", "value": "7", "style": "primary",
          "text": {"type": "plain_text", "text": "Acknowledge"}}
GOOD_BLOCKS = [
    {"type": "header", "text": {"type": "plain_text", "text": "Disk <full> & hot"}},
    section("*4 &lt; 5* &amp; <https://desk.example/7|open it>"), {"type": "divider"},
    {"type": "section", "fields": [{"type": "mrkdwn", "text": "*Host*"}]},
    {"type": "actions", "elements": [BUTTON]},
    {"type": "context", "elements": [{"type": "plain_text", "text": "10:00"}]}]
BAD = [
    ({}, "neither text nor blocks"),
    ({"text": "x", "colour": "red"}, "colour: no such field"),
    ({"text": "a < b"}, "neither link nor mention"),
    ({"text": "this & that"}, "not written as &amp;"),
    ({"text": "<@everyone>"}, "neither link nor mention"),
    ({"text": "x" * 40_001}, "40001 characters"),
    ({"blocks": [section("x")]}, "text: missing"),
    ({"text": "x", "blocks": [section("x")] * 51}, "51, 50 allowed"),
    ({"text": "x", "blocks": [section("x" * 3001)]}, "3001 characters"),
    ({"text": "x", "blocks": [section("")]}, "an empty text"),
    ({"text": "x", "blocks": [{"type": "section"}]}, "neither text nor fields"),
    ({"text": "x", "blocks": [{"type": "sektion"}]}, "not a known kind"),
    ({"text": "x", "blocks": [section("x") | {"colour": 1}]}, "no such field of section"),
    ({"text": "x", "blocks": [{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}]},
     "not a text of ['plain_text']"),
    ({"text": "x", "blocks": [{"type": "header", "text": {"type": "plain_text",
                                                          "text": "x" * 151}}]}, "151 characters"),
    ({"text": "x", "blocks": [{"type": "actions", "elements": []}]}, "not 1 to 25"),
    ({"text": "x", "blocks": [{"type": "actions", "elements": [BUTTON] * 2}]}, "twice"),
    ({"text": "x", "blocks": [{"type": "actions", "elements": [BUTTON | {"style": "red"}]}]},
     "not one of"),
    ({"text": "x", "blocks": [{"type": "section", "fields": [
        {"type": "mrkdwn", "text": "x"}] * 11}]}, "not 1 to 10"),
    ({"text": "x", "blocks": [section("x" * 2900)] * 5}, "14500 characters"),
]


class SlackTrial(trial.Trial):
    kind = Slack

    def hook(self, body):
        return trial.send(self.fake, "POST", self.fake.webhook_path, body)

    def post(self, body, headers=None, method="chat.postMessage"):
        return trial.send(self.fake, "POST", f"/api/{method}", body,
                          BEARER if headers is None else headers)

    def test_a_webhook_takes_good_messages(self):
        for body in ({"text": "Disk is full"}, {"text": "x", "blocks": GOOD_BLOCKS}):
            reply = self.hook(body)
            self.assertEqual(reply.body, b"ok")
            self.taken(reply)

    def test_bad_messages_by_both_ways(self):
        for body, part in BAD:
            with self.subTest(part=part):
                reply = self.hook(body)
                self.assertEqual(reply.status, 400)
                self.turned_down(reply, part)
                if "colour" not in part:
                    reply = self.post(body | {"channel": "C0FAKE0001"})
                    self.assertEqual((reply.status, reply.json()["ok"]), (200, False))
                    self.turned_down(reply, part)

    def test_the_web_api_takes_json_and_forms(self):
        self.taken(self.post({"channel": "C0FAKE0001", "text": "x", "blocks": GOOD_BLOCKS}))
        self.taken(self.post((("channel", "C0FAKE0001"), ("text", "x"),
                              ("blocks", json.dumps(GOOD_BLOCKS)))))

    def test_the_web_api_refuses(self):
        good = {"channel": "C0FAKE0001", "text": "x"}
        self.turned_down(self.post(good, {}), "no bearer token")
        self.turned_down(self.post({"text": "x"}), "channel is missing")
        self.turned_down(self.post(good | {"chanel": "x"}), "no such argument")
        self.turned_down(self.post(good | {"unfurl_links": "perhaps"}), "is no boolean")
        self.turned_down(self.post(good, method="chat.shout"), "no such method")
        reply = self.post(good, {"Authorization": "Bearer xoxb-other"})
        self.assertEqual(reply.json(), {"ok": False, "error": "invalid_auth"})
        self.fake.check()

    def test_who_would_be_alerted(self):
        self.hook({"text": "<!here> &lt;!channel&gt; <@U0FAKE001>"})
        self.assertEqual(self.fake.accepted[0]["pings"], ["!here", "@U0FAKE001"])
        self.assertIn("<!channel>", self.fake.accepted[0]["text"], "as a reader sees it")
        self.fake.forget()
        self.hook({"text": "x", "blocks": [section("<!here> hello", "plain_text")]})
        self.assertEqual(self.fake.accepted[0]["pings"], [])

    def test_what_it_knows_it_refuses_without_a_violation(self):
        self.fake.refuses = {"C0FAKE0009": "channel_not_found",
                             self.fake.webhook_path: "no_service"}
        reply = self.post({"channel": "C0FAKE0009", "text": "x"})
        self.assertEqual((reply.status, reply.json()["error"]), (200, "channel_not_found"))
        self.assertEqual((self.hook({"text": "x"}).status, self.fake.accepted), (404, []))
        self.fake.check()

    def test_the_identity_of_the_bot(self):
        self.assertTrue(self.post({}, method="auth.test").json()["ok"])
        self.fake.check()


if __name__ == "__main__":
    unittest.main()
