"""The Resend fake takes what Resend takes and nothing else."""
import base64
import hashlib
import hmac
import json
import unittest

import trial
from fakes import Resend
from fakes.resend import API_KEY, WEBHOOK_SECRET

HEADERS = {"Authorization": f"Bearer {API_KEY}", "User-Agent": "tocsin/1"}
MAIL = {"from": "Tocsin <bell@desk.example>", "to": ["ann@desk.example"], "subject": "Disk is full",
        "text": "x", "html": "<p>x</p>", "headers": {"List-Unsubscribe": "<https://a.example/u>"},
        "tags": [{"name": "kind", "value": "disk_full"}]}
BAD = [
    ({"from": None}, "'from' is a required property"), ({"subject": None}, "'subject'"),
    ({"from": "Tocsin"}, "is no address"), ({"to": "ann"}, "is no address"),
    ({"to": ["a@b.example"] * 51}, "to: "), ({"to": []}, "to: "), ({"subject": "a\nb"}, "subject"),
    ({"text": None, "html": None}, "neither html nor text"), ({"colour": "red"}, "no such field"),
    ({"headers": {"X": "a\r\nBcc: b@c.example"}}, "headers: X"), ({"headers": {"X y": "a"}}, "X y"),
    ({"tags": [{"name": "a b", "value": "c"}]}, "tags"), ({"html": 7}, "html"),
    ({"attachments": [{"filename": "x", "content": "!!"}]}, "attachments"),
]


def changed(change):
    return {name: value for name, value in (MAIL | change).items() if value is not None}


class ResendTrial(trial.Trial):
    kind = Resend

    def post(self, body, path="/emails", **headers):
        return trial.send(self.fake, "POST", path, body,
                          HEADERS | {n.replace("_", "-"): v for n, v in headers.items()})

    def get(self, path):
        return trial.send(self.fake, "GET", path, headers=HEADERS)

    def test_good_mails(self):
        for mail in (MAIL, changed({"html": None, "to": "ann@desk.example"}),
                     changed({"attachments": [{"filename": "c.png", "content": "aGk=",
                                               "content_id": "chart"}]})):
            reply = self.post(mail)
            self.assertEqual(reply.headers["ratelimit-limit"], "5")
            self.taken(reply)
        reply = self.post([MAIL, MAIL], "/emails/batch")
        self.assertEqual((len(reply.json()["data"]), len(self.fake.accepted)), (2, 2))

    def test_bad_mails(self):
        for change, part in BAD:
            with self.subTest(change=str(change)[:60]):
                reply = self.post(changed(change))
                self.assertEqual((reply.status, reply.json()["statusCode"]), (422, 422))
                self.turned_down(reply, part)
        self.turned_down(self.post([MAIL] * 101, "/emails/batch"), "a batch of 101")
        self.turned_down(self.post(b"{", Content_Type="application/json"), "no JSON")
        self.turned_down(self.post(MAIL, Idempotency_Key="k" * 257), "Idempotency-Key")
        self.turned_down(trial.send(self.fake, "POST", "/emails", MAIL), "no User-Agent")
        self.turned_down(self.post(MAIL, "/mails"), "no such operation")
        reply = self.post(MAIL, Authorization="Bearer other")
        self.assertEqual(reply.json()["name"], "invalid_api_key")
        self.fake.check()

    def test_a_key_is_one_mail(self):
        first, second = (self.post(MAIL, Idempotency_Key="k1").json() for _ in range(2))
        self.assertEqual((first, self.fake.repeated, len(self.fake.accepted)), (second, 1, 1))
        self.fake.check()
        reply = self.post(MAIL | {"subject": "Other"}, Idempotency_Key="k1")
        self.assertEqual((reply.status, reply.json()["name"]), (409, "invalid_idempotent_request"))
        self.assertEqual(len(self.fake.violations), 1)
        self.fake.now = "2026-01-02T10:00:01Z"
        self.assertNotEqual(self.post(MAIL, Idempotency_Key="k1").json(), first)

    def test_what_it_knows(self):
        self.fake.refuses = {"ann@desk.example": "validation_error"}
        self.assertEqual(self.post(MAIL).status, 400)
        self.fake.suppressed = {"bob@desk.example": "bounce"}
        self.assertEqual(self.get("/suppressions").json()["data"][0]["origin"], "bounce")
        self.assertEqual(self.get("/suppressions/bob@desk.example").status, 200)
        self.assertEqual(self.get("/suppressions/ann@desk.example").status, 404)
        self.fake.check()

    def test_its_events_are_signed_and_valid(self):
        mail = self.post(MAIL).json()["id"]
        for kind in ("sent", "delivered", "bounced", "complained", "opened", "clicked",
                     "suppressed", "delivery_delayed"):
            headers, body = self.fake.callback_request(kind, mail)
            self.assertEqual(json.loads(body)["type"], f"email.{kind}")
        text = f"{headers['svix-id']}.{headers['svix-timestamp']}.".encode() + body
        key = base64.b64decode(WEBHOOK_SECRET.removeprefix("whsec_"))
        made = base64.b64encode(hmac.new(key, text, hashlib.sha256).digest()).decode()
        self.assertEqual(headers["svix-signature"], "v1," + made)
        self.assertEqual(self.get(f"/emails/{mail}").json()["last_event"], "sent")
        self.fake.check()


if __name__ == "__main__":
    unittest.main()
