"""The program takes JSON objects and ends as it is told."""
import subprocess
import unittest

import trial
from fakes import Program
from fakes.misbehave import answer, hang


class ProgramTrial(trial.Trial):
    kind = Program

    def run_it(self, text, timeout=10):
        return subprocess.run([self.fake.path], input=text.encode(), capture_output=True,
                              check=False, timeout=timeout)

    def test_what_it_takes(self):
        self.assertEqual(self.run_it('{"kind": "test"}').returncode, 0)
        self.assertEqual(self.fake.accepted[0]["body"], {"kind": "test"})
        self.fake.check()
        for text in ("", "[1]", "{", '{"a": "\x00"'):
            self.assertEqual(self.run_it(text).returncode, 65)
        self.assertEqual((len(self.fake.accepted), len(self.fake.violations)), (1, 4))

    def test_how_it_ends(self):
        self.fake.script(answer(75, "try again later"), hang(accepted=True))
        done = self.run_it("{}")
        self.assertEqual((done.returncode, done.stderr), (75, b"try again later"))
        self.assertRaises(subprocess.TimeoutExpired, self.run_it, "{}", timeout=0.5)
        self.assertEqual(len(self.fake.accepted), 1)


if __name__ == "__main__":
    unittest.main()
