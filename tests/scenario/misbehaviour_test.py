"""Every misbehaviour of a provider × every route, in one table: what becomes of the message, how
often it is tried and when, whether the address is given up, and how many messages the provider has
in the end. Nothing is lost, and twice comes only what nobody could tell."""
import dataclasses
import unittest

from providers import IMPATIENT, ROUTES, WAVES, ProviderScenario

from fakes.misbehave import answer, cut, drip, garbage, hang, reset

HOUR = 3600
SOON, LATE = 30, 2 * HOUR  # after the first pause; after every pause that is asked for here


@dataclasses.dataclass(frozen=True)
class Expected:
    outcome: str  # of the first try
    state: str = "pending"  # after it
    alive: bool = True  # the address
    kept: int = 0  # messages that the provider took by the first try
    wait: int = 0  # seconds that the provider asked for
    # At the end, when the provider has been itself again for long:
    final: str = "sent"
    had: int = 1  # messages that the provider has


def lost(alive=True):
    return Expected("permanent", state="failed", alive=alive, final="failed", had=0)


# Until somebody was asked, or can be, and then sent again: the message may have arrived.
MISSED = Expected("uncertain", state="uncertain")
KNOWN = Expected("uncertain", state="uncertain", kept=1, had=1)
TWICE = Expected("uncertain", state="uncertain", kept=1, had=2)
LATER = Expected("transient")
DONE = Expected("delivered", state="sent", kept=1)
DEAD = lost(alive=False)
# Our credentials are the operator's to mend, whatever the class of the try: the message waits.
OURS = Expected("permanent")


def unheard(name):
    """The provider took the message, and its answer was lost: it is found by asking, or is
    recognised when it comes again; elsewhere it is there twice."""
    return KNOWN if ROUTES[name].can_be_asked or ROUTES[name].recognises else TWICE


# What happens, the script, and what follows: for all routes, or by name with "" for the others.
TABLE = [
    ("429 with a time", answer(429, retry_after=600), Expected("transient", wait=600)),
    ("503 with a time", answer(503, retry_after=600), Expected("transient", wait=600)),
    ("500", answer(500), {"": LATER, "sms": MISSED, "voice": MISSED, "whatsapp": MISSED,
                          "slack-bot": MISSED}),
    ("502 and a gateway's page", answer(502, body="<h1>Bad Gateway</h1>"),
     {"": LATER, "sms": MISSED, "voice": MISSED, "whatsapp": MISSED}),
    ("silence after the body", hang(), MISSED),
    ("silence, and it has the message", hang(accepted=True), unheard),
    ("silence before the body is read", hang(before_body=True), MISSED),
    ("reset", reset(), MISSED),
    ("reset, and it has the message", reset(accepted=True), unheard),
    # A push service says all in its status line and header.
    ("an answer that drips", drip(30), lambda name: DONE if name == "push" else unheard(name)),
    ("an answer that is cut off", cut(), lambda name: DONE if name == "push" else unheard(name)),
    ("200 and no JSON", garbage(), lambda name: DONE if name in ("webhook", "push")
     else unheard(name)),
    ("410", answer(410), {"": lost(), "webhook": DEAD, "push": DEAD, "slack-webhook": DEAD,
                          "slack-bot": DEAD}),
    ("401", answer(401), {"": OURS, "push": LATER, "webhook": lost()}),
]
# Not by HTTP: these have rows of their own, below.
OTHERS = ("smtp", "exec")
# The provider's own words for a message that it will never take, and for an address that is gone.
REFUSED = {"slack-webhook": (400, "invalid_payload"), "slack-bot": (200, "invalid_blocks"),
           "discord-webhook": (400, 50035), "discord-bot": (400, 50035),
           "telegram": (400, "Bad Request: message is too long"), "sms": (400, 21617),
           "voice": (400, 21602), "whatsapp": (400, 63016), "resend": (422, "invalid_parameter"),
           "push": (413, None), "webhook": (400, None), "smtp": (554, "5.7.1 refused"),
           "exec": (65, None)}
GONE = {"slack-webhook": (404, "no_service"), "slack-bot": (200, "channel_not_found"),
        "discord-webhook": (404, 10015), "discord-bot": (404, 10003), "telegram": (403, "blocked"),
        "sms": (400, 21610), "voice": (400, 21211), "whatsapp": (400, 63024), "push": (410, None),
        "webhook": (410, None), "exec": (67, None)}
