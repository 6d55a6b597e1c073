#!/usr/bin/python3
"""Random keys and pastes at a terminal: the program must neither end nor stop answering.

    fuzz.py PROGRAM [--seconds N] [--seed S]
"""

import argparse
import os
import random
import shutil
import sys
import tempfile
import time

from terminal import Terminal, plain

KEYS = [
    "\r", "\n", "\t", "\t\t", "\x01", "\x02", "\x05", "\x06", "\x08", "\x0b", "\x0c", "\x0e", "\x10", "\x12", "\x14", "\x15",
    "\x17", "\x18\x15", "\x19", "\x1f", "\x7f", "\x1b", "\x1b\r", "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D", "\x1b[3~", "\x1b[H",
    "\x1b[F", "\x1bOA", "\x1bb", "\x1bf", "\x1bd", "\x1bu", "\x1b<", "\x1b>", "\x1b5", "\x1b[1;5C", "\x03",
]
WORDS = [
    "x", "=", "1", "+", "(", ")", "[", "]", "{", "}", '"', "'", "`", "#", ",", ":", ";", ".", "..", "->", "|>", "@", "^", "\\alpha",
    "fn f(x) = x", "for i in range(3) ", "grad(", "relu", "plot([1, 2])", "image(rand(4, 4))", "日本", "x̂", "é", "\u200d", "👩‍💻",
    ":help", ":s", ":undo", ":vars", ":grad relu", ":graph 1 + [1]", ":time 1", ":mem", ":history", ":type 1", ":set digits 6", ":doc relu",
    "_", "_1", "?", "??", "relu?", " ", "    ", "while false { }", "if true { 1 } else { 2 }", "sequential(dense(4, 2))", "1/0", "error(\"no\")",
]
BAD = [b"\xff\xfe", b"\xc3", b"\x80\x80", b"\xed\xa0\x80", b"\x1b[999;999H", b"\x1b]0;t\x07", b"\x00", b"\x1b[200~", b"\x1b[201~"]


def step(dice, t):
    kind = dice.random()
    if kind < 0.45:
        t.type(dice.choice(KEYS))
    elif kind < 0.85:
        t.type(dice.choice(WORDS))
    elif kind < 0.92:
        text = "\n".join(" ".join(dice.choices(WORDS, k=dice.randrange(6))) for _ in range(dice.randrange(40)))
        t.type("\x1b[200~" + text + "\x1b[201~")
    elif kind < 0.96:
        t.child.send(dice.choice(BAD))
    else:
        t.resize(dice.choice([1, 2, 7, 20, 40, 80, 200]), dice.choice([1, 2, 5, 10, 24, 60]))


def answers(t, number):
    """Whether the program still does what it is asked.

    What it is busy with takes the first Ctrl-C, and keys that it had read before are left: it is asked again, as a person would.
    """
    for attempt in range(6):
        t.child.send(b"\x1b[201~")
        t.type("\x07\x03")
        t.settle(0.1)
        t.type("\x03")
        t.settle(0.1)
        word = f"{number}.{attempt}"
        before = len(t.raw)
        t.type(f'\x15print("ok" + "{word}")\r')
        start = time.monotonic()
        while time.monotonic() - start < 5:
            if f"ok{word}\r\n".encode() in t.raw[before:]:
                return True
            if not t.pump(0.1):
                return False
    return False


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--seconds", type=float, default=3600)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    dice = random.Random(options.seed)
    folder = tempfile.mkdtemp(prefix="advnb-fuzz-")
    variables = {"ADVNB_HISTORY": folder + "/history"}
    if "SWIFT_BACKTRACE" in os.environ:
        variables["SWIFT_BACKTRACE"] = os.environ["SWIFT_BACKTRACE"]  # where a trap comes from
    t = Terminal(os.path.abspath(options.program), folder=folder, environment=variables)
    t.ready()
    end = time.monotonic() + options.seconds
    count, log = 0, []
    while time.monotonic() < end:
        mark = len(t.raw)
        step(dice, t)
        count += 1
        t.pump(0.005)
        if len(t.raw) > 1 << 22:
            t.raw = t.raw[-4096:]
        if count % 200 == 0:
            t.resize(80, 24)
            if not answers(t, count):
                print(f"after {count} steps with seed {options.seed} the program is {'wedged' if t.child.isalive() else 'gone'}")
                print(f"exit status {t.child.exitstatus}, signal {t.child.signalstatus}; it wrote last:")
                print(plain(t.raw[-2000:]))
                return 1
    alive = t.child.isalive()
    t.close()
    shutil.rmtree(folder, ignore_errors=True)
    print(f"{count} steps with seed {options.seed}: {'1 passed, 0 failed' if alive else 'gone'}")
    return 0 if alive else 1


if __name__ == "__main__":
    sys.exit(main())
