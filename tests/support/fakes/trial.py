"""What the self-tests of the fakes stand on: plain requests, and tables of good and bad ones."""
import http.client
import json
import pathlib
import sys
import unittest
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))


class Reply:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def json(self):
        return json.loads(self.body)


def send(fake, method, path, body=None, headers=(), timeout=10):
    """A dict or list goes as JSON, pairs as a form, bytes as they are."""
    headers = dict(headers)
    if isinstance(body, (dict, list)) and "Content-Type" not in headers:
        headers["Content-Type"] = "application/json"
    if isinstance(body, (dict, list)):
        body = json.dumps(body).encode()
    if isinstance(body, tuple):
        body = urllib.parse.urlencode(body).encode()
        headers.setdefault("Content-Type", "application/x-www-form-urlencoded")
    host = urllib.parse.urlsplit(fake.origin).netloc
    connection = http.client.HTTPConnection(host, timeout=timeout)
    try:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        return Reply(answer.status, answer.headers, answer.read())
    finally:
        connection.close()


class Trial(unittest.TestCase):
    kind = None  # the fake

    def setUp(self):
        missing = self.kind.missing()
        if missing:
            self.skipTest(missing)
        self.fake = self.kind(now="2026-01-01T10:00:00Z")
        self.addCleanup(self.fake.close)

    def taken(self, reply):
        """The last request was fine, and so was the answer."""
        self.fake.check()
        self.assertLess(reply.status, 300, reply.body)
        self.assertEqual(len(self.fake.accepted), 1)
        self.fake.forget()

    def turned_down(self, reply, part):
        """The last request was a violation of which `part` is said; nothing was accepted."""
        self.assertEqual(self.fake.faults, [])
        self.assertEqual(self.fake.accepted, [])
        self.assertEqual(len(self.fake.violations), 1, reply.body)
        self.assertIn(part, self.fake.violations[0])
        self.fake.forget()