# Answers of one provider only; of SMTP's commands "." is the end of the message.
WORDS = [
    ("smtp", answer(421, on="connect"), LATER), ("smtp", answer(421, on="MAIL"), LATER),
    ("smtp", answer(450, on="RCPT"), LATER), ("smtp", answer(452), LATER),
    ("smtp", answer(550, on="RCPT"), DEAD), ("smtp", answer(550, "5.7.1 no", on="RCPT"), lost()),
    ("smtp", answer(552), lost()), ("smtp", hang(on="RCPT"), LATER),
    ("smtp", reset(on="MAIL"), LATER), ("smtp", hang(), MISSED), ("smtp", reset(), MISSED),
    ("smtp", hang(accepted=True), TWICE), ("smtp", cut(), TWICE),
    # Of a program, its exit status.
    ("exec", answer(75), LATER), ("exec", answer(69), LATER), ("exec", answer(1), LATER),
    ("exec", answer(78), OURS), ("exec", answer(65), lost()), ("exec", answer(67), DEAD), ("exec", hang(), MISSED),
    ("exec", hang(accepted=True), TWICE),
    ("slack-bot", answer(200, "ratelimited", retry_after=600), Expected("transient", wait=600)),
    ("slack-bot", answer(200, "invalid_auth"), OURS),
    ("slack-bot", answer(200, "internal_error"), MISSED),
    ("slack-webhook", answer(403, "action_prohibited"), lost()),
    ("discord-webhook", answer(429, 20028, retry_after=600.25), Expected("transient", wait=600)),
    ("discord-bot", answer(403, 50001), lost()),
    ("discord-bot", answer(403, 50007), DEAD),
    ("telegram", answer(400, "chat not found"), DEAD),
    ("telegram", answer(400, "Bad Request: can't parse entities"),
     Expected("delivered", state="sent", kept=1)),
    ("sms", answer(429, 20429), LATER), ("sms", answer(500, 20500), MISSED),
    ("sms", answer(503, 21730), LATER), ("sms", answer(403, 21408), lost()),
    ("resend", answer(409, "concurrent_idempotent_requests"), LATER),
    ("resend", answer(429, "daily_quota_exceeded", retry_after=600),
     Expected("transient", wait=600)),
    ("push", answer(404), DEAD), ("push", answer(406), LATER), ("push", answer(403), LATER),
    ("webhook", answer(302), lost()),
]


class Misbehaviour(ProviderScenario):
    patience = IMPATIENT

    def play(self, wave, step, expect):
        self.open(wave)
        for fake in self.fakes.values():
            fake.script(step)
        self.tell()
        self.notify()
        alive = self.alive()
        first = {name: (rows[0], self.tries(rows[0])) for name, rows in self.messages().items()}
        kept = self.counts()
        wait = max(expect(name).wait for name in wave)
        if wait:
            self.notify(after=wait - 1)
        early = self.counts()
        self.notify(after=max(SOON, wait + 1))
        self.notify(after=LATE)
        last = self.messages()
        for name in wave:
            with self.subTest(route=name, step=str(step)):
                wanted = expect(name)
                row, tries = first[name]
                self.assertEqual((row["status"], [t[0] for t in tries], name in alive, kept[name]),
                                 (wanted.state, [wanted.outcome], wanted.alive, wanted.kept), tries)
                self.assertEqual(early[name], kept[name], "sent before the time asked for")
                self.assertEqual((last[name][0]["status"], self.counts()[name]),
                                 (wanted.final, wanted.had), self.tries(last[name][0]))
                self.assertEqual(len(last[name]), 1)
                self.fakes[name].check()

    def counts(self):
        return {name: len(fake.accepted) for name, fake in self.fakes.items()}

    def test_every_misbehaviour_by_every_route(self):
        for what, step, expected in TABLE:
            for wave in (tuple(name for name in w if name not in OTHERS) for w in WAVES):
                with self.subTest(what=what):
                    self.play(wave, step, lambda name, e=expected: chosen(e, name))

    def test_what_one_provider_alone_says(self):
        for name, step, expected in WORDS:
            self.play((name,), step, lambda _, e=expected: e)

    def test_a_message_that_is_refused_is_a_dead_letter_that_can_be_sent_again(self):
        for wave in WAVES:
            self.open(wave)
            for name, fake in self.fakes.items():
                fake.script(answer(*REFUSED[name]))
            self.tell()
            self.notify()
            dead = {row["channel"]: row for row in self.records("notify", "dead", "--json")}
            self.assertEqual(set(dead), {ROUTES[name].channel for name in wave})
            failed = self.records("report", "failed", "--json", "--now", "2026-01-02")
            self.assertEqual(len(failed), len(wave))
            self.assertEqual(self.alive(), set(wave))
            for name in wave:
                with self.subTest(route=name):
                    row = dead[ROUTES[name].channel]
                    self.assertEqual(row["attempts"], 1)
                    self.assertTrue(row["error"])
                    self.ok("notify", "dead", "replay", row["id"], "--now", self.begin)
            self.notify(after=SOON)
            self.assertEqual(self.counts(), dict.fromkeys(wave, 1))
            self.assertEqual(self.records("notify", "dead", "--json"), [])
            self.check_all()

    def test_an_address_that_is_gone_is_given_up_once(self):
        for wave in WAVES:
            wave = tuple(name for name in wave if name in GONE)
            self.open(wave)
            for name, fake in self.fakes.items():
                fake.script(answer(*GONE[name]))
            self.tell()
            self.notify()
            self.tell("Disk is full again", kind="disk_full_again")
            self.notify(after=LATE)
            self.assertEqual(self.alive(), set())
            for name in wave:
                with self.subTest(route=name):
                    self.assertEqual(len(self.fakes[name].requests), 1, "written to again")
                    why = self.ok("notify", "why", name)
                    self.assertIn("the address was found dead", why)
                    self.fakes[name].check()

    def test_at_most_once_never_sends_again(self):
        for wave in WAVES:
            self.open(wave, **{f"TOCSIN_{ROUTES[name].channel.upper()}_GUARANTEE": "at_most_once"
                               for name in wave})
            for fake in self.fakes.values():
                fake.script(hang(accepted=True))
            self.tell()
            for after in (0, SOON, LATE):
                self.notify(after)
            for name, rows in self.messages().items():
                with self.subTest(route=name):
                    known = ROUTES[name].can_be_asked
                    self.assertEqual(rows[0]["status"], "sent" if known else "uncertain")
                    self.assertEqual(self.counts()[name], 1)
                    self.fakes[name].check()


def chosen(expected, name):
    if isinstance(expected, dict):
        return expected.get(name, expected[""])
    return expected(name) if callable(expected) else expected


if __name__ == "__main__":
    unittest.main()
