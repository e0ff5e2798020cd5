"""What Twilio's documentation asks of a message or a call beyond the specification: E.164 and
channel addresses, one sender and something to say, lengths, callback URLs."""
import json
import re
import urllib.parse

from . import twiml

MAX_BODY = 1600
CALL_EVENTS = {"initiated", "ringing", "answered", "completed"}


def is_address(text):
    return re.fullmatch(r"(whatsapp:)?\+[1-9]\d{6,14}", text or "") is not None


def callback_errors(form):
    url = form.get("StatusCallback")
    if url is None:
        return []
    split = urllib.parse.urlsplit(url)
    if split.scheme not in ("http", "https") or not split.hostname or "_" in split.hostname:
        return ["StatusCallback: no URL, or '_' in its host"]
    return []


def message_fault(form):
    """(code, what is wrong), or (None, None)."""
    if not is_address(form["To"]):
        return 21211, "To: neither E.164 nor whatsapp:E.164"
    sender = form.get("From")
    if not sender and not form.get("MessagingServiceSid"):
        return 21606, "neither From nor MessagingServiceSid"
    if sender and form["To"].startswith("whatsapp:") != sender.startswith("whatsapp:"):
        return 21212, "From and To of different channels"
    if sender and not is_address(sender) and not re.fullmatch(r"[A-Za-z0-9 ]{1,11}", sender):
        return 21212, "From: neither a number nor a sender ID"
    if not (form.get("Body") or form.get("MediaUrl") or form.get("ContentSid")):
        return 21602, "nothing to say: Body, MediaUrl or ContentSid"
    if len(form.get("Body", "")) > MAX_BODY:
        return 21617, f"Body: {len(form['Body'])} characters"
    if "ContentVariables" in form:
        try:
            fine = isinstance(json.loads(form["ContentVariables"]), dict) and "ContentSid" in form
        except ValueError:
            fine = False
        if not fine:
            return 21602, "ContentVariables: no JSON object, or no ContentSid"
    if not 1 <= form.get("ValidityPeriod", 36_000) <= 36_000:
        return 21602, "ValidityPeriod: not 1 to 36000"
    return None, None


def call_fault(form):
    """(code, list of what is wrong)."""
    errors = [f"{name}: not E.164" for name in ("To", "From") if not is_address(form.get(name, ""))]
    if errors:
        return 21211, errors
    if sum(name in form for name in ("Url", "Twiml", "ApplicationSid")) != 1:
        return 21205, ["one of Url, Twiml and ApplicationSid"]
    if not 5 <= form.get("Timeout", 60) <= 600:
        errors.append("Timeout: not 5 to 600")
    events = form.get("StatusCallbackEvent", [])
    errors += [f"StatusCallbackEvent: {e}" for e in events if e not in CALL_EVENTS]
    errors += twiml.errors_of(form["Twiml"]) if "Twiml" in form else []
    return 12100, errors
