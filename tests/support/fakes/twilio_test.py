"""The Twilio fake takes what Twilio takes and nothing else."""
import base64
import unittest
import urllib.parse

import trial
from fakes import Twilio, twilio
from fakes.twilio import ACCOUNT, SENDER, TOKEN

BASIC = {"Authorization": "Basic " + base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()}
TO = "+442071838750"
SMS = {"To": TO, "From": SENDER, "Body": "Disk is full"}
CALL = {"To": TO, "From": SENDER, "Twiml": '<Response><Gather action="https://a.example'
        '/k"><Say language="en-GB">Disk &amp; <break time="1s"/>host</Say></Gather></Response>'}
GOOD_SMS = [SMS, SMS | {"To": f"whatsapp:{TO}", "From": f"whatsapp:{SENDER}"},
            SMS | {"StatusCallback": "https://desk.example/cb?a=1", "ValidityPeriod": "3600"},
            {"To": TO, "MessagingServiceSid": "MG" + "a" * 32, "ContentSid": "HX" + "b" * 32,
             "ContentVariables": '{"1": "x"}'}]
BAD_SMS = [
    ({"To": "07700900123"}, "neither E.164"), ({"To": "+0123456789"}, "neither E.164"),
    ({"To": None}, "'To' is a required property"), ({"From": None}, "neither From nor"),
    ({"From": f"whatsapp:{SENDER}"}, "different channels"), ({"Body": None}, "nothing to say"),
    ({"Body": "x" * 1601}, "1601 characters"), ({"Boddy": "x"}, "no such field"),
    ({"StatusCallback": "https://a_b.example/"}, "'_' in its host"),
    ({"StatusCallback": "desk"}, "StatusCallback"), ({"ValidityPeriod": "36001"}, "ValidityPeriod"),
    ({"ValidityPeriod": "soon"}, "ValidityPeriod"), ({"SmartEncoded": "maybe"}, "SmartEncoded"),
    ({"ContentVariables": "{}"}, "ContentVariables"),
]
BAD_CALLS = [
    ({"To": "x"}, "To: not E.164"), ({"Twiml": None}, "one of Url"),
    ({"Timeout": "601"}, "Timeout"),
    ({"StatusCallbackEvent": "hungup"}, "hungup"), ({"Url": "https://a.example/"}, "one of Url"),
    ({"Twiml": "<Response><Say>Fish & chips</Say></Response>"}, "Twiml"),
    ({"Twiml": "<Response><Say><script>x</script></Say></Response>"}, "<script"),
    ({"Twiml": "<Response><Shout>x</Shout></Response>"}, "<Shout> in <Response>"),
    ({"Twiml": "<Response>x<Say>y</Say></Response>"}, "text in <Response>"),
    ({"Twiml": "<Response><Say colour='red'>y</Say></Response>"}, "colour of <Say>"),
    ({"Twiml": f"<Response><Say>{'y' * 4000}</Say></Response>"}, "4000 allowed"),
    ({"Twiml": "<Response/>"}, "nothing happens"), ({"Twiml": "<a/>"}, "not <Response>"),
]


def pairs(*parts):
    merged = {}
    for part in parts:
        merged |= part
    return tuple((name, value) for name, value in merged.items() if value is not None)


