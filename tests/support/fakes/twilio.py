"""Twilio: messages (SMS, WhatsApp) and calls; created, listed, fetched, and reported back.

What the specification does not say is in twilio_rules.py and twiml.py. Creating is not idempotent,
as theirs is not: a second POST is a second message. Callbacks are signed as theirs are
(twilio.com/docs/usage/security).
"""
import base64
import datetime
import email.utils
import hashlib
import hmac
import re
import urllib.parse

from . import specification, twiml
from .exchange import Answer, Violation, post
from .fake import Fake, SPECS
from .twilio_rules import call_fault, callback_errors, message_fault

ACCOUNT = "AC" + "0123456789abcdef" * 2
TOKEN = "fedcba9876543210fedcba9876543210"
SENDER = "+15005550006"
WHATSAPP = "whatsapp:+15005550006"
# code: (status, message); twilio.com/docs/api/errors
ERRORS = {
    20003: (401, "Authenticate"), 20404: (404, "The requested resource was not found"),
    20429: (429, "Too Many Requests"), 20500: (500, "An internal server error has occurred"),
    21211: (400, "The 'To' number is not a valid phone number."),
    21212: (400, "The 'From' number is not a valid phone number."),
    21408: (403, "Permission to send an SMS has not been enabled for the region"),
    21601: (400, "Phone number is not a valid SMS-capable inbound phone number"),
    21602: (400, "Message body is required."), 21604: (400, "A 'To' phone number is required."),
    21606: (400, "The 'From' phone number is not a valid, SMS-capable Twilio number."),
    21609: (400, "The StatusCallback URL is not a valid URL."),
    21610: (400, "Attempt to send to unsubscribed recipient"),
    21612: (400, "The 'To' phone number cannot be reached from this 'From' number."),
    21614: (400, "'To' number is not a valid mobile number"),
    21617: (400, "The concatenated message body exceeds the 1600 character limit."),
    21730: (503, "The service is undergoing maintenance"),
    30001: (429, "Queue overflow"), 30002: (403, "Account suspended"),
    63016: (400, "Failed to send freeform message outside the allowed window"),
    12100: (400, "Document parse failure"),
}


