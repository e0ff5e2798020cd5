"""Every channel with the sandboxed provider that takes its messages: what scenarios about all of
them stand on. A route is one way to reach somebody; several lead to one provider."""
import dataclasses
import datetime
import json
import sys

from family import SOURCE, Scenario

sys.path.insert(0, str(SOURCE / "tests/support"))

import fakes  # noqa: E402  (the path comes first)

PHONE = "+442071838750"
SENDER = "Tocsin <bell@desk.example>"


@dataclasses.dataclass(frozen=True)
class Route:
    name: str
    channel: str
    fake: str
    address: object  # of a fake; what a destination says
    environment: object = lambda fake: {}  # of a fake
    # What the provider does with the same message a second time.
    recognises: bool = False
    can_be_asked: bool = False


def variables(table, fake, **more):
    return {f"TOCSIN_{table.upper()}_BASE_URL": fake.url} | more


def twilio(fake):
    return variables("twilio", fake, TWILIO_ACCOUNT_SID=fakes.twilio.ACCOUNT,
                     TWILIO_AUTH_TOKEN=fakes.twilio.TOKEN,
                     TWILIO_PHONE_NUMBER=fakes.twilio.SENDER,
                     TWILIO_WHATSAPP_NUMBER=fakes.twilio.SENDER)


def slack(fake):
    return variables("slack", fake, SLACK_BOT_TOKEN=fakes.slack.BOT_TOKEN)


def discord(fake):
    return variables("discord", fake, DISCORD_BOT_TOKEN=fakes.discord.BOT_TOKEN)


def resend(fake):
    return variables("resend", fake, RESEND_API_KEY=fakes.resend.API_KEY,
                     TOCSIN_EMAIL_PROVIDERS="resend", TOCSIN_EMAIL_FROM=SENDER)


def smtp(fake):
    return {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(fake.port),
            "TOCSIN_EMAIL_SECURITY": "none", "TOCSIN_EMAIL_FROM": SENDER}


def webhook(fake):
    return {"TOCSIN_WEBHOOK_ALLOW_PRIVATE": "true", "WEBHOOK_SECRET": fakes.webhook.SECRET}


def push(fake):
    return {"TOCSIN_PUSH_ALLOW_PRIVATE": "true", "VAPID_PRIVATE_KEY": VAPID,
            "TOCSIN_PUSH_SUBJECT": "mailto:ops@desk.example"}


def subscription(fake):
    made = next(iter(fake.subscriptions.values()), None) or fake.subscribe()
    return json.dumps(made.as_browser_says())


VAPID = fakes.web_push.encode(bytes(range(1, 33)))

ROUTES = {route.name: route for route in (
    Route("slack-webhook", "slack", "slack", lambda f: f.origin + f.webhook_path, slack),
    Route("slack-bot", "slack", "slack", lambda f: "C0FAKE0001", slack),
    Route("discord-webhook", "discord", "discord", lambda f: f.settings()["webhook_url"], discord),
    Route("discord-bot", "discord", "discord", lambda f: f.channel, discord, recognises=True),
    Route("telegram", "telegram", "telegram", lambda f: "987654321",
          lambda f: variables("telegram", f, TELEGRAM_BOT_TOKEN=fakes.telegram.TOKEN)),
    Route("sms", "sms", "twilio", lambda f: PHONE, twilio, can_be_asked=True),
    Route("voice", "voice", "twilio", lambda f: PHONE, twilio, can_be_asked=True),
    Route("whatsapp", "whatsapp", "twilio", lambda f: PHONE, twilio, can_be_asked=True),
    Route("resend", "email", "resend", lambda f: "ann@desk.example", resend, recognises=True,
          can_be_asked=True),
    Route("smtp", "email", "smtp", lambda f: "ann@desk.example", smtp),
    Route("push", "push", "web_push", subscription, push, recognises=True),
    Route("exec", "exec", "program", lambda f: str(f.path),
          lambda f: {"TOCSIN_EXEC_PROGRAMS": str(f.path)}),
    Route("webhook", "webhook", "webhook", lambda f: f.url, webhook, recognises=True),
)}


# No two of a wave share a provider, so that what one does to its sender is nobody else's business.
WAVES = (("slack-webhook", "discord-webhook", "telegram", "sms", "resend", "push", "webhook"),
         ("slack-bot", "discord-bot", "whatsapp", "smtp", "exec"), ("voice",))


