"""A program that messages are given to: JSON on standard input, sysexits back.

The program itself, `path`, is a few lines that hand over what they read and end as they are told;
scripts name exit statuses: answer(75, "try again later"). hang() keeps it running.
"""
import pathlib
import shutil
import stat
import sys
import tempfile

from .exchange import Answer, Violation
from .fake import Fake

MAX_INPUT = 1 << 20
SOURCE = """#!{python} -IS
import http.client, sys
fake = http.client.HTTPConnection("127.0.0.1", {port})
fake.request("POST", "/run", sys.stdin.buffer.read())
answer = fake.getresponse()
sys.stderr.buffer.write(answer.read())
sys.exit(int(answer.headers["X-Exit"]))
"""


class Program(Fake):
    name = "program"
    sends = "POST /run"

    def __init__(self, **more):
        super().__init__(**more)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="tocsin-program-"))
        self.path = self.folder / "program"
        self.path.write_text(SOURCE.format(python=sys.executable,
                                           port=self.server.server_address[1]), encoding="utf-8")
        self.path.chmod(stat.S_IRWXU)

    def close(self):
        super().close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def settings(self):
        return {"path": str(self.path)}

    def understand(self, request):
        errors = [] if len(request.body) <= MAX_INPUT else [f"{len(request.body)} bytes"]
        try:
            body = request.json()
            if not isinstance(body, dict):
                errors.append("no JSON object")
        except ValueError as error:
            errors.append(f"no JSON: {error}")
        if errors:
            raise Violation(self.error(65), *errors)

        def perform():
            self.accept(str(self.path), request.body.decode(), request, body=body)
            return Answer(200, "", {"X-Exit": 0})
        return perform

    def error(self, status, code=None, retry_after=None):
        return Answer(200, code or "failed", {"X-Exit": status})
