"""Times the attacks beside Foolbox and torchattacks and prints the ratios as a table.

usage: run.py [PART]; ADVNB: the program (.build/release/advnb); ADVNB_PEERS_PYTHON: a Python with torch, foolbox and
torchattacks, without which only ours are timed.
"""
import json, os, pathlib, subprocess, sys, tempfile

here = pathlib.Path(__file__).resolve().parent
program = os.environ.get("ADVNB", str(here.parents[2] / ".build/release/advnb"))
python = os.environ.get("ADVNB_PEERS_PYTHON")
part = sys.argv[1] if len(sys.argv) > 1 else ""


def lines(*command):
    found = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
    return [json.loads(line) for line in found.splitlines() if line.startswith("{")]


with tempfile.TemporaryDirectory() as folder:
    allowed = ["--allow-read", folder, "--allow-write", folder]
    setting = (here / "make.adv").read_text().replace('folder = "."', f'folder = "{folder}"')
    (pathlib.Path(folder) / "make.adv").write_text(setting)
    subprocess.run([program, *allowed, f"{folder}/make.adv"], check=True)
    ours = lines(program, "bench", str(here / "ours.adv"), "--set", f'folder="{folder}"', *allowed, "--only", part)
    peers = lines(python, str(here / "peers.py"), folder, part) if python else []

print("| network | attack | ours, ms | fastest peer, ms | which | ratio |\n|---|---|---|---|---|---|")
for line in ours:
    mine = line["median"]
    same = [p for p in peers if (p["workload"], p["variant"]) == (line["workload"], line["variant"])]
    best = min(same, key=lambda p: p["value"], default=None)
    rest = f"{best['value']:.1f} | {best['peer']} | {best['value'] / mine:.1f}" if best else "| |"
    print(f"| {line['workload']} | {line['variant']} | {mine:.1f} | {rest} |")
