"""Other readers see in each transcript what its notebook has.

pandoc and cmark-gfm read each transcript: the same number of cells, tables, pictures and formulas as the program finds.
pymarkdownlnt, where it is installed, may find nothing but line length and HTML. No cell is run.

    python3 Tests/TranscriptTests/readers.py .build/release/advnb notebooks
"""
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

FENCED_CELL = re.compile(r"^(`{3,}|~{3,})([^\n`]*)\n(.*?)^\1[ ]*\n", re.M | re.S)


def is_cell(info):
    return re.match(r"\s*advnb\b", info) or re.search(r"\{[^}]*\.advnb\b", info)


def output(*words):
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout


def pandoc_counts(page):
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

    walk(json.loads(output("pandoc", "-f", "commonmark_x-smart", "-t", "json", page))["blocks"])
    return counts


def cmark_counts(page):
    xml = re.sub(r"\A---\n.*?\n---\n", "", page.read_text(), flags=re.S)
    xml = subprocess.run(
        ["cmark-gfm", "-e", "table", "-t", "xml"], input=xml, check=True, capture_output=True, text=True).stdout
    infos = re.findall(r'<code_block info="([^"]*)"', xml)
    return {
        "cells": sum(1 for info in infos if is_cell(info)), "tables": xml.count("<table>") + xml.count("<table "),
        "pictures": xml.count("<image "),
    }


def own_counts(program, page):
    """What the program finds: its cells in the source, its regions' tables and pictures, its formulas in the prose."""
    source = output(program, "strip", "-o", "-", page)
    cells = 0

    def without(match):
        nonlocal cells
        cells += bool(is_cell(match[2]))
        return "" if is_cell(match[2]) else match[0]

    prose = FENCED_CELL.sub(without, source)
    # The web page of the prose alone runs nothing.
    with tempfile.TemporaryDirectory() as folder:
        alone = pathlib.Path(folder, "prose.advnb")
        alone.write_text(prose.replace("`= ", "`"))
        html = output(program, "export", "--to", "html", "-o", "-", alone)
    results = "".join(re.findall(r"^<!-- out .*?^<!-- /out -->$", page.read_text(), re.M | re.S))
    return {
        "cells": cells, "tables": len(re.findall(r"^\|( :?-+:? \|)+$", results, re.M)) + html.count("<table>"),
        "pictures": len(re.findall(r"^!\[.*\]\(.*\)$", results, re.M)) + html.count("<img "),
        "formulas": html.count("<math "),
    }


def main(program, root):
    bad = 0
    for page in sorted(pathlib.Path(root).rglob("*.md")):
        if "<!-- advnb-transcript " not in page.read_text():
            continue
        own = own_counts(program, page)
        for name, counts in [("pandoc", pandoc_counts(page)), ("cmark-gfm", cmark_counts(page))]:
            if any(own[kind] != count for kind, count in counts.items()):
                print(f"DIFFERENT {page}: {own}, but {name} reads {counts}")
                bad += 1
        print(f"read {page}: {own}")
        if shutil.which("pymarkdownlnt"):
            words = ["pymarkdownlnt", "-d", "MD013,MD033", "-e", "front-matter", "--set", "extensions.front-matter.enabled=$!True"]
            found = subprocess.run(words + ["scan", page], capture_output=True, text=True)
            if found.stdout:
                print(found.stdout)
                bad += 1
    return bad


sys.exit(1 if main(*sys.argv[1:]) else 0)
