"""The way back in, behind a real web server: readers by the links in their mail, providers by signed
callbacks, and those who are neither."""
import base64
import concurrent.futures
import contextlib
import json
import os
import random
import re
import socket
import sqlite3
import subprocess
import sys
import time
import unittest

from family import BIN, SOURCE, Scenario
from web_server import WebServer, needs_lighttpd, token, twilio_signature, webhook_headers

sys.path.insert(0, str(SOURCE / "tests/support"))
from fakes import Smtp  # noqa: E402  (the path comes first)

KEY = bytes(range(32))
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}
GOOD_FOR = 3600
PUBLIC = "https://desk.example/t"


@needs_lighttpd
class Inbound(Scenario):
    def setUp(self):
        self.configuration = (
            f'[general]\npublic_url = "{PUBLIC}"\n'
            '[email]\nsecurity = "none"\nfrom = "bell@desk.example"\n'
            '[inbound]\nmax_body = 2000\nbody_timeout = "1s"\n')
        super().setUp()
        self.environment |= {
            "TOCSIN_SECRET_KEY": base64.b64encode(KEY).decode(), "TWILIO_AUTH_TOKEN": "token",
            "RESEND_WEBHOOK_SECRET": SECRET}
        self.mail = Smtp()
        self.addCleanup(self.mail.close)
        self.environment |= {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(self.mail.port)}
        self.server = WebServer(self.environment)
        self.addCleanup(self.server.close)
        self.ok("init")
        self.import_records([
            {"type": "user", "external_id": "ann", "name": "Ann", "email": "ann@desk.example"},
            {"type": "preference", "user": "ann", "key": "tracking", "value": True},
            {"type": "preference", "user": "ann", "key": "quiet_hours", "value": False}])

    def tell(self, title):
        """An alert becomes a mail; the mail that arrived, and its message's ID."""
        before = len(self.mail.accepted)
        self.happens("disk_full", title)
        self.assertEqual(len(self.mail.accepted), before + 1)
        newest = self.rows("SELECT public_id FROM message ORDER BY id DESC")
        return self.mail.accepted[-1]["mail"], newest[0][0]

    def happens(self, kind, title):
        self.ok("alert", "raise", kind, title, "--to", "user:ann", "--subject", f"disk:{title}")
        self.ok("notify")

    def rows(self, sql, *values):
        with contextlib.closing(sqlite3.connect(self.database)) as db:
            return db.execute(sql, values).fetchall()

    def state(self, message):
        return self.rows("SELECT state FROM message WHERE public_id = ?", message)[0][0]

    def link(self, path, message, good_for=GOOD_FOR, key=KEY):
        return f"/{path}/{token(key, path, message, time.time() + good_for)}"

    def callback(self, path, form, signed_as="token"):
        signature = twilio_signature(signed_as, PUBLIC + path, form)
        return self.server.ask("POST", path, form=form,
                               headers={"X-Twilio-Signature": signature})[0]

    def test_unsubscribing_from_the_mail_that_arrived(self):
        mail, _ = self.tell("one")
        self.assertEqual(mail["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click")
        url = re.search(rf"<{PUBLIC}(/unsubscribe/[^>]+)>", mail["List-Unsubscribe"])[1]
        status, headers, text = self.server.ask("GET", url)
        self.assertEqual(status, 200)
        self.assertIn("no-store", headers["Cache-Control"])
        self.assertIn("default-src 'none'", headers["Content-Security-Policy"])
        self.assertIn('<form method="post">', text)
        self.tell("two")  # a link that was looked at changed nothing
        self.assertEqual(self.server.ask("POST", url, form=ONE_CLICK)[0], 200)
        self.assertEqual(self.server.ask("POST", url, form=ONE_CLICK)[0], 200)
        self.happens("disk_full", "three")
        self.assertEqual(len(self.mail.accepted), 2)
        self.happens("disk_slow", "four")
        self.assertEqual(len(self.mail.accepted), 3, "another kind still comes")
        audit = self.rows("SELECT actor FROM audit WHERE action = 'preference.updated'")
        self.assertEqual(audit, [("inbound:link",)])

    def test_opening_is_seen_where_it_is_allowed(self):
        _, message = self.tell("one")
        status, headers, _ = self.server.ask("GET", self.link("opened", message))
        self.assertEqual((status, headers["Content-Type"]), (200, "image/gif"))
        self.assertEqual(self.state(message), "read")
        self.assertEqual(self.rows("SELECT kind FROM activity"), [("open",)])
        self.ok("user", "preferences", "ann", "set", "tracking", "false")
        _, message = self.tell("two")
        self.assertEqual(self.server.ask("GET", self.link("opened", message))[0], 200)
        self.assertEqual(self.state(message), "sent")
        self.assertEqual(len(self.rows("SELECT kind FROM activity")), 1)

    def test_forged_expired_and_misused_links(self):
        _, message = self.tell("one")
        good = self.link("unsubscribe", message)
        bad = [self.link("unsubscribe", message, good_for=-1),
               self.link("unsubscribe", message, key=bytes(32)),
               good[:-1] + ("A" if good[-1] != "A" else "B"),
               good.replace("/unsubscribe/", "/unsubscribe/x"), "/unsubscribe/", "/unsubscribe/%00",
               self.link("opened", message).replace("/opened/", "/unsubscribe/")]
        for path in bad:
            self.assertIn(self.server.ask("POST", path, form=ONE_CLICK)[0], (400, 403), path)
        self.assertEqual(self.server.ask("POST", good, form={"x": "y"})[0], 400)
        self.assertEqual(self.server.ask("DELETE", good)[0], 405)
        self.assertEqual(self.server.ask("GET", "/../../etc/passwd")[0] // 100, 4)
        self.assertEqual(self.rows("SELECT name FROM preference WHERE name = 'kinds'"), [])

    def test_words_of_a_query_are_no_options(self):
        for query in ("?--help", "?-n", "?--db=/tmp/x", "?--version", "?init"):
            status, _, text = self.server.ask("GET", "/opened/x" + query)
            self.assertEqual((status, text), (403, "Forbidden\n"), query)

    def test_bodies_too_large_and_too_slow(self):
        _, message = self.tell("one")
        status, _, _ = self.server.ask("POST", self.link("unsubscribe", message), b"x" * 2001)
        self.assertEqual(status, 413)
        # The server keeps slow bodies from us; another one may not.
        variables = self.environment | {
            "GATEWAY_INTERFACE": "CGI/1.1", "REQUEST_METHOD": "POST", "CONTENT_LENGTH": "100",
            "PATH_INFO": self.link("unsubscribe", message), "REMOTE_ADDR": "127.0.0.1"}
        with subprocess.Popen([BIN / "tocsin-inbound"], env=variables, stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE) as program:
            program.stdin.write(b"List-")
            program.stdin.flush()
            answer = program.stdout.read()
        self.assertTrue(answer.startswith(b"Status: 408 "), answer)

    def test_a_caller_that_dawdles_keeps_nobody_waiting(self):
        _, message = self.tell("one")
        with socket.create_connection(("127.0.0.1", self.server.port)) as slow:
            slow.sendall(b"POST /t/slack HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nx")
            self.assertEqual(self.server.ask("GET", self.link("opened", message))[0], 200)

    def test_a_caller_that_asks_too_often(self):
        # So few a minute that a slow machine earns none while it asks.
        with open(self.folder / "tocsin.toml", "a", encoding="utf-8") as config:
            config.write("requests_per_minute = 6\n")
        with concurrent.futures.ThreadPoolExecutor(8) as many:
            statuses = list(many.map(lambda _: self.server.ask("GET", "/opened/x")[0], range(40)))
        self.assertEqual(set(statuses), {403, 429})
        self.assertGreaterEqual(statuses.count(403), 6)
        self.assertLess(statuses.count(403), 40)
        # Callbacks that are proven do not wait.
        self.assertEqual(self.callback("/twilio/status",
                                       {"MessageSid": "SM1", "MessageStatus": "sent"}), 204)

    def test_callbacks_that_are_not_theirs(self):
        form = {"MessageSid": "SM1", "MessageStatus": "failed"}
        self.assertEqual(self.callback("/twilio/status", form, signed_as="guess"), 403)
        self.assertEqual(self.server.ask("POST", "/twilio/status", form=form)[0], 403)
        body = json.dumps({"type": "email.bounced", "data": {"email_id": "e1"}}).encode()
        for headers in (
                {}, webhook_headers(SECRET, "svix", "msg_1", body + b" ", time.time()),
                webhook_headers(SECRET, "svix", "msg_1", body, time.time() - 301),
                webhook_headers("whsec_" + "A" * 32, "svix", "msg_1", body, time.time())):
            self.assertEqual(self.server.ask("POST", "/resend", body, headers)[0], 403)
        self.assertEqual(self.rows("SELECT count(*) FROM receipt"), [(0,)])
        good = webhook_headers(SECRET, "svix", "msg_1", body, time.time())
        for _ in range(2):
            self.assertEqual(self.server.ask("POST", "/resend", body, good)[0], 204)
        self.assertEqual(self.rows("SELECT count(*) FROM receipt"), [(1,)])

    def test_statuses_out_of_order_and_all_at_once(self):
        messages = [self.tell(f"alert {i}")[1] for i in range(3)]
        work = [(m, sid, status) for m in messages for sid, status in
                enumerate(["queued", "sent", "delivered", "sent", "read", "delivered"])] * 2
        random.Random(7).shuffle(work)

        def report(item):
            message, sid, status = item
            return self.callback(f"/twilio/status?message={message}",
                                 {"MessageSid": f"SM{sid}-{message}", "MessageStatus": status})
        with concurrent.futures.ThreadPoolExecutor(8) as many:
            self.assertEqual(set(many.map(report, work)), {204})
        self.assertEqual([self.state(m) for m in messages], ["read"] * 3)
        late = {"MessageSid": "SM9", "MessageStatus": "undelivered", "ErrorCode": "30005"}
        self.assertEqual(self.callback(f"/twilio/status?message={messages[0]}", late), 204)
        self.assertEqual(self.state(messages[0]), "read")
        self.ok("db", "verify-audit")

    def test_a_status_that_comes_before_our_own_record_is_not_lost(self):
        form = {"MessageSid": "SM77", "MessageStatus": "delivered"}
        self.assertEqual(self.callback("/twilio/status", form), 204)
        _, message = self.tell("one")
        with contextlib.closing(sqlite3.connect(self.database)) as db, db:
            db.execute("UPDATE message SET provider = 'twilio', provider_id = 'SM77'")
        self.assertEqual(self.state(message), "sent")
        self.ok("notify")
        self.assertEqual(self.state(message), "delivered")

    def test_an_address_found_dead_is_disabled(self):
        _, message = self.tell("one")
        with contextlib.closing(sqlite3.connect(self.database)) as db, db:
            db.execute("UPDATE message SET provider = 'resend', provider_id = 'e1'")
        body = json.dumps({"type": "email.bounced", "data": {"email_id": "e1", "bounce": {
            "type": "Permanent", "subType": "NoEmail"}}}).encode()
        headers = webhook_headers(SECRET, "svix", "msg_1", body, time.time())
        self.assertEqual(self.server.ask("POST", "/resend", body, headers)[0], 204)
        self.assertEqual(self.state(message), "failed")
        self.ok("notify")
        self.assertEqual(self.rows("SELECT enabled, dead_reason IS NOT NULL FROM destination"),
                         [(0, 1)])

    def test_a_fault_of_ours_says_nothing(self):
        os.rename(self.database, self.folder / "elsewhere.db")
        status, _, text = self.server.ask("GET", "/opened/x")
        self.assertEqual((status, text), (500, "Internal Server Error\n"))

    def test_without_a_web_server_it_says_what_it_is_for(self):
        done = self.tool("inbound")
        self.assertEqual(done.returncode, 64)
        self.assertIn("web server", done.stderr)


if __name__ == "__main__":
    unittest.main()
