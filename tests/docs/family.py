"""What the programs say of themselves: tools, subcommands, options, read from their --help.

Environment: TOCSIN_BIN (folder of the executables), TOCSIN_SOURCE (the checkout).
"""
import functools
import os
import pathlib
import re
import shlex
import subprocess

BIN = pathlib.Path(os.environ["TOCSIN_BIN"])
SOURCE = pathlib.Path(os.environ["TOCSIN_SOURCE"])
# Nothing of the person who runs the tests: no configuration, no TOCSIN_….
ENVIRONMENT = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "LC_ALL": "C.UTF-8"} | {
    name: os.environ[name] for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS")
    if name in os.environ}


def run(*words):
    done = subprocess.run(list(map(str, words)), env=ENVIRONMENT, capture_output=True, text=True,
                          check=False, timeout=60)
    if done.returncode != 0:
        raise AssertionError(f"{words} ended with {done.returncode}: {done.stderr}")
    return done.stdout


class Command:
    """One command as its --help shows it."""

    def __init__(self, text):
        self.options, self.arguments, self.subcommands = set(), [], []
        part = ""
        for line in text.splitlines():
            if re.match(r"[A-Z]\w*.*:$", line):
                part = line.rstrip(":")
            name = re.match(r"  (\S+)", line)
            if not name:
                continue
            if part.startswith("Options") and name[1].startswith("-"):
                self.options.update(re.sub(r"\{[^}]*\}", "", name[1]).split(","))
            elif part.startswith("Positionals"):
                self.arguments.append(name[1])
            elif part.startswith("Subcommands"):
                self.subcommands.append(name[1])


@functools.lru_cache(maxsize=None)
def command(tool, *subcommands):
    return Command(run(BIN / f"tocsin-{tool}", *subcommands, "--help"))


def tools():
    """The names of all tools that are built."""
    return sorted(p.name.removeprefix("tocsin-") for p in BIN.glob("tocsin-*"))


def commands(tool):
    """Every command of a tool as a tuple of subcommand names; () is the tool itself."""
    found, to_visit = [], [()]
    while to_visit:
        path = to_visit.pop(0)
        found.append(path)
        to_visit.extend(path + (name,) for name in command(tool, *path).subcommands)
    return found


def listed():
    """The tools that `tocsin --help` names."""
    return re.findall(r"^  (\S+)", run(BIN / "tocsin", "--help"), re.MULTILINE)


def calls_in(text):
    """Each call `tocsin NAME …` in a line of shell, as a list of words."""
    for part in re.split(r"[;|&()]+", text):
        try:
            words = shlex.split(part, comments=True)
        except ValueError:
            continue
        while words and (words[0] in ("$", "#", "sudo", "exec") or re.match(r"[A-Z_]+=", words[0])):
            words.pop(0)
        if len(words) > 1 and pathlib.Path(words[0]).name.lstrip("-") == "tocsin":
            yield words[1:]


def complaint(words):
    """What is wrong with the call `tocsin WORDS`, judged by the help of the tool; or None."""
    tool, *rest = words
    if tool in ("--help", "--version", "help"):
        return None
    if tool not in tools():
        return f"there is no tool '{tool}'"
    path = ()
    while rest and rest[0] in command(tool, *path).subcommands:
        path += (rest.pop(0),)
    known = command(tool, *path)
    given = [word for word in rest if re.match(r"--?[A-Za-z]", word)]
    for option in given:
        if option.split("=")[0] not in known.options:
            return f"'{' '.join([tool, *path])}' has no option {option}"
    return None
