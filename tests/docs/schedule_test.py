"""crontab.example and the units of systemd call only what exists, and the same at the same time."""
import pathlib
import re
import subprocess
import tempfile
import unittest

import family

UNITS = family.SOURCE / "etc/systemd"
# When each thing happens, in the words of either.
TIMES = {"* * * * *": "minutely", "*/5 * * * *": "*:0/5", "*/15 * * * *": "*:0/15", "30 2 * * *": "02:30",
         "0 7 * * *": "07:00"}


def crontab():
    """schedule -> lines of shell."""
    text = (family.SOURCE / "crontab.example").read_text(encoding="utf-8")
    entries = re.findall(r"^((?:[\d*/,-]+ +){5})(.+)$", text, re.MULTILINE)
    return {" ".join(when.split()): command for when, command in entries}


def units():
    """schedule -> the commands of the service that the timer starts."""
    found = {}
    for timer in UNITS.glob("*.timer"):
        when = re.search(r"^OnCalendar=(.+)$", timer.read_text(encoding="utf-8"), re.MULTILINE)[1]
        service = timer.with_suffix(".service").read_text(encoding="utf-8")
        found[when] = re.findall(r"^ExecStart=-?(.+)$", service, re.MULTILINE)
    return found


def verbs(calls):
    """What is called, without options: two schedules may write to different places."""
    return [[w for w in words if not w.startswith("-") and not w.startswith("$")][:2]
            for words in calls]


class Schedule(unittest.TestCase):
    def test_crontab_calls_what_exists(self):
        calls = [words for line in crontab().values() for words in family.calls_in(line)]
        self.assertGreaterEqual(len(calls), 6)
        for words in calls:
            self.assertIsNone(family.complaint(words), words)

    def test_units_call_what_exists(self):
        calls = [words for lines in units().values() for line in lines
                 for words in family.calls_in(line)]
        self.assertGreaterEqual(len(calls), 6)
        for words in calls:
            self.assertIsNone(family.complaint(words), words)

    def test_both_do_the_same_at_the_same_time(self):
        self.assertEqual({TIMES[when] for when in crontab()}, set(units()))
        for when, line in crontab().items():
            services = [w for command in units()[TIMES[when]] for w in family.calls_in(command)]
            self.assertEqual(verbs(family.calls_in(line)), verbs(services), when)

    def test_a_failing_link_does_not_stop_the_chain(self):
        self.assertNotIn("&&", "".join(crontab().values()))
        self.assertNotIn("%", "".join(crontab().values()))

    def test_cron_has_nothing_to_mail_while_all_is_well(self):
        with tempfile.TemporaryDirectory(prefix="tocsin-docs-") as home:
            environment = family.ENVIRONMENT | {
                "HOME": home, "PATH": f"{family.BIN}:{family.ENVIRONMENT['PATH']}"}
            subprocess.run([family.BIN / "tocsin", "init"], env=environment, check=True,
                           capture_output=True, timeout=60)
            chain = "* * * * *"  # the doctor misses jobs that never ran
            for when in sorted(crontab(), key=lambda when: when != chain):
                done = subprocess.run(["sh", "-c", crontab()[when]], env=environment, check=False,
                                      capture_output=True, text=True, timeout=120)
                self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""),
                                 crontab()[when])
            self.assertTrue((pathlib.Path(home) / "tocsin-alerts.html").stat().st_size > 0)

    def test_units_name_pages_that_exist(self):
        for unit in UNITS.glob("*.service"):
            for name, section in re.findall(r"man:([\w.-]+)\((\d)\)",
                                            unit.read_text(encoding="utf-8")):
                self.assertTrue((family.SOURCE / f"man/{name}.{section}").exists(), unit.name)


if __name__ == "__main__":
    unittest.main()
