"""A provider on loopback that validates every request against the provider's own specification and
misbehaves on demand.

In a Python test (with tests/support on sys.path):

    from fakes import Slack
    from fakes.misbehave import answer, hang, reset

    slack = Slack()                       # listens; slack.url is the base_url to configure
    slack.script(answer(429, retry_after=7), hang(accepted=True))   # the next two sends
    ... run the real program ...
    slack.check()                         # AssertionError unless every request was valid
    slack.accepted                        # what the provider took, once per message
    slack.repeated                        # how often it recognised one that it already had
    slack.requests                        # everything that came, in order
    slack.close()

As a program, for C++ tests and people (`--help` lists the fakes):

    $ /usr/bin/python3 tests/support/fakes slack
    {"name": "slack", "url": "http://127.0.0.1:38211/api", "origin": "http://127.0.0.1:38211", ...}

It serves until its standard input ends. The same things over HTTP, below /_fake/ of the origin:

    GET  /_fake/state             {"violations": [...], "faults": [...], "accepted": [...], ...}
    POST /_fake/script            a list of steps: [{"do": "answer", "status": 429,
                                  "retry_after": 7}, {"do": "hang", "accepted": true}]
    POST /_fake/set               {"now": "2026-01-01T10:00:00Z", "refuses": {ADDRESS: 21211}}
    POST /_fake/forget            empties what was recorded
    POST /_fake/callback          the provider's callback: see callback() of the provider

Three kinds of wrong:
- a violation: a request that the specification, or a documented limit, forbids. It gets the
  provider's own error and is recorded; a test that does not provoke it asserts that there is none.
- a refusal: a proper request that the provider declines for what it knows (`refuses`: address ->
  its error code). It is no violation.
- a fault: an answer of the fake's own that the specification does not allow.

A script's steps are used up by sends, one each, in order; a request that is no send (a look-up, an
update poll) takes a step only where the step names it: answer(500, on="GET .*Messages").
"""
import datetime
import os
import pathlib
import re
import threading

from . import server
from .exchange import Violation
from .misbehave import Step

_HERE = pathlib.Path(__file__).resolve()
SPECS = pathlib.Path(os.environ.get(
    "TOCSIN_FIXTURES", _HERE.parents[4] / "shared/fixtures")) / "specs"


class Fake:
    """What all providers share; a provider says understand(), error() and sends."""

    name = ""
    base_path = ""  # what base_url ends with
    sends = "POST "  # regex on "METHOD path" of the requests that scripts are about
    specification = None  # the file below SPECS that it needs

    def __init__(self, now=None):
        self.now = now  # RFC 3339 text, or None: the machine's clock
        self.refuses = {}
        self.lock = threading.RLock()
        self.stopping = threading.Event()
        self.forget()
        self.server = server.Server(self)
        self.origin = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.url = self.origin + self.base_path
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    @classmethod
    def missing(cls):
        """Why it cannot run here, or None: the specification is no part of the project."""
        if cls.specification and not (SPECS / cls.specification).exists():
            return f"NOT TESTED: no {SPECS / cls.specification}"
        return None

    # --- for a provider to say ---

    def understand(self, request):
        """Validates; raises Violation, or gives a function that does it and answers."""
        raise NotImplementedError

    def error(self, status, code=None, retry_after=None):
        """The provider's own answer for a failure; `code` is the provider's."""
        raise NotImplementedError

    def callback(self, **what):
        """Sends what the provider would send by itself; the receiver's (status, body)."""
        raise NotImplementedError(f"{self.name} calls nobody back")

    def settings(self):
        """What somebody needs to configure, beside the URL."""
        return {}

    # --- for a test ---

    def script(self, *steps):
        with self.lock:
            self.steps.extend(Step.of(step) for step in steps)

    def check(self):
        assert not self.faults, f"{self.name}, the fake itself: {self.faults}"
        assert not self.violations, f"{self.name}: {self.violations}"

    def forget(self):
        with self.lock:
            self.steps, self.requests, self.accepted = [], [], []
            self.violations, self.faults, self.repeated = [], [], 0

    def clock(self):
        if self.now is None:
            return datetime.datetime.now(datetime.timezone.utc)
        moment = datetime.datetime.fromisoformat(self.now.replace("Z", "+00:00"))
        return moment if moment.tzinfo else moment.replace(tzinfo=datetime.timezone.utc)

    def close(self):
        self.stopping.set()
        self.server.shutdown()
        self.server.server_close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    # --- inside ---

    def accept(self, to, text, request, **more):
        """Remembers a message that the provider now has."""
        self.accepted.append({"to": to, "text": text, **more, "request": request})

    def answered(self, answer, errors):
        """`answer`, after its own schema was asked about it."""
        if errors:
            self.faults.append(f"{answer.status} {answer.body}: {'; '.join(errors)}")
        return answer

    def take_step(self, line):
        for i, step in enumerate(self.steps):
            if re.match(step.on or self.sends, line):
                return self.steps.pop(i)
        return None

    def respond(self, request, step):
        """The answer, or None where the step says that there shall be none."""
        with self.lock:
            self.requests.append(request)
            try:
                perform = self.understand(request)
            except Violation as wrong:
                line = f"{request.method} {request.path}: "
                self.violations.append(line + str(wrong))
                return wrong.answer
            if step is None:
                return perform()
            answer = perform() if step.accepted else None
            if step.do == "answer":
                failure = self.error(step.status, step.code, step.retry_after)
                if step.body is not None:
                    failure.body = step.body
                failure.headers.update(step.headers)
                return failure
            return answer
