"""The man pages are well-formed mdoc, and what they refer to exists."""
import os
import re
import shutil
import subprocess
import unittest

import family
import manual

OTHERS = {"cron", "crontab", "pg_dump", "sd_notify", "strptime", "sysexits",
          "systemd.exec"}


class Manual(unittest.TestCase):
    def test_mandoc_finds_nothing(self):
        if not shutil.which("mandoc"):
            if os.environ.get("CI"):
                self.fail("mandoc is not installed")
            self.skipTest("NOT TESTED: mandoc is not installed")
        for name in manual.pages():
            done = subprocess.run(["mandoc", "-Tlint", "-Wwarning", manual.PAGES / name],
                                  capture_output=True, text=True, check=False, timeout=60)
            self.assertEqual(done.stdout + done.stderr, "", name)

    def test_pages_that_are_named_exist(self):
        ours = {tuple(name.rsplit(".", 1)) for name in manual.pages()}
        for name in manual.pages():
            for page, section in re.findall(r"\bXr ([\w.-]+) (\d)", manual.page(name)):
                self.assertTrue((page, section) in ours or page in OTHERS,
                                f"{name} refers to {page}({section})")

    def test_every_page_is_named_by_another(self):
        for name in manual.pages():
            page, section = name.rsplit(".", 1)
            self.assertTrue(any(f"Xr {page} {section}" in manual.page(other)
                                for other in manual.pages() if other != name), name)

    def test_templates_name_the_values_there_are(self):
        """Each name that lib/notify/view.cc sets is in tocsin-templates(5)."""
        source = (family.SOURCE / "lib/notify/view.cc").read_text(encoding="utf-8")
        text = manual.part(manual.page("tocsin-templates.5"), "Sh", "VALUES")
        for value in re.findall(r'\bv\["(\w+)"\] =', source):
            self.assertRegex(text, rf"(?m)^\.It Cm .*\b{value}\b", value)


if __name__ == "__main__":
    unittest.main()
