"""Peak memory of our workloads beside PyTorch's, as a Markdown table.

    python3 memory.py [w2 w5 w6]

Ours is the whole process: the program, its data, its plans and its tensors. Of PyTorch's process what it held after its
imports is taken off, so that its tensors are left, with its allocator's and its kernels' own needs. Each peer's variant has
a process of its own. Environment: as for run.py.
"""

import os
import re
import subprocess
import sys

from run import ADVNB, HERE, PEERS, PYTHON

CALLS = "12"
VARIANTS = ("eager", "eager, channels_last")

# Writes kilobytes: at hand after the imports, and at the peak of what follows.
PEER = """
import re, sys
sys.path.insert(0, sys.argv[1])
import common, peer_torch
def status(key): return int(re.search(key + r":\\s+(\\d+)", open("/proc/self/status").read()).group(1))
name, variant = sys.argv[2:]
def measured(*arguments, **_):
    step = next(value for value in arguments if callable(value))
    for _ in range(%s): step()
peer_torch.bench = measured
before = status("VmRSS")
open("/proc/self/clear_refs", "w").write("5")
getattr(peer_torch, name)()[variant](variant)
print(before, status("VmHWM"))
""" % CALLS


def peak(command):
    """Kilobytes at the peak of a process, and what it printed."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"status {process.returncode}: {' '.join(map(str, command))}")
    return usage.ru_maxrss, output.decode()


def main():
    names = sys.argv[1:] or ["w2", "w5", "w6"]
    print("| workload | ours, MB | PyTorch's tensors, MB | variant | ratio |\n|---|---|---|---|---|")
    for name in names:
        ours, _ = peak([ADVNB, "bench", str(HERE / f"{name}.adv"), "--calls", CALLS])
        theirs = {}
        for variant in VARIANTS if PYTHON else ():
            _, output = peak([PYTHON, "-c", PEER, str(PEERS), name, variant])
            before, after = map(int, re.findall(r"\d+", output)[-2:])
            theirs[variant] = after - before
        best = min(theirs, key=theirs.get, default="")
        figures = f"{theirs[best] / 1024:.0f} | {best} | {theirs[best] / ours:.2f}" if theirs else " | | "
        print(f"| {name.upper()} | {ours / 1024:.0f} | {figures} |", flush=True)


if __name__ == "__main__":
    main()
