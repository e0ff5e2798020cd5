"""What providers report of the messages that they took from us, by a real web server to the real
CGI program. In whatever order reports come, no state moves backwards."""
import datetime
import time
import unittest

from providers import ProviderScenario
from web_server import WebServer, needs_lighttpd

from fakes import resend, twilio

PUBLIC = "https://desk.example/t"
# What a provider reports, in the order in which it comes, and the state that follows.
TEXTS = [
    (("sent",), "sent"), (("sent", "delivered"), "delivered"),
    (("delivered", "sent"), "delivered"), (("delivered", "delivered", "sent"), "delivered"),
    (("delivered", ("undelivered", 30008)), "delivered"),
    ((("undelivered", 30005),), "failed"), ((("failed", 30007), "sent"), "failed"),
]
CALLS = [(("initiated", "ringing"), "sent"), (("in-progress", "ringing"), "delivered"),
         (("completed", "in-progress"), "delivered"), (("busy",), "failed"), (("no-answer",), "failed")]
MAILS = [(("sent", "delivered"), "delivered"), (("delivered", "opened"), "read"),
         (("opened", "delivered"), "read"), (("bounced", "sent"), "failed"),
         (("delivered", "delivery_delayed"), "delivered")]


@needs_lighttpd
class Callbacks(ProviderScenario):
    def begin_with(self, name):
        self.environment |= {"TOCSIN_GENERAL_PUBLIC_URL": PUBLIC,
                             "TOCSIN_INBOUND_REQUESTS_PER_MINUTE": "100000",
                             "TWILIO_AUTH_TOKEN": twilio.TOKEN,
                             "RESEND_WEBHOOK_SECRET": resend.WEBHOOK_SECRET}
        self.server = WebServer(self.environment)
        self.addCleanup(self.server.close)
        self.begin_again(name)

    def begin_again(self, name):
        self.open((name,))
        self.name, self.provider = name, self.fakes[name]

    def send(self, title="Disk is full", *words):
        """The message by the route; how the provider calls it."""
        self.tell(title, *words)
        self.notify()
        return self.provider.accepted[0]["id"]

    def state(self):
        return self.messages()[self.name][0]["status"]

    def post(self, url, headers, body):
        status, _, text = self.server.ask("POST", url.removeprefix(PUBLIC), body, headers)
        return status, text

    def report(self, identity, event):
        status, code = event if isinstance(event, tuple) else (event, None)
        if self.name == "resend":
            headers, body = self.provider.callback_request(status, identity, at=time.time())
            return self.post("/resend", headers, body)[0]
        return self.post(*self.provider.callback_request(identity, status, code))[0]

    def play(self, name, table):
        self.begin_with(name)
        for events, wanted in table:
            with self.subTest(route=name, events=events):
                self.begin_again(name)
                identity = self.send()
                self.assertEqual({self.report(identity, event) // 100 for event in events}, {2})
                self.assertEqual(self.state(), wanted)
                self.provider.check()

    def test_texts(self):
        self.play("sms", TEXTS)

    def test_calls(self):
        self.play("voice", CALLS)

    def test_mails(self):
        self.play("resend", MAILS)

    def test_a_dead_number_is_given_up(self):
        self.begin_with("sms")
        self.report(self.send(), ("undelivered", 30005))
        self.notify(after=60)
        self.assertEqual(self.alive(), set())
        dead = self.records("notify", "dead", "--json")
        self.assertEqual([row["id"] for row in dead], [self.messages()["sms"][0]["id"]])

    def test_what_is_not_signed_moves_nothing(self):
        self.begin_with("sms")
        url, headers, form = self.provider.callback_request(self.send(), "delivered")
        for other_headers, other in ((headers | {"X-Twilio-Signature": "AAAA"}, form), ({}, form),
                                     (headers, form.replace(b"delivered", b"failed"))):
            self.assertEqual(self.post(url, other_headers, other)[0], 403)
        self.assertEqual(self.state(), "sent")
        self.assertEqual(self.post(url, headers, form)[0] // 100, 2)
        self.assertEqual(self.state(), "delivered")

    def test_a_pressed_key_is_heard(self):
        # The server goes by the clock, and an old call acknowledges nothing.
        self.begin = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds")
        self.begin_with("voice")
        identity = self.send("The pumps stopped", "--severity", "critical")
        for key, said in (("2", "The pumps stopped"), ("1", "Acknowledged by")):
            status, text = self.post(*self.provider.keys_request(identity, key))
            self.assertEqual(status, 200)
            self.assertIn(said, self.provider.go_on(identity, text))
        self.assertEqual(self.query("SELECT m.state, a.status FROM message m JOIN alert a ON "
                                    "a.id = m.alert_id"), [("read", "acknowledged")])
        self.provider.check()


if __name__ == "__main__":
    unittest.main()
