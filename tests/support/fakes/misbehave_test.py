"""Scripts: every kind of misbehaviour does what it says, and the program can be told to."""
import base64
import hashlib
import hmac
import http.client
import json
import pathlib
import subprocess
import sys
import time
import unittest

import trial
from fakes import Webhook
from fakes.misbehave import answer, cut, drip, garbage, hang, reset, serve
from fakes.webhook import SECRET

NOW = 1767261600  # 2026-01-01T10:00:00Z


def signed(body, number="msg_1", at=NOW):
    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    made = hmac.new(key, f"{number}.{at}.".encode() + body, hashlib.sha256).digest()
    return {"Content-Type": "application/json", "webhook-id": number, "webhook-timestamp": str(at),
            "webhook-signature": "v1,x v1," + base64.b64encode(made).decode()}


class Misbehaviour(trial.Trial):
    kind = Webhook

    def post(self, body=b'{"type": "test"}', timeout=0.3, **headers):
        given = signed(body) | {name.replace("_", "-"): value for name, value in headers.items()}
        return trial.send(self.fake, "POST", "/hook", body, given, timeout=timeout)

    def test_each_step(self):
        for step, accepted, seen in (
                (serve(), 1, 200), (answer(503, retry_after=7), 0, 503),
                (answer(429, body="slow down"), 0, 429), (hang(), 0, TimeoutError),
                (hang(accepted=True), 1, TimeoutError), (hang(before_body=True), 0, TimeoutError),
                (reset(), 0, ConnectionResetError), (reset(accepted=True), 1, ConnectionResetError),
                (drip(20), 1, TimeoutError), (cut(), 1, http.client.IncompleteRead),
                (garbage(), 1, 200)):
            with self.subTest(step=str(step)):
                self.fake.seen.clear()
                self.fake.forget()
                self.fake.script(step)
                if isinstance(seen, int):
                    self.assertEqual(self.post().status, seen)
                else:
                    self.assertRaises(seen, self.post)
                self.assertEqual(len(self.fake.accepted), accepted)
                self.fake.check()

    def test_steps_are_used_up_in_order(self):
        self.fake.script(answer(500), answer(429, retry_after=3))
        first, second, third = self.post(), self.post(), self.post()
        self.assertEqual([first.status, second.status, third.status], [500, 429, 200])
        self.assertEqual(second.headers["Retry-After"], "3")

    def test_a_bad_request_is_refused_whatever_the_script_says(self):
        self.fake.script(garbage())
        reply = self.post(webhook_signature="v1,AAAA")
        self.assertEqual(reply.status, 401)
        self.turned_down(reply, "no signature fits")

    def test_the_receiver_of_standard_webhooks(self):
        self.taken(self.post())
        self.post()
        self.assertEqual((self.fake.repeated, self.fake.accepted), (1, []))
        for reply, part in ((lambda: self.post(b'{"other": 1}'), "another body"),
                            (lambda: self.post(b"[1]"), "no JSON object"),
                            (lambda: self.post(webhook_id="a.b"), "no signature fits"),
                            (lambda: self.post(Content_Type="text/plain"), "Content-Type"),
                            (lambda: self.post(**signed(b'{"type": "test"}', at=NOW - 301)),
                             "five minutes")):
            self.turned_down(reply(), part)

    def test_the_program(self):
        program = pathlib.Path(__file__).parent
        with subprocess.Popen([sys.executable, "-B", program, "webhook", "--now",
                               "2026-01-01T10:00:00Z"], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
            self.addCleanup(running.kill)
            printed = json.loads(running.stdout.readline())
            self.assertEqual(printed["url"], printed["origin"] + "/hook")

            class Remote:
                origin = printed["origin"]
            trial.send(Remote, "POST", "/_fake/script", [{"do": "answer", "status": 503}])
            body = b'{"type": "test"}'
            self.assertEqual([trial.send(Remote, "POST", "/hook", body, signed(body)).status
                              for _ in range(2)], [503, 200])
            trial.send(Remote, "POST", "/hook", body)
            state = trial.send(Remote, "GET", "/_fake/state").json()
            self.assertEqual((len(state["accepted"]), len(state["violations"])), (1, 1))
            self.assertEqual(trial.send(Remote, "POST", "/_fake/set", {"nwo": 1}).status, 400)
            running.stdin.close()
            self.assertEqual(running.wait(10), 1, "violations are an exit status")

    def test_stopping_does_not_wait_for_a_hanging_client(self):
        began = time.monotonic()
        self.fake.script(hang())
        self.assertRaises(TimeoutError, self.post)
        self.fake.close()
        self.assertLess(time.monotonic() - began, 30)


if __name__ == "__main__":
    unittest.main()
