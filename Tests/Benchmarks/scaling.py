"""Times scaling.adv and draws scaling-batch.svg and scaling-width.svg with our own `plot`.

    python3 scaling.py [seconds for each point]
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ADVNB = os.environ.get("ADVNB", str(HERE.parents[1] / ".build" / "release" / "advnb"))
PAGE = """---
advnb: 1
---

```advnb {{#chart}}
plot({x}, {y}, xlabel = "{label}", ylabel = "µs a step", logx = true, logy = true, caption = "{caption}", alt = "A rising curve.")
```
"""
CAPTIONS = {
    "batch": "A training step of an MLP 64-128-128-10 with Adam, by batch size.",
    "width": "A training step of an MLP 64-w-w-10 with Adam on batches of 64, by width w.",
}


def chart(label, points):
    """A notebook of one cell gives the chart."""
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.advnb"
        x, y = ([p[i] for p in points] for i in (0, 1))
        page.write_text(PAGE.format(x=x, y=y, label=label, caption=CAPTIONS[label]))
        subprocess.run([ADVNB, "run", str(page)], check=True)
        (figure,) = (Path(folder) / "page_files").glob("*.svg")
        (HERE / f"scaling-{label}.svg").write_bytes(figure.read_bytes())


def main():
    seconds = sys.argv[1] if len(sys.argv) > 1 else "1"
    out = subprocess.run([ADVNB, "bench", str(HERE / "scaling.adv"), "--budget", seconds], capture_output=True,
                         text=True, check=True).stdout
    points = {"batch": [], "width": []}
    for line in map(json.loads, out.splitlines()):
        batch, width = map(int, re.findall(r"\d+", line["variant"]))
        points[line["workload"]].append((batch if line["workload"] == "batch" else width, line["median"]))
    for label, found in points.items():
        print(f"| {label} | " + " | ".join(str(x) for x, _ in found) + " |")
        print("|---" * (len(found) + 1) + "|")
        print("| µs a step | " + " | ".join(f"{y:.0f}" for _, y in found) + " |\n")
        chart(label, found)


if __name__ == "__main__":
    main()
