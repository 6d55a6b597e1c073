#!/usr/bin/python3
"""Times that a person feels, of the release build: nothing here asserts, a busy machine is slower.

    measure.py PROGRAM [REPEATS]
"""

import os
import statistics
import sys
import tempfile
import time

from terminal import Terminal


def open_terminal(program):
    return Terminal(program, folder=tempfile.mkdtemp(), environment={"NO_COLOR": "1"})


def raw_wait(t, mark, start):
    """Waits for bytes without drawing them: the screen's own work is not the program's."""
    before = len(t.raw)
    while mark not in t.raw[before:]:
        t.raw += t.child.read_nonblocking(65536, 20)
    return time.monotonic() - start


def prompt_after_start(program):
    t = open_terminal(program)
    seconds = raw_wait(t, b"advnb> ", t.started)
    t.close()
    return seconds


def answer(t):
    start = time.monotonic()
    t.type("1+1\r")
    return raw_wait(t, b"2\r\n", start)


def interrupt(t, entry):
    t.type(entry + "\r")
    start = time.monotonic()
    while time.monotonic() - start < 1.0:
        t.pump(0.02)
    start = time.monotonic()
    t.interrupt()
    seconds = raw_wait(t, b"advnb> ", start)
    t.settle()
    return seconds


def report(name, times):
    milliseconds = sorted(1000 * time for time in times)
    print(f"{name:36} median {statistics.median(milliseconds):8.2f} ms, largest {milliseconds[-1]:8.2f} ms")


def main(arguments):
    program, repeats = os.path.abspath(arguments[0]), int(arguments[1]) if len(arguments) > 1 else 20
    report("prompt after start", [prompt_after_start(program) for _ in range(repeats)])
    t = open_terminal(program)
    t.ready()
    t.enter("1+1")
    times = []
    for _ in range(repeats):
        times.append(answer(t))
        t.wait(t.at_prompt)
    report("answer to 1+1", times)
    for name, entry in [
        ("Ctrl-C in a loop", "while true { }"),
        ("Ctrl-C in kernels", "for i in range(1000000) { x = sum(tanh(randn(2000, 2000))) }"),
        ("Ctrl-C in a long matrix product", "a = ones(6000, 6000); b = a @ a @ a @ a"),
        ("Ctrl-C in a long sort", "y = argsort(rand(20000000))"),
        ("Ctrl-C while printing", "for i in range(100000000) { print(i) }"),
        ("Ctrl-C while a large text is printed", 's = "0123456789abcdef"; for i in range(21) { s = s + s }; print(s)'),
    ]:
        report(name, [interrupt(t, entry) for _ in range(5)])
    t.close()


if __name__ == "__main__":
    main(sys.argv[1:])
