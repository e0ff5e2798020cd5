"""One HTTP exchange as values."""
import dataclasses
import json
import urllib.error
import urllib.parse
import urllib.request

@dataclasses.dataclass
class Request:
    method: str
    path: str
    query: list  # of (name, value), decoded
    headers: object  # email.message.Message: names without regard to case
    body: bytes

    def header(self, name, default=""):
        return self.headers.get(name, default)

    @property
    def media_type(self):
        return self.header("Content-Type").split(";")[0].strip().lower()

    def json(self):
        return json.loads(self.body.decode("utf-8"))

    def form(self):
        """name -> list of values; ValueError where it is no form of UTF-8."""
        return urllib.parse.parse_qs(self.body.decode("ascii"), keep_blank_values=True,
                                     strict_parsing=bool(self.body), errors="strict")


@dataclasses.dataclass
class Answer:
    status: int
    body: object = b""  # bytes, text, or something to write as JSON
    headers: dict = dataclasses.field(default_factory=dict)

    def encoded(self):
        if isinstance(self.body, bytes):
            return self.body, {}
        if isinstance(self.body, str):
            return self.body.encode(), {"Content-Type": "text/plain; charset=utf-8"}
        return json.dumps(self.body).encode(), {"Content-Type": "application/json; charset=utf-8"}


class Violation(Exception):
    """What is wrong with a request, and the provider's answer to such a one."""

    def __init__(self, answer, *what):
        super().__init__("; ".join(what))
        self.answer, self.what = answer, what


def post(url, headers, body):
    """The receiver's (status, text)."""
    request = urllib.request.Request(url, body, headers, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.read().decode("utf-8", "replace")
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode("utf-8", "replace")
