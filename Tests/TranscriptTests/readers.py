"""Other readers see in each transcript what its notebook has.

pandoc's reading of a transcript is compared with the program's HTML, which cmark-gfm reads: the same number of cells, tables,
pictures and formulas. pymarkdownlnt, where it is installed, may find nothing but line length and HTML.

    python3 Tests/TranscriptTests/readers.py .build/release/advnb notebooks
"""
import json
import pathlib
import re
import shutil
import subprocess
import sys


def pandoc_counts(page):
    text = subprocess.run(["pandoc", "-f", "commonmark_x-smart", "-t", "json", page], check=True, capture_output=True).stdout
    counts = {"cells": 0, "tables": 0, "pictures": 0, "formulas": 0}

    def walk(node):
        if isinstance(node, list):
            for item in node:
                walk(item)
        elif isinstance(node, dict):
            kind, content = node.get("t"), node.get("c")
            if kind == "CodeBlock" and "advnb" in content[0][1]:
                counts["cells"] += 1
            elif kind == "CodeBlock" and content[0][1] == ["math"]:
                counts["formulas"] += 1
            elif kind in ("Table", "Image", "Math"):
                counts[{"Table": "tables", "Image": "pictures", "Math": "formulas"}[kind]] += 1
            walk(list(node.values()))

    walk(json.loads(text)["blocks"])
    return counts


def html_counts(program, page):
    html = subprocess.run([program, "export", "--to", "html", "-o", "-", page], capture_output=True, text=True).stdout
    return {
        "cells": html.count('<pre class="cell"'), "tables": html.count("<table>"), "pictures": html.count("<img "),
        "formulas": html.count("<math "),
    }


def main(program, root):
    bad = 0
    for page in sorted(pathlib.Path(root).rglob("*.md")):
        if "<!-- advnb-transcript " not in page.read_text():
            continue
        ours, theirs = html_counts(program, page), pandoc_counts(page)
        hidden = len(re.findall(r"^```.*\.hide", page.read_text(), re.M))
        ours["cells"] += hidden
        print(("same " if ours == theirs else "DIFFERENT ") + str(page), ours, "" if ours == theirs else theirs)
        bad += ours != theirs
        if shutil.which("pymarkdownlnt"):
            words = ["pymarkdownlnt", "-d", "MD013,MD033", "-e", "front-matter", "--set", "extensions.front-matter.enabled=$!True"]
            found = subprocess.run(words + ["scan", page], capture_output=True, text=True)
            if found.stdout:
                print(found.stdout)
                bad += 1
    return bad


sys.exit(1 if main(*sys.argv[1:]) else 0)
