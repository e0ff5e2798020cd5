"""A push service (RFC 8030) that also holds the browsers' ends of its subscriptions, so that it can
read what was sent: RFC 8188 and 8291 (aes128gcm), with the sender identified by RFC 8292 (VAPID).
"""
import base64
import json
import os
import re

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes, hmac, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand

from .exchange import Answer, Violation
from .fake import Fake

MAX_BODY = 4096
MAX_AGE = 24 * 3600  # of a VAPID token (RFC 8292, section 2)
# What autopush answers; RFC 8030 leaves the bodies open.
MEANING = {400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found",
           406: "Not Acceptable", 410: "Gone", 413: "Payload Too Large", 429: "Too Many Requests",
           500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable"}


def encode(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text):
    if not re.fullmatch(r"[A-Za-z0-9_-]*", text):
        raise ValueError("no base64url")
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def point(private):
    return private.public_key().public_bytes(serialization.Encoding.X962,
                                             serialization.PublicFormat.UncompressedPoint)


class Subscription:
    """A browser's end: its keys, and the endpoint to give to the sender."""

    def __init__(self, endpoint):
        self.endpoint, self.gone, self.vapid_key = endpoint, False, None
        self.private, self.auth = ec.generate_private_key(ec.SECP256R1()), os.urandom(16)

    def as_browser_says(self):
        return {"endpoint": self.endpoint, "keys": {"p256dh": encode(point(self.private)),
                                                    "auth": encode(self.auth)}}

    def private_key(self):
        """For npm http_ece: the number itself."""
        return encode(self.private.private_numbers().private_value.to_bytes(32, "big"))


class WebPush(Fake):
    name = "web_push"
    sends = r"POST /push/"

    def __init__(self, **more):
        self.subscriptions = {}
        super().__init__(**more)

    def settings(self):
        return {"subscription": self.subscribe().as_browser_says()}

    def subscribe(self, vapid_key=None):
        """A new subscription; with `vapid_key` (base64url) only that sender may use it."""
        path = f"/push/{encode(os.urandom(24))}"
        made = Subscription(self.origin + path)
        made.vapid_key = vapid_key
        self.subscriptions[path] = made
        return made

    def understand(self, request):
        if request.method != "POST" or not request.path.startswith("/push/"):
            raise Violation(self.error(404), "no push resource")
        errors = self.header_errors(request)
        if len(request.body) > MAX_BODY:
            raise Violation(self.error(413), f"{len(request.body)} octets, {MAX_BODY} allowed")
        claims, wrong = self.vapid(request)
        if wrong:
            raise Violation(self.error(401), *wrong)
        subscription = self.subscriptions.get(request.path)
        text = ""
        if subscription and request.body and not errors:
            try:
                text = decrypted(request.body, subscription)
            except (ValueError, InvalidTag) as error:
                errors.append(f"cannot be decrypted: {error!r}")
        if errors:
            raise Violation(self.error(400), *errors)

        def perform():
            if subscription is None:
                return self.error(404)
            if subscription.gone:
                return self.error(410)
            if request.path in self.refuses:
                return self.error(self.refuses[request.path])
            if subscription.vapid_key not in (None, claims["k"]):
                return self.error(403)
            self.replace(request)
            number = encode(os.urandom(12))
            self.accept(subscription.endpoint, text, request, id=number, claims=claims,
                        urgency=request.header("Urgency", "normal"),
                        ttl=int(request.header("TTL")), topic=request.header("Topic", None))
            return Answer(201, b"", {"Location": f"{self.origin}/message/{number}",
                                     "TTL": request.header("TTL")})
        return perform

    def replace(self, request):
        """The browser is away: of one topic it will be shown the last (RFC 8030, section 5.4)."""
        topic = request.header("Topic", None)
        earlier = [m for m in self.accepted if topic is not None
                   and (m["request"].path, m["topic"]) == (request.path, topic)]
        self.repeated += len(earlier)
        self.accepted = [m for m in self.accepted if m not in earlier]

    def header_errors(self, request):
        errors = []
        if not re.fullmatch(r"\d{1,10}", request.header("TTL")):
            errors.append("TTL: missing, or no number of seconds")
        if request.header("Urgency", "normal") not in ("very-low", "low", "normal", "high"):
            errors.append("Urgency: none of the four")
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,32}", request.header("Topic", "a")):
            errors.append("Topic: not 1 to 32 characters of base64url")
        if request.body and request.header("Content-Encoding") != "aes128gcm":
            errors.append("Content-Encoding: not aes128gcm")
        return errors

    def vapid(self, request):
        """(claims with the key as `k`, what is wrong)."""
        given = re.fullmatch(r"vapid (.+)", request.header("Authorization"), re.I)
        parts = dict(part.strip().split("=", 1) for part in given[1].split(",")) if given else {}
        if set(parts) != {"t", "k"}:
            return {}, ["Authorization: not 'vapid t=…, k=…'"]
        try:
            head, claims = (json.loads(decode(part)) for part in parts["t"].split(".")[:2])
            key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decode(parts["k"]))
            signature = decode(parts["t"].split(".")[2])
            number = [int.from_bytes(half, "big") for half in (signature[:32], signature[32:])]
            key.verify(utils.encode_dss_signature(*number),
                       parts["t"].rpartition(".")[0].encode(), ec.ECDSA(hashes.SHA256()))
        except (ValueError, IndexError, InvalidSignature) as error:
            return {}, [f"VAPID: {error!r}"]
        now = self.clock().timestamp()
        errors = [] if len(signature) == 64 else ["VAPID: signature not of 64 octets"]
        if head.get("alg") != "ES256" or head.get("typ", "JWT") != "JWT":
            errors.append(f"VAPID: header {head}")
        if claims.get("aud") != self.origin:
            errors.append(f"VAPID: aud is {claims.get('aud')}, not {self.origin}")
        if not isinstance(claims.get("exp"), int) or not now < claims["exp"] <= now + MAX_AGE:
            errors.append("VAPID: exp is past, or further away than 24 h")
        if not re.match(r"(mailto:[^@\s]+@[^@\s]+|https://\S+)$", claims.get("sub", "")):
            errors.append("VAPID: sub is neither mailto: nor https:")
        return claims | {"k": parts["k"]}, errors

    def error(self, status, code=None, retry_after=None):
        headers = {} if retry_after is None else {"Retry-After": retry_after}
        return Answer(status, {"code": status, "errno": code or 999,
                               "error": MEANING.get(status, "Failed"),
                               "message": MEANING.get(status, "Failed")}, headers)


