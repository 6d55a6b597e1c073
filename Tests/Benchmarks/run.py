"""Runs our workloads beside the peers', in turn, and prints medians and ratios as a Markdown table.

    python3 run.py [w1 w4 ...] [--rounds 3] [--all] [--budget 4] [--lines FILE] [--priority]

Environment: ADVNB_PEERS_PYTHON names the Python that has the peers (without it only ours are run), ADVNB_PEERS the
folder of their programs (../shared/peers beside the repository), ADVNB the program (.build/release/advnb).
README.md says what is measured.
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PEERS = Path(os.environ.get("ADVNB_PEERS", ROOT.parent / "shared" / "peers")).resolve()
PYTHON = os.environ.get("ADVNB_PEERS_PYTHON")
ADVNB = os.environ.get("ADVNB", str(ROOT / ".build" / "release" / "advnb"))
TURNS = 11  # of whole processes in a round

# What a workload is compared with: each peer's variants that were the fastest of that peer (--all takes all of them).
CONTENDERS = {
    "w1": (("jax", ""), ("torch", "eager, Adam(fused=True)"), ("numpy", "")),
    "w2": (("torch", "eager"), ("torch", "compile")),
    "w3": (("torch", "compile"), ("torch", "eager")),
    "w4": (("jax", ""), ("torch", "compile"), ("numpy", "")),
    "w5": (("torch", "channels_last"), ("torch", "eager")),
    "w6": (("torch", "eager"), ("torch", "compile")),
    "w7": (("jax", ""), ("torch", "compile")),
    "w8": (("numpy", ""), ("torch", ""), ("jax", "")),
    "w9": (("torch", "compile"), ("numpy", ""), ("jax", "")),
    "w10": (("numpy", ""), ("jax", "")),
    "w11": (("jax", "jit"), ("numpy", "hand"), ("torch", "compile")),
}
# Lines of the table: name, our workload and variant, the peers' variants that do the same, and the ratio wanted.
LINES = [
    ("W0 start to answer", "W0", "", "", None),
    ("W1 step", "W1", "step", "", 1.3),
    ("W1 epoch", "W1", "epoch", "", 1.3),
    ("W1 whole process", "W1 whole process", "", "", None),
    ("W2 CNN step", "W2", "", "", 1.2),
    ("W3 PGD-40", "W3", "", "", 1.3),
    ("W4 GAN iteration", "W4", "iteration", "", 1.5),
    ("W4 eight iterations", "W4", "8 iterations", "", 1.5),
    ("W5 DCGAN iteration", "W5", "", "", 1.3),
    ("W6 CycleGAN iteration", "W6", "", "", 1.2),
    ("W7 value", "W7", "value", "value", 1.1),
    ("W7 gradient", "W7", "gradient", "gradient", 1.1),
    *((f"W8 {n}", "W8", n, f"^{n}$", 0.95) for n in ("128", "512", "1024", "2048")),
    ("W9 gradients", "W9", "gradients", "gradients", 1.0),
    ("W9 clipped mean", "W9", "clipped mean", "clipped", 1.0),
    ("W9 clipped mean, norms by hand", "W9", "clipped mean (norms by hand)", "by hand", 1.0),
    ("W10 Hessian", "W10", "", "", None),
    ("W10 Hessian, automatic", "W10", "", "hessian", 2.0),
    ("W11 plain loop", "W11", "for", "^(?!.*(fori|unrolled))", None),
    ("W11 loop as operation", "W11", "fori", "fori", None),
]
WHOLE = ("w0", "w1whole")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("workloads", nargs="*", help="of: " + " ".join([*WHOLE, *CONTENDERS]))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--all", action="store_true", help="all variants of all peers")
    parser.add_argument("--budget", type=float, default=4, help="seconds that ours is measured for in a round")
    parser.add_argument("--lines", help="a file that the lines of JSON are added to")
    parser.add_argument("--priority", action="store_true", help="as root: the scheduler's highest weight while timing")
    options = parser.parse_args()
    options.workloads = [w.lower() for w in options.workloads] or [*WHOLE, *CONTENDERS]
    unknown = set(options.workloads) - {*WHOLE, *CONTENDERS}
    if unknown:
        parser.error(f"there is no workload {' '.join(sorted(unknown))}")
    return options


def spawn(argv, env, priority, **more):
    """Starts a process in a session of its own: the scheduler weighs sessions against each other."""
    process = subprocess.Popen(argv, env=env, start_new_session=True, **more)
    if priority:
        Path(f"/proc/{process.pid}/autogroup").write_text("-20")
    return process


def output_of(argv, env, priority=False):
    process = spawn(argv, env, priority, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        out, err = process.communicate(timeout=1200)
    except subprocess.TimeoutExpired:
        process.kill()
        out, err = process.communicate()[0], "timeout"
    if process.returncode:
        print(f"FAILED {' '.join(map(str, argv))}: {err[-600:]}", file=sys.stderr)
    return [json.loads(line) for line in out.splitlines() if line.startswith("{")]


def ours(workload, options, env):
    argv = [ADVNB, "bench", str(HERE / f"{workload}.adv"), "--budget", str(options.budget)]
    if (PEERS / "data").is_dir():
        argv += ["--allow-read", str(PEERS / "data"), "--set", f'data="{PEERS / "data"}"']
    return output_of(argv, env, options.priority)


def theirs(workload, options, env):
    if not PYTHON:
        return
    contenders = CONTENDERS[workload]
    if options.all:
        contenders = [(peer, "") for peer in ("torch", "jax", "numpy", "mlx", "tinygrad")]
    for peer, variant in contenders:
        yield from output_of([PYTHON, str(PEERS / f"peer_{peer}.py"), workload, variant], env)


def whole_commands(workload):
    if workload == "w0":
        yield "advnb", "", [ADVNB, str(HERE / "w0.adv")]
        scripts = ("python", "numpy", "mlx", "jax", "torch") if PYTHON else ()
        for peer in scripts:
            yield peer, "whole process", [PYTHON, str(PEERS / "startup" / f"w0_{peer}.py")]
    else:
        yield "advnb", "", [ADVNB, str(HERE / "w1_whole.adv"), *allowed()]
        runs = (("numpy", "hand"), ("jax", "jit step"), ("jax", "scan"), ("torch", "eager, Adam(fused")) if PYTHON else ()
        for peer, variant in runs:
            yield peer, variant, [PYTHON, str(PEERS / f"peer_{peer}.py"), "w1train", variant]


def allowed():
    return ["--allow-read", str(PEERS / "data")] if (PEERS / "data").is_dir() else []


def whole_processes(workload, options, env):
    """Wall time of processes that take turns; the first turn warms the file cache and does not count."""
    times, broken = {}, set()
    for turn in range(TURNS + 1):
        for peer, variant, argv in whole_commands(workload):
            if (peer, variant) in broken:
                continue
            with tempfile.TemporaryFile() as out:
                start = time.perf_counter()
                process = spawn(argv, env, options.priority, stdout=out, stderr=subprocess.DEVNULL)
                status = process.wait()
                seconds = time.perf_counter() - start
            if status:
                print(f"FAILED ({status}): {' '.join(argv)}", file=sys.stderr)
                broken.add((peer, variant))
            elif turn:
                times.setdefault((peer, variant), []).append(1e3 * seconds)
    name = "W0" if workload == "w0" else "W1 whole process"
    for (peer, variant), values in times.items():
        yield dict(workload=name, peer=peer, variant=variant, unit="ms", median=statistics.median(values),
                   min=min(values), max=max(values), rounds=len(values))


def limits(env):
    """The processor's name, and its peaks measured by the peers' peak.c."""
    cpu = next((l.split(":")[1].strip() for l in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in l), "?")
    print(f"{cpu}, {os.cpu_count()} cores; load {os.getloadavg()[0]:.1f} at the start.\n", flush=True)
    source = PEERS / "peak.c"
    if not source.exists():
        return
    with tempfile.TemporaryDirectory() as folder:
        peak = Path(folder) / "peak"
        made = subprocess.run(["cc", "-O3", "-march=native", "-fopenmp", str(source), "-o", str(peak), "-lm"],
                              capture_output=True)
        if made.returncode == 0:
            for line in output_of([str(peak)], env):
                print(f"- {line['variant']}: {line['median']:.3g} {line['unit']} (best {line['max']:.3g})")
            print(flush=True)


def table(lines):
    def cell(row):
        return f"{row['median']:.4g} ({row['best']:.4g})"

    print("| workload | unit | ours | fastest peer | which | ratio | wanted |")
    print("|---|---|---|---|---|---|---|")
    rows = summary(lines)
    for name, workload, variant, pattern, wanted in LINES:
        mine = [r for r in rows if r["peer"] == "advnb" and r["workload"] == workload and variant == r["variant"]]
        if not mine and not variant:
            mine = [r for r in rows if r["peer"] == "advnb" and r["workload"] == workload]
        if not mine:
            continue
        row = mine[0]
        rivals = [r for r in rows if r["peer"] != "advnb" and r["workload"] == workload
                  and re.search(pattern, r["variant"])]
        more = row["unit"] == "GFLOP/s"
        if not rivals:
            print(f"| {name} | {row['unit']} | {cell(row)} | | | | |")
            continue
        best = (max if more else min)(rivals, key=lambda r: r["median"])
        ratio = row["median"] / best["median"] if more else best["median"] / row["median"]
        shown = f"{ratio:.2f}" if ratio < 10 else f"{ratio:.0f}"
        if wanted and ratio < wanted:
            shown = f"**{shown}**"
        which = f"{best['peer']}: {best['variant']}"
        print(f"| {name} | {row['unit']} | {cell(row)} | {cell(best)} | {which} | {shown} | {wanted or ''} |")


def summary(lines):
    """One row for each measurement: the median of its rounds' medians, and the best that was seen."""
    groups = {}
    for line in lines:
        groups.setdefault((line["workload"], line["peer"], line["variant"], line["unit"]), []).append(line)
    rows = []
    for (workload, peer, variant, unit), group in groups.items():
        best = max(l["max"] for l in group) if unit == "GFLOP/s" else min(l["min"] for l in group)
        rows.append(dict(workload=workload, peer=peer, variant=variant, unit=unit, best=best,
                         median=statistics.median(l["median"] for l in group)))
    return rows


def main():
    options = arguments()
    cache = tempfile.TemporaryDirectory()
    env = dict(os.environ, JAX_PLATFORMS="cpu")
    env.setdefault("TORCHINDUCTOR_CACHE_DIR", cache.name)
    if options.priority:
        env["PEERS_PRIORITY"] = "1"
    # Variables that hold OpenBLAS back on some machines; the peers shall choose by themselves.
    for name in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"):
        env.pop(name, None)
    limits(env)
    lines = []
    for round_ in range(options.rounds):
        for workload in options.workloads:
            if workload in WHOLE:
                found = list(whole_processes(workload, options, env))
            else:
                found = [*ours(workload, options, env), *theirs(workload, options, env)]
            lines += found
            if options.lines:
                with open(options.lines, "a") as file:
                    file.writelines(json.dumps(dict(line, round=round_)) + "\n" for line in found)
    table(lines)


if __name__ == "__main__":
    main()