class Twilio(Fake):
    name = "twilio"
    specification = "twilio/twilio_api_v2010.json.gz"
    sends = r"POST .*/(Messages|Calls)\.json$"

    def __init__(self, **more):
        self.spec = specification.load(SPECS / self.specification)
        self.resources = {}  # sid -> resource, the oldest first
        self.callbacks = {}  # sid -> (URL, events)
        self.twiml = {}  # sid -> what the call does now
        super().__init__(**more)

    def settings(self):
        return {"account_sid": ACCOUNT, "auth_token": TOKEN, "phone_number": SENDER,
                "whatsapp_number": WHATSAPP.removeprefix("whatsapp:")}

    def understand(self, request):
        found = self.spec.operation(request.method, request.path)
        if not found:
            raise Violation(self.error(404), "no such operation")
        operation, parameters = found
        errors = self.spec.errors_of_parameters(operation, "path", parameters) \
            + self.spec.errors_of_parameters(operation, "query", {
                name: whole_date(value) for name, value in request.query})
        if errors:
            raise Violation(self.error(400, 21211), *errors)
        given = request.header("Authorization")
        if not given.startswith("Basic "):
            raise Violation(self.error(401), "no basic authorization")
        serve = getattr(self, operation["operationId"], None)
        if serve is None:
            raise NotImplementedError(operation["operationId"])
        perform = serve(request, operation, parameters)
        wanted = "Basic " + base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
        if given != wanted or parameters.get("AccountSid") != ACCOUNT:
            return lambda: self.error(401)

        def answer():
            made = perform()
            if made.status >= 400:
                return made
            return self.answered(made, self.spec.errors_of_answer(operation, made.status,
                                                                  made.body))
        return answer

    def form_of(self, request, operation):
        schema = self.spec.request_schema(operation, request.media_type)
        if schema is None:
            raise Violation(self.error(415), f"a body of type '{request.media_type}'")
        try:
            form = specification.typed_form(self.spec, schema, request.form())
        except ValueError as error:
            raise Violation(self.error(400), f"no form: {error}") from error
        errors = self.spec.errors_of_request(schema, form) + callback_errors(form)
        if errors:
            raise Violation(self.error(400, 21211 if "To" in str(errors) else None), *errors)
        return form

    def CreateMessage(self, request, operation, _parameters):
        form = self.form_of(request, operation)
        code, wrong = message_fault(form)
        if wrong:
            raise Violation(self.error(400, code), wrong)

        def perform():
            refused = self.refusal(form["To"])
            if refused:
                return refused
            sid = self.new_sid("SM")
            text = form.get("Body") or form.get("ContentVariables", "")
            self.accept(form["To"], text, request, id=sid, body=form)
            self.callbacks[sid] = form.get("StatusCallback"), None
            self.resources[sid] = resource = self.message(sid, form)
            return Answer(201, resource)
        return perform

    def CreateCall(self, request, operation, _parameters):
        form = self.form_of(request, operation)
        code, wrong = call_fault(form)
        if wrong:
            raise Violation(self.error(400, code), *wrong)

        def perform():
            refused = self.refusal(form["To"])
            if refused:
                return refused
            sid = self.new_sid("CA")
            said = twiml.spoken(form["Twiml"]) if "Twiml" in form else form.get("Url", "")
            self.accept(form["To"], said, request, id=sid, body=form)
            self.twiml[sid] = form.get("Twiml", "")
            self.callbacks[sid] = (form.get("StatusCallback"),
                                   form.get("StatusCallbackEvent", ["completed"]))
            self.resources[sid] = resource = self.call(sid, form)
            return Answer(201, resource)
        return perform

    def FetchMessage(self, _request, _operation, parameters):
        return lambda: Answer(200, self.resources[parameters["Sid"]]) \
            if parameters["Sid"] in self.resources else self.error(404)

    FetchCall = FetchMessage

    def ListMessage(self, request, _operation, _parameters):
        return lambda: self.listing(request, "messages", "SM", "date_sent", "DateSent")

    def ListCall(self, request, _operation, _parameters):
        return lambda: self.listing(request, "calls", "CA", "start_time", "StartTime")

    def listing(self, request, name, prefix, stamp, parameter):
        wanted = dict(request.query)
        found = [r for sid, r in reversed(list(self.resources.items())) if sid.startswith(prefix)
                 and wanted.get("To") in (None, r["to"]) and wanted.get("From") in (None, r["from"])
                 and in_range(r[stamp], wanted, parameter)]
        size = int(wanted.get("PageSize", 50))
        page = int(wanted.get("Page", 0))
        here = found[page * size:(page + 1) * size]
        uri = request.path + "?" + urllib.parse.urlencode(wanted | {"PageSize": size})
        more = len(found) > (page + 1) * size
        return Answer(200, {
            name: here, "page": page, "page_size": size, "start": page * size,
            "end": page * size + max(0, len(here) - 1), "uri": f"{uri}&Page={page}",
            "first_page_uri": f"{uri}&Page=0", "previous_page_uri": None,
            "next_page_uri": f"{uri}&Page={page + 1}" if more else None})

    def message(self, sid, form):
        uri = f"/2010-04-01/Accounts/{ACCOUNT}/Messages/{sid}"
        at = self.stamp()
        return {"sid": sid, "account_sid": ACCOUNT, "api_version": "2010-04-01",
                "to": form["To"], "from": form.get("From"), "body": form.get("Body", ""),
                "messaging_service_sid": form.get("MessagingServiceSid"), "status": "queued",
                "direction": "outbound-api", "num_segments": "1", "num_media": "0", "price": None,
                "price_unit": None, "error_code": None, "error_message": None, "date_created": at,
                "date_updated": at, "date_sent": at, "uri": uri + ".json",
                "subresource_uris": {"media": uri + "/Media.json"}}

    def call(self, sid, form):
        at = self.stamp()
        nothing = ("parent_call_sid", "phone_number_sid", "end_time", "duration", "price",
                   "answered_by", "forwarded_from", "group_sid", "caller_name", "trunk_sid")
        return dict.fromkeys(nothing) | {
            "sid": sid, "account_sid": ACCOUNT, "api_version": "2010-04-01", "to": form["To"],
            "from": form["From"], "status": "queued", "direction": "outbound-api",
            "to_formatted": form["To"], "from_formatted": form["From"], "price_unit": "USD",
            "queue_time": "0", "date_created": at, "date_updated": at, "start_time": at,
            "uri": f"/2010-04-01/Accounts/{ACCOUNT}/Calls/{sid}.json", "subresource_uris": {}}

    def stamp(self):
        return email.utils.format_datetime(self.clock())

    def new_sid(self, prefix):
        return f"{prefix}{len(self.resources) + 1:032x}"

    def refusal(self, address):
        return self.error(0, self.refuses[address]) if address in self.refuses else None

    def error(self, status, code=None, retry_after=None):
        usual = {401: 20003, 404: 20404, 429: 20429, 500: 20500, 503: 21730}
        code = code or usual.get(status, 20001)
        status = status or ERRORS[code][0]
        headers = {"Retry-After": retry_after} if retry_after is not None else {}
        return Answer(status, {"code": code, "message": ERRORS.get(code, (0, "Failed"))[1],
                               "more_info": f"https://www.twilio.com/docs/errors/{code}",
                               "status": status}, headers)

    def callback_request(self, sid, status, error_code=None, **more):
        """(URL, headers, form as bytes) of a status callback, signed."""
        kind = "Call" if sid.startswith("CA") else "Message"
        resource = self.resources[sid]
        form = {f"{kind}Sid": sid, f"{kind}Status": status, "AccountSid": ACCOUNT,
                "To": resource["to"], "From": resource["from"] or SENDER,
                "ApiVersion": "2010-04-01"} | more
        if kind == "Message":
            form |= {"SmsSid": sid, "SmsStatus": status}
        if error_code:
            form["ErrorCode"] = str(error_code)
        url = self.callbacks[sid][0]
        return url, {"Content-Type": "application/x-www-form-urlencoded",
                     "X-Twilio-Signature": signature(TOKEN, url, form)}, \
            urllib.parse.urlencode(form).encode()

    def keys_request(self, sid, digits):
        """(URL, headers, form as bytes) of what follows when the person called presses keys."""
        url = twiml.action_of(self.twiml[sid])
        form = {"CallSid": sid, "AccountSid": ACCOUNT, "Digits": digits, "Direction": "outbound-api",
                "To": self.resources[sid]["to"], "From": self.resources[sid]["from"],
                "CallStatus": "in-progress", "ApiVersion": "2010-04-01"}
        return url, {"Content-Type": "application/x-www-form-urlencoded",
                     "X-Twilio-Signature": signature(TOKEN, url, form)}, \
            urllib.parse.urlencode(form).encode()

    def go_on(self, sid, text):
        """The answer to it: TwiML, or a violation; what is said then."""
        errors = twiml.errors_of(text)
        self.violations += [f"an answer during a call: {error}" for error in errors]
        if errors:
            return ""
        self.twiml[sid] = text
        return twiml.spoken(text)

    def callback(self, sid, status, error_code=None, **more):
        """Reports a status where the message asked for it; any order."""
        if status in ("sent", "delivered", "undelivered", "failed", "read", "completed", "busy",
                      "no-answer", "canceled"):
            self.resources[sid] |= {"status": status} | (
                {"error_code": error_code} if sid.startswith("SM") else {})
        url, headers, form = self.callback_request(sid, status, error_code, **more)
        return post(url, headers, form)


def signature(token, url, form):
    text = url + "".join(name + form[name] for name in sorted(form))
    return base64.b64encode(hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()).decode()


def whole_date(text):
    """The documentation takes YYYY-MM-DD where the specification says date-time."""
    return f"{text}T00:00:00Z" if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else text


def in_range(stamp, wanted, parameter):
    at = email.utils.parsedate_to_datetime(stamp)
    for sign, holds in (("", lambda a, b: a.date() == b.date()), ("<", lambda a, b: a <= b),
                        (">", lambda a, b: a >= b)):
        text = wanted.get(parameter + sign)
        if text is not None:
            bound = datetime.datetime.fromisoformat(whole_date(text).replace("Z", "+00:00"))
            if not holds(at, bound):
                return False
    return True
