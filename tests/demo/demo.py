"""The main job as a new user sees it: two weeks at a ticket platform, told in a minute.

usage: demo.py BUILD_DIR WORK_DIR

Everything printed comes from the real programs, run as crontab.example chains them, with --now
stepping through the instants at which something is due.
"""
import json
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import urllib.request
from datetime import datetime, timedelta, timezone

import receivers
import ticket_site

HERE = pathlib.Path(__file__).parent
SECRET = "whsec_" + "ZGVtby1vbmx5LXNlY3JldC1vZi10aGUtYmVsbC10b3dlcg=="

# Each asks the database for the next instant at which time alone makes work.
NEXT_DUE = [
    "SELECT min(due_at) FROM page WHERE enabled = 1",
    "SELECT min(due_at) FROM event_look",
    "SELECT min(plan_at) FROM alert",
    "SELECT min(escalate_at) FROM alert",
    "SELECT min(next_at) FROM escalation",
    "SELECT min(due_at) FROM message WHERE state IN ('pending', 'held')",
    "SELECT min(sla_next_at) FROM ticket",
]


# What happens at the support desk, and when: the turnstile is answered too late, a refund in the
# evening waits for the customer over night.
MONDAY = timedelta(days=7)
DESK = [
    (MONDAY + timedelta(hours=1), "create --subject {turnstile} --priority critical --organization "
                                  "arena --requester hugo --assignee kim"),
    (MONDAY + timedelta(hours=1, minutes=40), "comment T-1 {reader} --as kim"),
    (MONDAY + timedelta(hours=2, minutes=30), "resolve T-1 --as kim --comment {mended}"),
    (MONDAY + timedelta(hours=9, minutes=30), "create --subject {refund} --priority high "
                                              "--organization arena --requester hugo"),
    (MONDAY + timedelta(hours=10), "assign T-2 --to kim"),
    (MONDAY + timedelta(hours=10, minutes=30), "comment T-2 {which} --as kim"),
    (MONDAY + timedelta(hours=10, minutes=31), "update T-2 --status waiting --as kim"),
    (MONDAY + timedelta(hours=25), "comment T-2 {row} --as hugo"),
    (MONDAY + timedelta(hours=25, minutes=5), "update T-2 --status in_progress --as kim"),
    (MONDAY + timedelta(hours=27), "resolve T-2 --as kim --comment {refunded}"),
]
# Kim does not look at what is new; whoever is on call takes it on.
TAKEN_ON = [MONDAY + timedelta(hours=1, minutes=14), MONDAY + timedelta(hours=9, minutes=43)]
SAID = {"turnstile": "Turnstile 3 refuses every ticket", "reader": "A new reader is on its way.",
        "mended": "It reads again.", "refund": "Refund for a cancelled concert",
        "which": "Which seats were yours?", "row": "Stalls, row F, 11 and 12.",
        "refunded": "The money is on its way."}


def rfc3339(t):
    return t.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


class Desk:
    """The tools, a configuration and a database of the demo's own."""

    def __init__(self, build, work, mail_port, chat):
        self.bin = build / "bin"
        self.work = work
        self.database = work / "tocsin.db"
        config = work / "tocsin.toml"
        config.write_text(
            f'[scrape]\nhost_delay = "10ms"\n[email]\nhost = "127.0.0.1"\nport = {mail_port}\n'
            'security = "none"\nfrom = "Tocsin <bell@desk.example>"\n'
            "[webhook]\nallow_private = true\n"
            # Here the jobs run when something is due, which may be days apart.
            '[doctor]\nscrape_every = "30d"\nanalyze_every = "30d"\nnotify_every = "30d"\n'
            'sla_check_every = "30d"\n',
            encoding="utf-8")
        for target, file in (("calendars/desk.toml", "desk.toml"), ("policies/sla.toml", "sla.toml"),
                             ("policies/escalation.toml", "escalation.toml"),
                             ("schedules/desk.toml", "on_call.toml")):
            (work / target).parent.mkdir(exist_ok=True)
            shutil.copy(HERE / file, work / target)
        self.environment = {
            "PATH": os.environ["PATH"], "HOME": str(work), "TOCSIN_CONFIG": str(config),
            "TOCSIN_DB": str(self.database), "WEBHOOK_SECRET": SECRET, "TOCSIN_AS": "demo",
            "SLACK_WEBHOOK_URL": chat.url}

    def run(self, *words, stdin=None, may_say_no=False):
        done = subprocess.run([self.bin / "tocsin", *words], env=self.environment, input=stdin,
                              capture_output=True, text=True, check=False)
        if done.returncode != 0 and not (may_say_no and done.returncode == 1):
            sys.exit(f"tocsin {' '.join(words)} ended with {done.returncode}:\n{done.stderr}")
        return done.stdout

    def records(self, *words):
        return [json.loads(line) for line in self.run(*words, "--json").splitlines()]

    def next_due(self, after):
        with sqlite3.connect(f"file:{self.database}?mode=ro", uri=True) as db:
            times = [db.execute(query).fetchone()[0] for query in NEXT_DUE]
        due = [t for t in times if t is not None]
        if not due:
            return None
        at = datetime.fromtimestamp(min(due) / 1000, timezone.utc)
        return max(at, after + timedelta(seconds=1))


