"""The push service takes what RFC 8030, 8188, 8291 and 8292 allow and nothing else."""
import json
import os
import unittest
import urllib.parse

import trial
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand

from fakes import WebPush
from fakes.web_push import decode, encode, hkdf_extract, point

SENDER = ec.generate_private_key(ec.SECP256R1())
NOW = 1767261600  # 2026-01-01T10:00:00Z


def vapid(origin, change=None, key=SENDER, alg="ES256", flip=False):
    claims = {"aud": origin, "exp": NOW + 3600, "sub": "mailto:ops@desk.example"} | (change or {})
    text = ".".join(encode(json.dumps(part).encode())
                    for part in ({"typ": "JWT", "alg": alg}, claims))
    r, s = utils.decode_dss_signature(key.sign(text.encode(), ec.ECDSA(hashes.SHA256())))
    signature = bytearray(r.to_bytes(32, "big") + s.to_bytes(32, "big"))
    signature[5] ^= flip
    return f"vapid t={text}.{encode(bytes(signature))}, k={encode(point(SENDER))}"


def encrypted(text, subscription, end=b"\2"):
    keys = subscription.as_browser_says()["keys"]
    theirs = decode(keys["p256dh"])
    ours, salt = ec.generate_private_key(ec.SECP256R1()), os.urandom(16)
    shared = ours.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(
        ec.SECP256R1(), theirs))
    secret = HKDF(hashes.SHA256(), 32, decode(keys["auth"]),
                  b"WebPush: info\0" + theirs + point(ours)).derive(shared)
    extracted = hkdf_extract(salt, secret)
    key = HKDFExpand(hashes.SHA256(), 16, b"Content-Encoding: aes128gcm\0").derive(extracted)
    nonce = HKDFExpand(hashes.SHA256(), 12, b"Content-Encoding: nonce\0").derive(extracted)
    return salt + (4096).to_bytes(4, "big") + b"\x41" + point(ours) \
        + AESGCM(key).encrypt(nonce, text.encode() + end, None)


class WebPushTrial(trial.Trial):
    kind = WebPush

    def setUp(self):
        super().setUp()
        self.subscription = self.fake.subscribe()

    def push(self, body=None, subscription=None, **headers):
        to = subscription or self.subscription
        given = {"TTL": "60", "Content-Encoding": "aes128gcm", "Urgency": "high",
                 "Authorization": vapid(self.fake.origin)}
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        return trial.send(self.fake, "POST", urllib.parse.urlsplit(to.endpoint).path,
                          encrypted("Glocke \U0001f514", to) if body is None else body,
                          {name: value for name, value in given.items() if value is not None})

    def test_a_good_push_is_read(self):
        reply = self.push()
        self.assertEqual((reply.status, reply.headers["TTL"]), (201, "60"))
        self.assertEqual(self.fake.accepted[0]["text"], "Glocke \U0001f514")
        self.taken(reply)

    def test_bad_headers_and_bodies(self):
        origin = self.fake.origin
        for headers, part in (
                ({"TTL": None}, "TTL"), ({"TTL": "soon"}, "TTL"), ({"Urgency": "now"}, "Urgency"),
                ({"Topic": "x" * 33}, "Topic"), ({"Content_Encoding": "aesgcm"}, "not aes128gcm"),
                ({"Authorization": None}, "vapid"), ({"Authorization": "WebPush x"}, "vapid"),
                ({"Authorization": vapid(origin, flip=True)}, "InvalidSignature"),
                ({"Authorization": vapid("https://else.example")}, "aud is"),
                ({"Authorization": vapid(origin, {"exp": NOW + 86_401})}, "further away"),
                ({"Authorization": vapid(origin, {"exp": NOW - 1})}, "exp is past"),
                ({"Authorization": vapid(origin, {"sub": "ops"})}, "sub is"),
                ({"Authorization": vapid(origin, alg="HS256")}, "HS256"),
                ({"body": b"x" * 4097}, "4097 octets"), ({"body": b"x" * 200}, "decrypted"),
                ({"body": encrypted("x", self.subscription, b"\1")}, "decrypted"),
                ({"body": encrypted("x", self.fake.subscribe())}, "decrypted")):
            with self.subTest(part=part):
                reply = self.push(**headers)
                self.assertIn(reply.status, (400, 401, 413))
                self.turned_down(reply, part)

    def test_of_one_topic_the_last_is_shown(self):
        for topic in ("a", "b", "a", None, None):
            self.push(Topic=topic)
        self.assertEqual([m["topic"] for m in self.fake.accepted], ["b", "a", None, None])
        self.assertEqual(self.fake.repeated, 1)

    def test_what_it_knows(self):
        other = self.fake.subscribe(vapid_key="another")
        self.assertEqual(self.push(subscription=other).status, 403)
        self.subscription.gone = True
        self.assertEqual(self.push().status, 410)
        self.fake.check()


if __name__ == "__main__":
    unittest.main()