def decrypted(body, subscription):
    """The one record that a push message may be (RFC 8291, section 4), as text."""
    salt, size, length = body[:16], int.from_bytes(body[16:20], "big"), body[20]
    sender, record = body[21:21 + length], body[21 + length:]
    if size < 18 or len(record) > size:
        raise ValueError(f"a record of {len(record)} octets in records of {size}")
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender)
    shared = subscription.private.exchange(ec.ECDH(), theirs)
    info = b"WebPush: info\0" + point(subscription.private) + sender
    secret = HKDF(hashes.SHA256(), 32, subscription.auth, info).derive(shared)
    extracted = hkdf_extract(salt, secret)
    key = HKDFExpand(hashes.SHA256(), 16, b"Content-Encoding: aes128gcm\0").derive(extracted)
    nonce = HKDFExpand(hashes.SHA256(), 12, b"Content-Encoding: nonce\0").derive(extracted)
    padded = AESGCM(key).decrypt(nonce, record, None).rstrip(b"\0")
    if not padded.endswith(b"\2"):
        raise ValueError("the last record does not end with 2")
    return padded[:-1].decode("utf-8")


def hkdf_extract(salt, secret):
    made = hmac.HMAC(salt, hashes.SHA256())
    made.update(secret)
    return made.finalize()
