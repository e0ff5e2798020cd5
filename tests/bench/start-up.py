"""Start-up: --version of each tool, and notify with nothing due, beside /bin/true.
Goal: within 10 ms of /bin/true, under 20 MB."""

from measure import BUILD, prepare, rotate, sample, say, scratch, tool

RUNS = 21

with scratch():
    prepare(tool("init"))
    commands = {"/bin/true": ["/bin/true"]}
    for program in sorted((BUILD / "bin").iterdir()):
        commands[f"{program.name} --version"] = [str(program), "--version"]
    if (BUILD / "bin" / "tocsin-notify").exists():
        commands["notify, nothing due"] = [tool("notify")]
    medians = rotate(RUNS, {name: lambda c=c: sample(c) for name, c in commands.items()})

floor = medians["/bin/true"].wall
for name, m in medians.items():
    say(name, f"{m.wall * 1e3:6.2f} ms  {(m.wall - floor) * 1e3:+6.2f} ms  {m.memory:5.1f} MB")