# Rude providers are not waited for.
IMPATIENT = {f"TOCSIN_{channel}_TIMEOUT": "800ms" for channel in
             ("SLACK", "DISCORD", "TELEGRAM", "SMS", "VOICE", "WHATSAPP", "EMAIL", "RESEND", "PUSH",
              "WEBHOOK", "EXEC")}


class ProviderScenario(Scenario):
    """A person for each route of a wave, who is reached by that route alone, as fast and as often
    as there is something to say."""

    begin = "2026-01-01T10:00:00+00:00"
    haste = {"TOCSIN_NOTIFY_PERSON_RATE": "none", "TOCSIN_NOTIFY_DESTINATION_RATE": "none",
             **{f"TOCSIN_{name}_RATE": "none" for name in ("DISCORD", "TELEGRAM", "RESEND")},
             **{f"TOCSIN_{name}_RECEIVER_RATE": "none" for name in ("SLACK", "DISCORD",
                                                                    "TELEGRAM")}}
    patience = {}

    def open(self, wave, **environment):
        """Starts the providers, and makes the people; for each wave of a test."""
        missing = [why for name in wave if (why := fakes.ALL[ROUTES[name].fake].missing())]
        if missing:
            self.skipTest("; ".join(missing))
        self.wave, self.fakes = wave, {}
        self.more = {"SMS_NOTIFICATIONS_ENABLED": "true", "VOICE_NOTIFICATIONS_ENABLED": "true",
                     "WHATSAPP_NOTIFICATIONS_ENABLED": "true"} | self.patience | self.haste | \
            environment
        for name in wave:
            fake = self.fakes[name] = fakes.ALL[ROUTES[name].fake](now=self.begin)
            self.addCleanup(fake.close)
            self.more |= ROUTES[name].environment(fake)
        policies = self.folder / "policies"
        policies.mkdir(exist_ok=True)
        (policies / "routing.toml").write_text("# No throttle.\n", encoding="utf-8")
        for left in self.folder.glob("tocsin.db*"):
            left.unlink()
        self.ok("init", "--now", "2026-01-01")
        self.import_records([record for name in wave for record in self.person(name)])

    def person(self, name):
        """The route's records: a person whom it reaches, and an organization likewise."""
        route = ROUTES[name]
        destination = {"type": "destination", "channel": route.channel,
                       "address": route.address(self.fakes[name])}
        return ({"type": "user", "external_id": name, "name": name, "role": "ops_manager"},
                {"type": "organization", "external_id": name, "name": name},
                destination | {"user": name}, destination | {"organization": name})

    def tell(self, title="Disk is full", *words, kind="disk_full"):
        """An alert for everybody."""
        self.ok("alert", "raise", kind, title, "--to", "role:ops_manager", *words,
                "--now", self.begin)

    def tell_organizations(self, alerts):
        """Each of these alerts (records without an organization) to each route."""
        self.import_records([
            alert | {"type": "alert", "organization": name, "dedup_key": f"{name} {i}"}
            for name in self.wave for i, alert in enumerate(alerts)], now=self.begin)

    def notify(self, after=0, **environment):
        """A run so many seconds after the beginning."""
        moment = datetime.datetime.fromisoformat(self.begin) + datetime.timedelta(seconds=after)
        for fake in self.fakes.values():
            fake.now = moment.isoformat()
        self.ok("notify", "--now", moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
                environment=self.more | environment)

    def messages(self):
        """Route -> its rows of the notification log, the oldest first."""
        rows = self.records("report", "notifications", "--set", "limit=500", "--json",
                            "--now", "2026-01-08")
        return {name: [row for row in reversed(rows) if row["channel"] == ROUTES[name].channel]
                for name in self.wave}

    def tries(self, message):
        """(outcome, because) of each try, as `notify why` tells them."""
        lines = self.records("notify", "why", message["id"], "--json")
        return [(line["result"].rpartition(": ")[2], line["because"]) for line in lines
                if line["stage"] == "attempt"]

    def alive(self):
        """The routes whose destination is still written to."""
        return {d["user"] for d in self.records("export", "destination")
                if "user" in d and d["enabled"]}

    def check_all(self):
        for fake in self.fakes.values():
            fake.check()
