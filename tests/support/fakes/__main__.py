"""A fake as a program; fake.py says what it prints and can be told."""
import argparse
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
sys.dont_write_bytecode = True

from fakes import ALL  # noqa: E402  (the path comes first)


def main():
    parser = argparse.ArgumentParser(prog="fakes", description="A sandboxed provider on loopback; "
                                     "it serves until its standard input ends.")
    parser.add_argument("name", choices=sorted(ALL))
    parser.add_argument("--now", help="the provider's time, RFC 3339; the machine's otherwise")
    chosen = parser.parse_args()
    missing = ALL[chosen.name].missing()
    if missing:
        sys.exit(missing)
    with ALL[chosen.name](now=chosen.now) as fake:
        print(json.dumps({"name": fake.name, "url": fake.url, "origin": fake.origin}
                         | fake.settings()), flush=True)
        sys.stdin.read()
        for wrong in fake.violations + fake.faults:
            print(wrong, file=sys.stderr)
        sys.exit(1 if fake.violations or fake.faults else 0)


if __name__ == "__main__":
    main()
