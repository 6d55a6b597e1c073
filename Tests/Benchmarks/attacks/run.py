"""Times the attacks beside Foolbox and torchattacks and prints the ratios as a table.

usage: run.py [PART] [--cpu]; --cpu compares processor time on one thread, for machines that others use. ADVNB: the program (.build/release/advnb); ADVNB_PEERS_PYTHON: a Python with torch, foolbox and
torchattacks, without which only ours are timed.
"""
import json, os, pathlib, resource, subprocess, sys, tempfile

here = pathlib.Path(__file__).resolve().parent
program = os.environ.get("ADVNB", str(here.parents[2] / ".build/release/advnb"))
python = os.environ.get("ADVNB_PEERS_PYTHON")
cpu = "--cpu" in sys.argv
part = next((a for a in sys.argv[1:] if a != "--cpu"), "")


def lines(*command):
    found = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
    return [json.loads(line) for line in found.splitlines() if line.startswith("{")]


def processor_time(calls, variant, *options):
    began = sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])
    subprocess.run([program, "bench", *options, "--threads", "1", "--calls", str(calls), "--only", variant],
                   stdout=subprocess.DEVNULL, check=True)
    return sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2]) - began


def ours_by_processor(lines, *options):
    """A call's processor time: what a run with more calls takes more than one with a single call."""
    for line in lines:
        name, calls = f"{line['workload']} {line['variant']}", max(3, min(100, int(3000 / line["median"])))
        extra = processor_time(1 + calls, name, *options) - processor_time(1, name, *options)
        yield {**line, "median": 1000 * extra / calls}


with tempfile.TemporaryDirectory() as folder:
    allowed = ["--allow-read", folder, "--allow-write", folder]
    setting = (here / "make.adv").read_text().replace('folder = "."', f'folder = "{folder}"')
    (pathlib.Path(folder) / "make.adv").write_text(setting)
    subprocess.run([program, *allowed, f"{folder}/make.adv"], check=True)
    options = [str(here / "ours.adv"), "--set", f'folder="{folder}"', *allowed]
    ours = lines(program, "bench", *options, "--only", part, *(["--budget", "0.3"] if cpu else []))
    ours = list(ours_by_processor(ours, *options)) if cpu else ours
    peers = lines(python, str(here / "peers.py"), folder, part, *(["--cpu"] if cpu else [])) if python else []

print("| network | attack | ours, ms | fastest peer, ms | which | ratio |\n|---|---|---|---|---|---|")
for line in ours:
    mine = line["median"]
    same = [p for p in peers if (p["workload"], p["variant"]) == (line["workload"], line["variant"])]
    best = min(same, key=lambda p: p["value"], default=None)
    rest = f"{best['value']:.1f} | {best['peer']} | {best['value'] / mine:.1f}" if best else "| |"
    print(f"| {line['workload']} | {line['variant']} | {mine:.1f} | {rest} |")