def set_up(desk, site, story, endpoint):
    desk.run("init", "--now", rfc3339(story.begins))
    people = (HERE / "people.ndjson").read_text(encoding="utf-8")
    hook = {"type": "destination", "user": "ann", "channel": "webhook", "address": endpoint.url}
    desk.run("import", "-", "--now", rfc3339(story.begins), stdin=people + json.dumps(hook) + "\n")
    urls = [f"{site}/events/{event['slug']}" for event in story.data["events"]]
    desk.run("scrape", "add", *urls, "--platform", "riverside", "--interval", "6h", "--now",
             rfc3339(story.begins))


def live_through(desk, site, story):
    """Two weeks, from one due instant to the next; the number of steps taken."""
    now, steps = story.begins, 0
    coming = [(story.begins + after, words) for after, words in DESK]
    taken_on = [story.begins + after for after in TAKEN_ON]
    while now is not None and now < story.ends:
        urllib.request.urlopen(f"{site}/clock", rfc3339(now).encode()).close()
        while coming and coming[0][0] <= now:
            _, words = coming.pop(0)
            desk.run("ticket", *(word.format(**SAID) for word in words.split()), "--now", rfc3339(now))
        while taken_on and taken_on[0] <= now:
            taken_on.pop(0)
            for alert in desk.records("alert", "list", "--kind", "ticket_created", "--status", "active",
                                      "--now", rfc3339(now)):
                desk.run("alert", "ack", alert["id"], "--as", "olga", "--now", rfc3339(now))
        for job in ("scrape", "analyze", "sla-check", "escalate", "notify"):
            desk.run(job, "--now", rfc3339(now))
        steps += 1
        now = desk.next_due(now)
        for at in [at for at, _ in coming[:1]] + taken_on[:1]:
            now = at if now is None else min(now, at)
    return steps


def plain_text(mail):
    part = mail.get_body(preferencelist=("plain",))
    return part.get_content().strip()


def tell(desk, mailbox, endpoint, chat, story):
    end = rfc3339(story.ends)
    print("\nAlerts\n------")
    for alert in reversed(desk.records("alert", "list", "--limit", "200")):
        print(f"{alert['first_seen_at']}  priority {alert['priority']}  {alert['kind']:<15} "
              f"{alert['title']}  [{alert['status']}]")
        for reason in (alert.get("metadata") or {}).get("reasons", [])[:2]:
            print(f"{'':23}because {reason}")
    print(f"\nMail as the server received it ({len(mailbox.mails)})\n" + "-" * 31)
    for mail in mailbox.mails:
        print(f"{mail['date']}  to {mail['to']}: {mail['subject']}")
    digests = [mail for mail in mailbox.mails if mail["subject"].startswith("Digest")]
    for what, mails in (("The first of them", mailbox.mails), ("A digest", digests)):
        if mails:
            print(f"\n{what}:\n")
            print("\n".join("    " + line for line in plain_text(mails[0]).splitlines()))
    print(f"\nWebhooks, each with a signature that verified ({len(endpoint.posts)})\n" + "-" * 48)
    for post in endpoint.posts:
        data = post["data"]
        print(f"{post['timestamp']}  {post['type']} ({data['purpose']}): {data['title']}")
    print(f"\nPosts to the chat ({len(chat.posts)})\n" + "-" * 21)
    for post in chat.posts:
        print(post["text"])
    print("\nTom's mail address is dead: his inbox has it all, and a note about the address\n" + "-" * 78)
    print(desk.run("inbox", "list", "--user", "tom", "--now", end, may_say_no=True).strip())
    print("\nWhy was Tom told as he was told?\n" + "-" * 32)
    print(desk.run("notify", "why", "tom", may_say_no=True).strip())
    print("\nThe support desk\n" + "-" * 16)
    print(desk.run("ticket", "list", "--all", "--now", end).strip())
    print("\nThe critical one, until somebody took it on\n" + "-" * 42)
    created = desk.records("alert", "list", "--kind", "ticket_created", "--limit", "200")
    first = next(alert for alert in created if alert["title"].startswith("T-1"))
    print(desk.run("escalate", "show", first["id"], "--now", end).strip())
    print("\nWhy is the first of them late?\n" + "-" * 30)
    print(desk.run("sla-check", "explain", "T-1", "--now", end).strip())
    report = desk.work / "report.html"
    desk.run("report", "dashboard", "--since", f"{story.data['days']}d", "--format", "html",
             "--output", str(report), "--now", end)
    prices = desk.work / "prices.html"
    desk.run("report", "price-history", "--event", story.data["events"][0]["name"], "--since",
             f"{story.data['days']}d", "--format", "html", "--output", str(prices), "--now", end)
    kept = desk.work / "compliance.html"
    desk.run("report", "compliance", "--since", f"{story.data['days']}d", "--format", "html",
             "--output", str(kept), "--now", end)
    print(f"\nThe report: {report}\nOne event's prices: {prices}\nWhat the desk kept: {kept}")


def main():
    build, work = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    story = ticket_site.Story(HERE / "story.json")
    site = ticket_site.serve(story)
    mailbox, mail_server, mail_port = receivers.start_mail_server()
    endpoint = receivers.Endpoint(SECRET)
    chat = receivers.Chat()
    try:
        desk = Desk(build, work, mail_port, chat)
        set_up(desk, site, story, endpoint)
        steps = live_through(desk, site, story)
        print(f"{story.data['days']} days in {steps} steps; {story.requests} pages asked for.")
        tell(desk, mailbox, endpoint, chat, story)
    finally:
        mail_server.stop()


if __name__ == "__main__":
    main()
