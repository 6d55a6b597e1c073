"""Writes the known answers: one JSON file an area, from JAX, NumPy and SciPy.

    python3 -m venv jaxenv && jaxenv/bin/pip install jax numpy scipy
    jaxenv/bin/python make.py            # all areas; make.py indexing writes one

Neighbours: `areas/` holds the cases, `book.py` says what a case is, `KnownAnswerTests.swift` runs them.
"""

import importlib
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))


def main():
    from book import Book

    wanted = sys.argv[1:] or sorted(p.stem for p in (HERE / "areas").glob("[a-z]*.py"))
    total = 0
    for area in wanted:
        book = Book(area)
        importlib.import_module(f"areas.{area}").write(book)
        (HERE / f"{area}.json").write_text(book.json())
        total += len(book.cases)
        print(f"{area}: {len(book.cases)} cases")
    print(f"{total} cases")


if __name__ == "__main__":
    main()
