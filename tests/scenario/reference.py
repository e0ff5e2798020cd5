"""Other people's implementations, by npm: what they say of what we sent."""
import json
import os
import pathlib
import subprocess
import tempfile
import unittest

MODULES = os.environ.get("TOCSIN_TEST_NODE_MODULES", "")
IN_CI = "CI" in os.environ or "TOCSIN_TEST_STRICT" in os.environ

needs_npm = unittest.skipUnless(
    MODULES or IN_CI, "NOT TESTED: no TOCSIN_TEST_NODE_MODULES; ./dev test provides it")

STANDARD_WEBHOOKS = """
const { Webhook } = require("standardwebhooks");
const { secret, headers, body } = JSON.parse(require("fs").readFileSync(0, "utf8"));
new Webhook(secret).verify(body, headers);
console.log("verified");
"""
HTTP_ECE = """
const ece = require("http_ece"), crypto = require("crypto");
const { body, key, secret } = JSON.parse(require("fs").readFileSync(0, "utf8"));
const browser = crypto.createECDH("prime256v1");
browser.setPrivateKey(key, "base64url");
process.stdout.write(ece.decrypt(Buffer.from(body, "base64"),
  { version: "aes128gcm", privateKey: browser, authSecret: secret }));
"""


def node(program, given):
    """What the program prints, given JSON on its standard input; AssertionError if it fails."""
    done = subprocess.run(["node", "-e", program], input=json.dumps(given), capture_output=True,
                          text=True, check=False, env=os.environ | {"NODE_PATH": MODULES})
    assert done.returncode == 0, done.stderr
    return done.stdout


def type_check_blocks(messages):
    """What tsc has against lists of blocks as values of @slack/types' KnownBlock[]."""
    with tempfile.TemporaryDirectory(prefix="tocsin-tsc-") as folder:
        source = pathlib.Path(folder) / "messages.ts"
        lines = ['import type { KnownBlock } from "@slack/types";']
        lines += [f"export const m{i}: KnownBlock[] = {json.dumps(blocks)};"
                  for i, blocks in enumerate(messages)]
        source.write_text("\n".join(lines), encoding="utf-8")
        (pathlib.Path(folder) / "node_modules").symlink_to(MODULES)
        done = subprocess.run(
            ["node", f"{MODULES}/typescript/bin/tsc", "--noEmit", "--strict", "--skipLibCheck",
             "--module", "nodenext", "--target", "es2022", source],
            capture_output=True, text=True, check=False, cwd=folder)
        return done.stdout if done.returncode else ""
