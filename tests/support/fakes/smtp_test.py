"""The mail server takes what RFC 5321 and 5322 allow and nothing else."""
import email.message
import smtplib
import unittest

import trial
from fakes import Smtp
from fakes.misbehave import answer, cut, hang


def mail(**more):
    made = email.message.EmailMessage()
    for name, value in ({"Date": "Thu, 01 Jan 2026 10:00:00 +0000", "From": "bell@desk.example",
                         "To": "ann@desk.example", "Subject": "Disk", "Message-ID": "<1@a.example>"}
                        | more).items():
        made[name] = value
    made.set_content(".full\nof logs\n")
    return made.as_bytes(policy=made.policy.clone(linesep="\r\n"))


class SmtpTrial(trial.Trial):
    kind = Smtp

    def post(self, data=None, to="ann@desk.example", timeout=0.3):
        with smtplib.SMTP("127.0.0.1", self.fake.port, timeout=timeout) as client:
            return client.sendmail("bell@desk.example", [to], data or mail())

    def test_a_good_mail(self):
        self.post()
        self.fake.check()
        self.assertEqual((self.fake.accepted[0]["to"], self.fake.accepted[0]["text"]),
                         ("ann@desk.example", ".full\nof logs\n"))

    def test_bad_mails(self):
        for data, part in ((mail(Subject2="x").replace(b"Date:", b"Dat:"), "Date: 0 times"),
                           (mail() + "ä".encode(), "not ASCII"), (mail() + b"x" * 999, "998"),
                           (mail(**{"List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}),
                            "RFC 8058"),
                           (mail().replace(b'MIME-Version: 1.0', b"MIME-Version 1.0"), "MIME")):
            with self.subTest(part=part), self.assertRaises(smtplib.SMTPDataError):
                self.post(data)
            self.assertIn(part, str(self.fake.violations))
            self.fake.forget()

    def test_misbehaviour(self):
        self.fake.script(answer(421, on="connect"))
        self.assertRaises(smtplib.SMTPConnectError, self.post)
        self.fake.script(answer(550, on="RCPT"))
        self.assertRaises(smtplib.SMTPRecipientsRefused, self.post)
        self.fake.script(answer(451), hang(accepted=True), cut())
        self.assertRaises(smtplib.SMTPDataError, self.post)
        self.assertEqual(self.fake.accepted, [])
        for _ in range(2):
            self.assertRaises(smtplib.SMTPServerDisconnected, self.post)
        self.assertEqual(len(self.fake.accepted), 2)
        self.fake.check()


if __name__ == "__main__":
    unittest.main()
