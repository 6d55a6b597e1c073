"""Counts instructions with valgrind's callgrind: what noise cannot touch.

    python3 count.py [part of a name ...]

Each benchmark runs twice, with fewer and with more calls; the difference is what the calls cost, start and planning
left out. One thread; valgrind's processor has AVX2, so kernels are those of AVX2. Prints a Markdown table.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
ADVNB = os.environ.get("ADVNB", str(ROOT / ".build" / "release" / "advnb"))
PEERS = Path(os.environ.get("ADVNB_PEERS", ROOT.parent / "shared" / "peers")).resolve()

# Name, program, benchmark, calls of the two runs, items in a call (W11 makes 100 steps here).
COUNTS = [
    ("scalar loop, an iteration", "interpreter.adv", "scalar loop", 10, 60, 1000),
    ("small call, a call", "interpreter.adv", "small calls", 10, 60, 1000),
    ("recorded operation with its kernel, [8]", "interpreter.adv", "recorded", 100, 600, 20),
    ("W1, a step", "w1.adv", "W1 step", 50, 150, 1),
    ("W11, a step", "w11.adv", "W11 for", 5, 25, 100),
]
# Functions of CKernels and OpenBLAS, as callgrind names them.
KERNELS = re.compile(r"openblas|_f32_v\d|run_block|:ck_|copy_axis|:rows_|:move_|libm[.-]")


def stripped(folder):
    """The program without debugging information, which valgrind 3.19 cannot read from Swift."""
    copy = Path(folder) / "advnb"
    subprocess.run(["strip", "--strip-debug", "-o", str(copy), ADVNB], check=True)
    return str(copy)


def instructions(advnb, program, only, calls, folder):
    """All instructions of a run, and those of them in kernels."""
    out = Path(folder) / f"out.{calls}"
    argv = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}", advnb, "bench", str(HERE / program),
            "--only", only, "--calls", str(calls), "--threads", "1", "--set", "steps=100"]
    if (PEERS / "data").is_dir():
        argv += ["--allow-read", str(PEERS / "data"), "--set", f'data="{PEERS / "data"}"']
    run = subprocess.run(argv, capture_output=True, text=True)
    found = re.search(r"Collected : (\d+)", run.stderr)
    if run.returncode or not found:
        sys.exit(f"{' '.join(argv)}\n{run.stderr[-2000:]}")
    shown = subprocess.run(["callgrind_annotate", "--threshold=100", str(out)], capture_output=True, text=True).stdout
    kernels = 0
    for line in shown.splitlines():
        entry = re.match(r"\s*([\d,]+) \(\s*[\d.]+%\)\s+(.*)", line)
        if entry and KERNELS.search(entry[2]):
            kernels += int(entry[1].replace(",", ""))
    return int(found[1]), kernels


def main():
    print("| counted | instructions | of them in kernels |")
    print("|---|---|---|")
    for name, program, only, few, many, items in COUNTS:
        if sys.argv[1:] and not any(part in name for part in sys.argv[1:]):
            continue
        with tempfile.TemporaryDirectory() as folder:
            advnb = stripped(folder)
            a, b = (instructions(advnb, program, only, calls, folder) for calls in (few, many))
        per = [(y - x) / ((many - few) * items) for x, y in zip(a, b)]
        print(f"| {name} | {per[0]:,.0f} | {per[1]:,.0f} |", flush=True)


if __name__ == "__main__":
    main()
