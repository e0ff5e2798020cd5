"""Mail to a real server that demands TLS and an account, through the real executables: what leaves,
what does not, and what becomes of it."""
import json
import pathlib
import subprocess
import tempfile
import unittest

from family import SOURCE, Scenario

SERVERS = SOURCE / "tests/support/secure_servers.py"


class MailByTls(Scenario):
    configuration = '[email]\nhost = "localhost"\nfrom = "Tocsin <bell@desk.example>"\n'

    def setUp(self):
        super().setUp()
        place = tempfile.TemporaryDirectory(prefix="tocsin-tls-")
        self.addCleanup(place.cleanup)
        self.place = pathlib.Path(place.name)
        servers = subprocess.Popen(["/usr/bin/python3", "-B", SERVERS, self.place], text=True,
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.addCleanup(servers.wait, timeout=60)
        self.addCleanup(servers.stdout.close)
        self.addCleanup(servers.stdin.close)
        self.ports = json.loads(servers.stdout.readline())
        self.ok("init", "--now", "2026-01-01")

    def send(self, server, **environment):
        """`notify test` to that server; the finished process."""
        return self.tool("notify", "test", "email", "--to", "ann@desk.example", environment={
            "EMAIL_PORT": str(self.ports[server]), "EMAIL_HOST_USER": "bell",
            "EMAIL_HOST_PASSWORD": "very-secret",
            "TOCSIN_GENERAL_CA_FILE": str(self.place / "ca.pem")} | environment)

    def mails(self):
        lines = (self.place / "mails.ndjson").read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines]

    def test_it_leaves_once_the_line_is_secret_and_the_account_is_good(self):
        done = self.send("smtp_starttls")
        self.assertEqual(done.returncode, 0, done.stderr)
        done = self.send("smtp_tls", TOCSIN_EMAIL_SECURITY="tls", EMAIL_HOST_USER="")
        self.assertEqual(done.returncode, 0, done.stderr)
        first, second = self.mails()
        self.assertEqual((first["server"], first["user"], first["tls"]), ("starttls", "bell", True))
        self.assertEqual((second["server"], second["user"]), ("tls", ""))
        self.assertEqual(first["sender"], "bell@desk.example")
        self.assertIn("This channel works.", first["message"])

    def test_nothing_leaves_otherwise_and_no_secret_is_told(self):
        table = [
            ("a wrong password", "smtp_starttls", {"EMAIL_HOST_PASSWORD": "wrong-secret"},
             "authentication"),
            ("no TLS there", "smtp_plain", {}, "cannot be reached"),
            ("nobody vouches for it", "smtp_stranger", {}, "certificate"),
            ("an authority unknown here", "smtp_starttls", {"TOCSIN_GENERAL_CA_FILE": ""},
             "certificate"),
        ]
        for what, server, environment, why in table:
            with self.subTest(what=what):
                done = self.send(server, **environment)
                self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
                self.assertIn(why, done.stdout + done.stderr)
                self.assertNotIn("secret", done.stdout + done.stderr)
        self.assertEqual(self.mails(), [])


if __name__ == "__main__":
    unittest.main()
