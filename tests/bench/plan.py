"""Planning: 100,000 alerts for 10,000 people with preferences, under 50 silences and 50 inhibit
rules whose sources are open."""

from pathlib import Path
from shutil import copy

from measure import prepare, rotate, sample, say, scratch, tool
from records import write

ALERTS, PEOPLE, SILENCES, RULES, RUNS = 100000, 10000, 50, 50, 3
NOW = "2030-06-03T12:00:00Z"
KINDS = ("price_drop", "back_in_stock", "low_inventory", "sold_out", "event_changed")


def people():
    for i in range(PEOPLE):
        yield (f'{{"type":"user","external_id":"u{i}","name":"User {i}",'
               f'"email":"u{i}@example.org","time_zone":"Europe/London"}}\n')
        yield (f'{{"type":"destination","user":"u{i}","channel":"webhook",'
               f'"address":"https://example.org/{i}"}}\n')
        yield (f'{{"type":"preference","user":"u{i}","key":"channel_by_priority",'
               f'"value":{{"critical":["sms","webhook"],"default":"webhook"}}}}\n')
        yield (f'{{"type":"preference","user":"u{i}","key":"minimum_priority",'
               f'"value":{1 + i % 3}}}\n')
        yield (f'{{"type":"preference","user":"u{i}","key":"quiet_hours",'
               f'"value":{{"from":"22:00","until":"07:00","hold":"all"}}}}\n')


def alerts():
    for i in range(RULES):  # the sources of the inhibit rules
        yield (f'{{"type":"alert","kind":"platform_blocked","title":"Blocked {i}",'
               f'"severity":"high","dedup_key":"blocked-{i}","labels":{{"platform":"p{i}"}},'
               f'"subject":{{"type":"platform","id":"p{i}"}},"assigned_to":"u0"}}\n')
    severities = ("low", "medium", "high", "critical")
    for i in range(ALERTS - RULES):
        yield (f'{{"type":"alert","kind":"{KINDS[i % 5]}","title":"Change {i}",'
               f'"severity":"{severities[i % 4]}","dedup_key":"bench-{i}",'
               f'"labels":{{"platform":"p{i % 400}","area":"area-{i % 97}"}},'
               f'"subject":{{"type":"event","id":"{i}"}},"assigned_to":"u{i % PEOPLE}"}}\n')


def silences():
    for i in range(SILENCES):
        matchers = (f'["area=area-{i}","kind=~price_drop|sold_out"]' if i % 5 else
                    f'["kind=~low_.*","platform=~p{i}.?"]')
        yield (f'{{"type":"silence","matchers":{matchers},"until":"2030-07-01T00:00:00Z",'
               f'"reason":"calm","author":"bench"}}\n')


def policy():
    return "".join(
        f'[[inhibit]]\nname = "down {i}"\nsource = ["kind=platform_blocked", "platform=p{i}"]\n'
        f'target = ["kind=~{KINDS[i % 5]}|{KINDS[(i + 1) % 5]}", "platform=p{i}"]\n'
        f'equal = ["platform"]\n' for i in range(RULES))


with scratch() as folder:
    here = Path(folder)
    database = str(here / "prepared")
    (here / "tocsin.toml").write_text('[webhook]\nenabled = true\n')
    (here / "policies").mkdir()
    (here / "policies" / "routing.toml").write_text(policy())
    config = ("--config", str(here / "tocsin.toml"))
    prepare(tool("init"), *config, "--db", database)
    for name, records in (("people", people()), ("silences", silences()), ("alerts", alerts())):
        prepare(tool("import"), *config, "--db", database, "--now", NOW,
                write(here / name, records))

    def ours():
        for end in ("", "-wal", "-shm", "-lock"):
            (here / f"ours{end}").unlink(missing_ok=True)
        copy(database, here / "ours")
        return sample([tool("notify"), "plan", *config, "--db", str(here / "ours"), "--now", NOW])

    m = rotate(RUNS, {"plan": ours})["plan"]

say("tocsin notify plan", f"{m.wall:6.2f} s  {m.cpu:6.2f} s CPU  {m.memory:5.1f} MB  "
                          f"({ALERTS / m.wall:.0f} alerts/s)")
