"""What strangers write into subject lines reaches every channel as text and nothing else: it forms
no link, no mention, no markup, no command; nothing is too long for its place."""
import json
import re
import unittest

from providers import ROUTES, WAVES, ProviderScenario

from fakes import slack_blocks

TITLES = [
    "_*[]()~`>#+-=|{}.!\\ every reserved character",
    "*bold* _it_ ~gone~ `code` ```pre``` ||spoiler|| [link](https://evil.example)",
    "<b>bold</b> <script>alert(1)</script> <img src=x onerror=alert(1)> &amp; &lt; \"q\" 'q'",
    "<https://evil.example|Your bank> <!channel> <!here> <@U0FAKE001> <#C0FAKE001> & <",
    "@everyone @here <@&1082345678901230000> <@1082345678901230000> <#1082345678901230000>",
    "</Say><Hangup/><Say> ]]> <!-- --> <?xml?> &#x41; <break time=\"9s\"/>",
    "{{title}} {{{body}}} {{#a}}{{/a}} {{=<% %>=}} %s %n ${HOME} $(id) `id`",
    "Bcc: eve@evil.example\r\nSubject: other\r\n\r\nbody",
    "\u202egnp.exe\u202c \u2066isolated\u2069 \u200fright to left\u200e \u05e9\u05dc\u05d5\u05dd",
    "nul\x01\x07\x08\x1b[31mred\x7f \u0085 \u2028 \u2029 end",
    "> quoted\n# heading\n- item\n1. item\n||| table |||\n\\",
    "\U0001f469\u200d\U0001f4bb\U0001f1ec\U0001f1e7\u0301\u0302 combining \ufeff\ufffd \U0010fffd",
    "x" * 5000, "_" * 5000, "&" * 5000, "\U0001f514" * 2500, "\\" * 4999, "<@U0FAKE001>" * 400,
    "word " * 1000, "\u05d0" * 5000,
]
READ_AS_WRITTEN = ("slack-webhook", "slack-bot", "discord-webhook", "discord-bot", "telegram",
                   "push", "resend", "smtp")
HOSTILE = re.compile(r"https?://evil\.example|tel:|javascript:")


def seen(text):
    """As people read: blanks are one, and what cannot be seen is none."""
    text = re.sub(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]", "", text)
    return re.sub(r"[\x00-\x20\x7f-\x9f\u2028\u2029\ufffd]+", " ", text).strip()


def text_of(fake, message):
    return json.loads(message["text"])["title"] if fake.name == "web_push" else message["text"]


def alerts():
    return [{"kind": "disk_full", "title": title, "severity": "medium", "body": title,
             "subject": {"type": "row", "id": str(i)},
             "metadata": {"url": f"https://desk.example/{i}", "status": title[:300]}}
            for i, title in enumerate(TITLES)]


class HostileText(ProviderScenario):
    def test_it_stays_text(self):
        for wave in WAVES:
            self.open(wave)
            self.tell_organizations(alerts())
            self.notify()
            for name, rows in self.messages().items():
                with self.subTest(route=name):
                    fake = self.fakes[name]
                    fake.check()
                    self.assertEqual([r["status"] for r in rows], ["sent"] * len(TITLES),
                                     [r["error_message"] for r in rows])
                    self.assertEqual(len(fake.accepted), len(TITLES))
                    for message in fake.accepted:
                        getattr(self, "look_at_" + ROUTES[name].fake)(message)
                    if name in READ_AS_WRITTEN:
                        self.all_are_read(fake)

    def all_are_read(self, fake):
        texts = "\n".join(seen(text_of(fake, message)) for message in fake.accepted)
        self.assertEqual([t for t in TITLES if seen(t)[:50] not in texts], [])

    def look_at_slack(self, message):
        self.assertEqual(message["pings"], [])
        for text in slack_blocks.text_objects(message["body"]["blocks"]):
            if text["type"] == "mrkdwn":
                self.assertNotRegex(text["text"], r"<(https?://evil|tel:|javascript:)")
        self.assertNotRegex(message["text"], "[\x00-\x08\x0b-\x1f]")

    def look_at_discord(self, message):
        self.assertEqual(message["pings"], [])
        self.assertEqual(message["body"]["allowed_mentions"]["parse"], [])
        for embed in message["body"].get("embeds") or []:
            self.assertRegex(embed.get("url", "https://desk.example/"), "^https://desk.example/")
            for text in (embed["title"], embed.get("description", "")):
                self.assertNotRegex(text, r"(?<!\\)\]\(https?://evil")

    def look_at_telegram(self, message):
        for kind, _, _, value in message["entities"]:
            self.assertIn(kind, ("bold", "code", "text_link"))
            self.assertIsNone(HOSTILE.search(value))

    def look_at_twilio(self, message):
        form = message["body"]
        if "Twiml" in form:
            verbs = re.findall(r"<(\w+)", form["Twiml"])
            self.assertLessEqual(set(verbs), {"Response", "Gather", "Say", "Pause", "Redirect",
                                              "Hangup", "break", "prosody", "s", "p"})
        self.assertNotRegex(message["text"], "[\x00-\x08\x0b\x0c\x0e-\x1f]")

    def look_at_smtp(self, message):
        mail = message["mail"]
        self.assertEqual([a.addr_spec for a in mail["to"].addresses], ["ann@desk.example"])
        self.assertIsNone(mail["bcc"])
        self.look_at_mail(mail["subject"], mail.get_body(("html",)).get_content())

    def look_at_resend(self, message):
        mail = message["body"]
        self.assertEqual(mail["to"] if isinstance(mail["to"], str) else mail["to"][0],
                         "ann@desk.example")
        self.assertNotIn("bcc", mail)
        self.look_at_mail(mail["subject"], mail["html"])

    def look_at_mail(self, subject, html):
        self.assertNotRegex(subject, "[\x00-\x1f\x7f]")
        self.assertNotIn("<script", html)
        self.assertNotRegex(html, r"<img[^>]*onerror")
        self.assertNotIn("<b>bold</b>", html)
        self.assertNotRegex(html, r'href="(?!https://desk\.example/|mailto:)')

    def look_at_web_push(self, message):
        payload = json.loads(message["text"])
        self.assertRegex(payload.get("url", "https://desk.example/"), "^https://desk.example/")

    def look_at_program(self, message):
        self.assertIsInstance(message["body"], dict)

    def look_at_webhook(self, message):
        # JSON is the one place where everything is as it was.
        self.assertIsInstance(message["body"]["data"], dict)


if __name__ == "__main__":
    unittest.main()
