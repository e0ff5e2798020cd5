"""Forecasts: all 3,003 series of the M3 competition by the combination and by Naive2, judged by what
came after, overall and by kind; how often the intervals hold; CPU time a series; then every single
method. With R and its package forecast, and the project's peers beside it: the same random 300
series by its thetaf, ets and auto.arima.

Nothing is chosen here. The combination's weights come from `train_forecast.cc`, which is given the
parts before the test values only; M3_TRAIN=FILE makes that table anew and ends."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import m3
from measure import PEERS, TOOLS, sample, say, scratch, tool

TRAINED_ON = (
    "the training parts of the 3,003 series of the M3 competition (Makridakis and Hibon 2000)")
METHODS = ("naive2", "ses", "holt", "damped", "ets", "theta", "optimised_theta", "dynamic_theta",
           "ces", "arima")
SAMPLE = 'a <- commandArgs(TRUE); set.seed(42); writeLines(sort(sample(readLines(a[1]), 300)))'


def judge(train, test, forecasts):
    """sMAPE, MASE and coverages of one series; MASE by the naive errors at the seasonal lag."""
    past, after, h = train.values, test.values, train.horizon
    steps = [abs(a - b) for a, b in zip(past[train.period:], past)]
    mean, quantiles = forecasts["mean"], forecasts["quantiles"]
    errors = [abs(a - f) for a, f in zip(after, mean, strict=True)]
    held = lambda low, high: sum(  # noqa: E731
        l <= a <= u for l, a, u in zip(quantiles[low], after, quantiles[high])) / h
    return (sum(200 * e / (abs(a) + abs(f)) for e, a, f in zip(errors, after, mean)) / h,
            sum(errors) / h / (sum(steps) / len(steps)),
            held("0.1", "0.9"), held("0.025", "0.975"))


def run(model, source, names, train, test):
    """The means of judge() by kind, and CPU seconds a series."""
    command = [tool("analyze"), "forecast", "--series", source, "--json", "--model", model]
    cpu = sample(command).cpu / len(names)
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    by_kind = {}
    for name, line in zip(names, done.stdout.splitlines(), strict=True):
        answer = json.loads(line)
        assert answer["id"] == name
        for kind in ("ALL", train[name].kind):
            by_kind.setdefault(kind, []).append(judge(train[name], test[name], answer))
    return {kind: [sum(column) / len(rows) for column in zip(*rows)]
            for kind, rows in by_kind.items()}, cpu


def write(path, names, train):
    path.write_text("".join(train[name].record() + "\n" for name in names))
    return str(path)


def beside_r(folder, train, test):
    script = PEERS / "forecast" / "m3.R"
    if not script.exists() or not shutil.which("Rscript"):
        return say("R forecast", f"NOT RUN: no {script}" if not script.exists() else
                   "NOT RUN: no Rscript (r-base-core, r-cran-forecast)")
    ids = folder / "ids"
    ids.write_text("\n".join(train) + "\n")
    names = subprocess.run(["Rscript", "-e", SAMPLE, ids], check=True, capture_output=True,
                           text=True).stdout.split()
    means, ours = run("auto", write(folder / "sample", names, train), names, train, test)
    say("the same 300 series", "  sMAPE   MASE   CPU s a series")
    say("  auto", f"{means['ALL'][0]:7.3f} {means['ALL'][1]:6.3f} {ours:10.5f}")
    done = subprocess.run(["Rscript", script, m3.M3, "naive2,thetaf,ets,arima", "300"], check=True,
                          capture_output=True, text=True)
    found = dict(line.split(": ") for line in done.stdout.splitlines())
    for method in ("naive2", "thetaf", "ets", "arima"):
        smape, mase, cpu = (float(found[f"{method}.{what}"])
                            for what in ("smape", "mase", "cpu_s_per_series"))
        say(f"  R {method}", f"{smape:7.3f} {mase:6.3f} {cpu:10.5f}")
    theirs = sum(float(found[f"{m}.cpu_s_per_series"]) for m in ("thetaf", "ets", "arima"))
    say("  series per CPU second", f"{theirs / ours:.0f} times those of R's three together")


def main():
    if not m3.M3.exists():
        return say("forecast", f"NOT RUN: no {m3.M3}")
    train = m3.read("train")
    with scratch() as name:
        folder = Path(name)
        source = write(folder / "series", list(train), train)
        if table := os.environ.get("M3_TRAIN"):
            with open(source, "rb") as series, open(table, "wb") as out:
                subprocess.run([TOOLS / "train_forecast", TRAINED_ON], check=True, stdin=series,
                               stdout=out)
            return None
        test = m3.read("test")
        means, cpu = run("auto", source, list(train), train, test)
        naive, _ = run("naive2", source, list(train), train, test)
        say("M3, 3,003 series", "  sMAPE   MASE   80 %   95 %   Naive2 sMAPE   MASE")
        for kind in ("YEARLY", "QUARTERLY", "MONTHLY", "OTHER", "ALL"):
            smape, mase, within80, within95 = means[kind]
            say(f"  {kind.lower()}", f"{smape:7.3f} {mase:6.3f} {within80:6.1%} {within95:6.1%}"
                f"   {naive[kind][0]:12.3f} {naive[kind][1]:6.3f}")
        say("  CPU", f"{1000 * cpu:.2f} ms a series, {1 / cpu:.0f} series per CPU second")
        for method in METHODS:
            means, cpu = run(method, source, list(train), train, test)
            smape, mase, within80, within95 = means["ALL"]
            say(f"  {method}", f"{smape:7.3f} {mase:6.3f} {within80:6.1%} {within95:6.1%}"
                f" {1000 * cpu:9.2f} ms")
        beside_r(folder, train, test)


main()
