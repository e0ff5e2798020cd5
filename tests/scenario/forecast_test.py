"""`tocsin analyze forecast --series`: a filter without a database, as other programs use it."""
import json
import math
import subprocess
import unittest

from family import BIN, Scenario

QUARTERS = [3, 1, 2, 6]


def series(name, values, horizon=4, **more):
    return {"type": "series", "id": name, "values": values, "horizon": horizon} | more


def lines(*records):
    return "".join(r if isinstance(r, str) else json.dumps(r) + "\n" for r in records)


class Forecast(Scenario):
    def forecast(self, stdin, *words):
        return self.tool("analyze", "forecast", "--series", "-", "--json", *words, stdin=stdin)

    def good(self, stdin, *words):
        done = self.forecast(stdin, *words)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return [json.loads(line) for line in done.stdout.splitlines()]

    def test_one_forecast_for_each_series_in_order(self):
        rising = [10 + t + QUARTERS[t % 4] for t in range(40)]
        asked = [series(f"s{i}", rising[:8 + i % 30], 1 + i % 9, period=4) for i in range(60)]
        for jobs in ("1", "4"):
            answers = self.good(lines(*asked), "--jobs", jobs)
            self.assertEqual([a["id"] for a in answers], [s["id"] for s in asked])
            for given, answer in zip(asked, answers, strict=True):
                self.assertEqual((answer["type"], answer["model"]), ("forecast", "auto"))
                self.assertEqual(len(answer["mean"]), given["horizon"])
                self.assertEqual(list(answer["quantiles"]),
                                 ["0.025", "0.1", "0.25", "0.5", "0.75", "0.9", "0.975"])
                self.assertIsNone(answer["fallback"])
                self.assertTrue(0 <= answer["confidence"] <= 1)
        self.assertFalse(self.database.exists())

    def test_the_result_does_not_depend_on_the_threads(self):
        asked = lines(*(series(f"s{i}", [math.sin(i * t) + t / 9 for t in range(50)])
                        for i in range(20)))
        self.assertEqual(self.forecast(asked, "--jobs", "1").stdout,
                         self.forecast(asked, "--jobs", "3").stdout)

    def test_an_answer_comes_before_the_next_question(self):
        with subprocess.Popen([BIN / "tocsin", "analyze", "forecast", "--series", "-", "--json"],
                              env=self.environment, stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, text=True) as tool:
            for name in ("first", "second"):
                tool.stdin.write(lines(series(name, [1, 2, 3, 4])))
                tool.stdin.flush()
                self.assertEqual(json.loads(tool.stdout.readline())["id"], name)
            tool.stdin.close()
            self.assertEqual(tool.wait(timeout=60), 0)

    def test_bad_lines_do_not_cost_the_good_ones(self):
        done = self.forecast(lines(
            series("a", [1, 2, 3]), "no JSON\n", "\n", series("b", [1, "x"]),
            series("c", [1, 2], horizn=3), '{"id":"d","values":[1,NaN],"horizon":1}\n',
            series("e", [4, 5, 6])).encode() + b'{"id":"\xff","values":[1],"horizon":1}\n')
        self.assertEqual(done.returncode, 65)
        self.assertEqual([json.loads(line)["id"] for line in done.stdout.splitlines()], ["a", "e"])
        reasons = done.stderr.decode().splitlines()
        for reason, start in zip(reasons, (
                "line 2: ", "line 4: values: entry 2 must be a number or null",
                "line 5: horizn: is not a field of this record; did you mean 'horizon'?",
                "line 6: ", "line 8: not UTF-8"), strict=True):
            self.assertTrue(reason.startswith(start), reason)

    def test_rejects_go_to_a_file_and_lenient_passes_over(self):
        rejects = self.folder / "rejects.jsonl"
        done = self.forecast(lines("{}\n", series("a", [1, 2, 3])), "--rejects", rejects)
        self.assertEqual((done.returncode, done.stderr), (65, ""))
        self.assertEqual(json.loads(rejects.read_text())["line"], 1)
        self.good(lines(series("a", [1, 2, 3], colour="red")), "--lenient")

    def test_a_line_that_is_too_long_is_refused_alone(self):
        done = self.forecast('{"id":"' + "x" * (9 << 20) + '"}\n' + lines(series("a", [1, 2, 3])))
        self.assertEqual(done.returncode, 65)
        self.assertIn("line 1: is longer than 8388608 bytes", done.stderr)
        self.assertEqual(json.loads(done.stdout)["id"], "a")

    def test_honest_where_little_is_known(self):
        short, none, constant, late, demand = self.good(lines(
            series("short", [5, 7, 6]), series("none", [None, None]),
            series("constant", [4] * 20), series("late", list(range(30)) + [None] * 3),
            series("demand", [0, 0, 0, 3, 0, 0, 0, 0, 2, 0, 0, 0] * 4)))
        self.assertIn("only 3 values", short["fallback"])
        self.assertEqual((none["mean"], none["confidence"]), ([None] * 4, None))
        self.assertIn("no value", none["fallback"])
        self.assertEqual(constant["mean"], [4] * 4)
        self.assertAlmostEqual(late["mean"][0], 33, delta=0.5)
        self.assertEqual(demand["quantiles"]["0.5"], [0] * 4)

    def test_long_and_hourly(self):
        values = [100 + 10 * math.sin(t * math.pi / 12) + (t * 7919 % 13) / 10
                  for t in range(100_000)]
        [answer] = self.good(lines(series("hours", values, 24, interval="1h")))
        for k, value in enumerate(answer["mean"]):
            self.assertAlmostEqual(value, 100.6 + 10 * math.sin((100_000 + k) * math.pi / 12),
                                   delta=1.5)

    def test_levels_and_methods(self):
        [answer] = self.good(lines(series("a", [3, 1, 4, 1, 5, 9, 2, 6])),
                             "--levels", "60,99", "--model", "naive")
        self.assertEqual(answer["mean"], [6] * 4)
        self.assertEqual(list(answer["quantiles"]), ["0.005", "0.2", "0.5", "0.8", "0.995"])
        self.assertEqual(answer["model"], "naive")
        for words in (("--levels", "0"), ("--levels", "80;95"), ("--model", "oracle"),
                      ("--jobs", "-1")):
            self.assertEqual(self.forecast("", *words).returncode, 64, words)

    def test_tables_and_files(self):
        path = self.folder / "series.jsonl"
        path.write_text(lines(series("a", [5, 7, 6], 2)))
        table = self.ok("analyze", "forecast", "--series", path).splitlines()
        self.assertEqual(table[0].split()[:4], ["ID", "STEP", "MEAN", "0.025"])
        self.assertEqual(len(table), 3)
        self.assertIn("only 3 values", table[1])
        csv = self.ok("analyze", "forecast", "--series", path, "--format", "csv")
        self.assertTrue(csv.startswith("id,step,mean,0.025,"), csv)
        self.assertEqual(self.ok("analyze", "forecast", "--series", "-", "--json", stdin=""), "")
        self.assertEqual(self.tool("analyze", "forecast", "--series", "/nowhere").returncode, 66)


if __name__ == "__main__":
    unittest.main()
