"""A receiver of webhooks that holds the sender to the Standard Webhooks specification: identity,
timestamp, signature over the bytes as sent, size; it knows a repetition by its webhook-id."""
import base64
import hashlib
import hmac
import json
import re

from .exchange import Answer, Violation
from .fake import Fake

SECRET = "whsec_" + base64.b64encode(b"standard-webhooks-fake-secret-32").decode()
MAX_PAYLOAD = 20 << 10  # "usually smaller than 20kb"
TOLERANCE = 5 * 60


class Webhook(Fake):
    name = "webhook"
    base_path = "/hook"
    sends = r"POST /hook"

    def __init__(self, **more):
        self.secret = SECRET  # or a list, while one replaces another; None: unsigned is fine
        self.seen = set()
        self.bodies = {}
        super().__init__(**more)

    def settings(self):
        return {"secret": SECRET}

    def understand(self, request):
        if request.method != "POST" or not request.path.startswith(self.base_path):
            raise Violation(self.error(404), "nothing is posted there")
        errors = self.header_errors(request)
        try:
            body = request.json()
            if not isinstance(body, dict):
                errors.append("no JSON object")
        except ValueError as error:
            body = {}
            errors.append(f"no JSON: {error}")
        if len(request.body) > MAX_PAYLOAD:
            errors.append(f"{len(request.body)} bytes")
        number = request.header("webhook-id")
        if self.bodies.setdefault(number, request.body) != request.body:
            errors.append("another body under the same webhook-id")
        if self.secret and not self.is_signed(request):
            raise Violation(self.error(401), "no signature fits", *errors)
        if errors:
            raise Violation(self.error(400), *errors)

        def perform():
            if request.path in self.refuses:
                return self.error(self.refuses[request.path])
            if number in self.seen:
                self.repeated += 1
            else:
                self.seen.add(number)
                self.accept(request.path, json.dumps(body, ensure_ascii=False), request,
                            id=number, key=number, body=body)
            return Answer(200, {})
        return perform

    def header_errors(self, request):
        errors = []
        if request.media_type != "application/json":
            errors.append(f"Content-Type: {request.media_type}")
        if not re.fullmatch(r"[^.\s]{1,256}", request.header("webhook-id")):
            errors.append("webhook-id: missing, or with a dot")
        stamp = request.header("webhook-timestamp")
        if not re.fullmatch(r"\d{1,11}", stamp):
            errors.append("webhook-timestamp: no Unix seconds")
        elif abs(int(stamp) - self.clock().timestamp()) > TOLERANCE:
            errors.append("webhook-timestamp: more than five minutes off")
        return errors

    def is_signed(self, request):
        text = f"{request.header('webhook-id')}.{request.header('webhook-timestamp')}."
        secrets = self.secret if isinstance(self.secret, list) else [self.secret]
        for secret in secrets:
            key = base64.b64decode(secret.removeprefix("whsec_"))
            made = hmac.new(key, text.encode() + request.body, hashlib.sha256).digest()
            wanted = "v1," + base64.b64encode(made).decode()
            if any(hmac.compare_digest(wanted, given)
                   for given in request.header("webhook-signature").split()):
                return True
        return False

    def error(self, status, code=None, retry_after=None):
        headers = {} if retry_after is None else {"Retry-After": retry_after}
        return Answer(status, code or "no", headers)