class TwilioTrial(trial.Trial):
    kind = Twilio

    def ask(self, method, what, body=None, headers=None):
        return trial.send(self.fake, method, f"/2010-04-01/Accounts/{ACCOUNT}/{what}", body,
                          BASIC if headers is None else headers)

    def test_good_messages_and_calls(self):
        for form in GOOD_SMS:
            reply = self.ask("POST", "Messages.json", pairs(form))
            self.assertEqual(reply.status, 201)
            self.taken(reply)
        reply = self.ask("POST", "Calls.json", pairs(CALL))
        self.assertEqual(self.fake.accepted[0]["text"], "Disk & host")
        self.taken(reply)
        both = pairs(CALL) + (("StatusCallbackEvent", "answered"),
                              ("StatusCallbackEvent", "completed"))
        self.taken(self.ask("POST", "Calls.json", both))

    def test_bad_messages_and_calls(self):
        for what, good, table in (("Messages", SMS, BAD_SMS), ("Calls", CALL, BAD_CALLS)):
            for change, part in table:
                with self.subTest(change=str(change)[:60]):
                    reply = self.ask("POST", f"{what}.json", pairs(good, change))
                    self.assertEqual((reply.status, reply.json()["status"]), (400, 400))
                    self.turned_down(reply, part)
        self.turned_down(self.ask("POST", "Messages.json", SMS), "a body of type")
        self.turned_down(self.ask("POST", "Messages.json", pairs(SMS), {}), "no basic")
        self.turned_down(self.ask("POST", "Messags.json", pairs(SMS)), "no such operation")
        self.turned_down(self.ask("GET", "Messages.json?PageSize=many"), "PageSize")

    def test_another_password(self):
        other = {"Authorization": "Basic " + base64.b64encode(f"{ACCOUNT}:x".encode()).decode()}
        reply = self.ask("POST", "Messages.json", pairs(SMS), other)
        self.assertEqual((reply.status, reply.json()["code"]), (401, 20003))
        self.fake.check()

    def test_what_was_taken_can_be_found(self):
        sids = [self.ask("POST", "Messages.json", pairs(SMS, {"Body": f"n{i}"})).json()["sid"]
                for i in range(3)]
        self.assertEqual(self.ask("GET", f"Messages/{sids[1]}.json").json()["body"], "n1")
        self.assertEqual(self.ask("GET", f"Messages/SM{'f' * 32}.json").status, 404)
        query = urllib.parse.urlencode({"To": TO, "PageSize": 2, "DateSent>": "2026-01-01"})
        page = self.ask("GET", f"Messages.json?{query}").json()
        self.assertEqual([m["sid"] for m in page["messages"]], [sids[2], sids[1]])
        later = urllib.parse.urlencode({"DateSent>": "2026-01-01T10:00:01Z"})
        self.assertEqual(self.ask("GET", f"Messages.json?{later}").json()["messages"], [])
        self.fake.check()

    def test_what_it_knows(self):
        self.fake.refuses = {TO: 21610}
        reply = self.ask("POST", "Messages.json", pairs(SMS))
        self.assertEqual((reply.status, reply.json()["code"]), (400, 21610))
        self.fake.check()

    def test_its_signature_is_the_documented_one(self):
        form = {"Digits": "1234", "To": "+18005551212", "From": "+14158675310",
                "Caller": "+14158675310", "CallSid": "CA1234567890ABCDE"}
        self.assertEqual(twilio.signature("12345", "https://mycompany.com/myapp.php?foo=1&bar=2",
                                          form), "GvWf1cFY/Q7PnoempGyD5oXAezc=")

    def test_keys_during_a_call(self):
        sid = self.ask("POST", "Calls.json", pairs(CALL)).json()["sid"]
        url, headers, form = self.fake.keys_request(sid, "1")
        self.assertEqual((url, form.count(b"Digits=1")), ("https://a.example/k", 1))
        self.assertIn("X-Twilio-Signature", headers)
        said = self.fake.go_on(sid, "<Response><Say>Thank you.</Say><Hangup/></Response>")
        self.assertEqual(said, "Thank you.")
        self.fake.check()
        self.fake.go_on(sid, "<Response><Say>Fish & chips</Say></Response>")
        self.assertEqual(len(self.fake.violations), 1)

    def test_it_reports_back(self):
        with Twilio() as receiver:  # any server that takes a POST and remembers it
            url = f"{receiver.origin}/elsewhere"
            form = pairs(SMS, {"StatusCallback": url})
            sid = self.ask("POST", "Messages.json", form).json()["sid"]
            self.fake.callback(sid, "delivered")
            got = receiver.requests[0]
            form = {name: values[0] for name, values in got.form().items()}
            self.assertEqual((form["MessageSid"], form["MessageStatus"]), (sid, "delivered"))
            self.assertEqual(got.header("X-Twilio-Signature"), twilio.signature(TOKEN, url, form))
        self.assertEqual(self.ask("GET", f"Messages/{sid}.json").json()["status"], "delivered")


if __name__ == "__main__":
    unittest.main()
