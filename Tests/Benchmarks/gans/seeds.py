#!/usr/bin/env python3
"""Runs notebooks with fresh seeds and prints, for each claim, the median and the spread of what was computed.

    python3 Tests/Benchmarks/gans/seeds.py notebooks/lecture4/08-cyclegan.advnb --seeds 101 102 103 104 105

The program is .build/release/advnb unless the variable ADVNB names another. Claims whose bound moves with the seed are
counted by their verdict alone.
"""
import argparse, os, statistics, subprocess, sys, tempfile

HEAD = "| claim | stated | computed | verdict |"


def claims(page):
    """(text, stated, computed, verdict) of every claim of a transcript, in order."""
    inside = False
    for line in open(page, encoding="utf-8"):
        line = line.strip()
        if line == HEAD:
            inside = True
        elif inside and line.startswith("| :--"):
            continue
        elif inside and line.startswith("|"):
            yield tuple(cell.strip().replace("\\", "") for cell in line.strip("|").split("|"))
        else:
            inside = False


def run(program, notebook, seed, folder):
    page = os.path.join(folder, f"{seed}.md")
    done = subprocess.run([program, "run", notebook, "--seed", str(seed), "--timeout", "3600", "-o", page], capture_output=True, text=True)
    if done.returncode not in (0, 1):
        sys.exit(f"{notebook}, seed {seed}: {done.stderr}")
    return list(claims(page))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("notebooks", nargs="+")
    parser.add_argument("--seeds", nargs="+", type=int, default=[101, 102, 103, 104, 105])
    options = parser.parse_args()
    program = os.environ.get("ADVNB", ".build/release/advnb")
    for notebook in options.notebooks:
        print(f"\n{os.path.basename(notebook)}, seeds {options.seeds}\n")
        print("| claim | stated | median | least | most | holds |\n| :-- | --: | --: | --: | --: | --: |")
        with tempfile.TemporaryDirectory() as folder:
            runs = [run(program, notebook, seed, folder) for seed in options.seeds]
        for rows in zip(*runs):
            numbers = [float(row[2]) for row in rows]
            stated = rows[0][1] if len({row[1] for row in rows}) == 1 else rows[0][1].split(" ")[0] + " …"
            good = sum(row[3] in ("holds", "refuted, as marked") for row in rows)
            print(f"| {rows[0][0]} | {stated} | {statistics.median(numbers):.4g} | {min(numbers):.4g} | {max(numbers):.4g}"
                  f" | {good} of {len(rows)} |", flush=True)


main()
