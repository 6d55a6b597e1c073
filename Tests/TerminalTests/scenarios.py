#!/usr/bin/python3
"""Plays conversations at a pseudo-terminal and compares the screens with committed ones in `Screens/`.

    scenarios.py PROGRAM [--accept] [NAME…]

A scenario is a function; `shot` compares what stands on the screen. `--accept` writes the screens anew: look at them.
The last line counts what passed and failed, and the exit status says so.
"""

import os
import shutil
import signal
import sys
import tempfile
import termios
import time
import traceback
import unicodedata

from terminal import Screen, Terminal, plain

HERE = os.path.dirname(os.path.abspath(__file__))
SCREENS = os.path.join(HERE, "Screens")

TALL = (80, 24)
SMALL = (40, 10)


class Stage:
    """What a scenario plays on: a folder of its own, and the screens to compare with."""

    def __init__(self, program, name, accepts):
        self.program, self.name, self.accepts = program, name, accepts
        self.folder = tempfile.mkdtemp(prefix="advnb-terminal-")
        self.terminals = []

    def open(self, size=TALL, **more):
        environment = {"NO_COLOR": "1", **more.pop("environment", {})}
        environment = {name: value for name, value in environment.items() if value is not None}
        terminal = Terminal(more.pop("program", self.program), *size, folder=self.folder, environment=environment, **more)
        self.terminals.append(terminal)
        terminal.ready()
        return terminal

    def shot(self, terminal, part):
        """The screen and the cursor's place, against the committed ones."""
        screen = terminal.screen
        text = "\n".join(terminal.lines()).rstrip() + f"\n-- cursor {screen.cursor.y + 1}:{screen.cursor.x + 1}\n"
        path = os.path.join(SCREENS, f"{self.name}-{part}.txt")
        if self.accepts:
            os.makedirs(SCREENS, exist_ok=True)
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
            return
        with open(path, encoding="utf-8") as file:
            expected = file.read()
        assert text == expected, f"{os.path.basename(path)} is\n{expected}but the screen shows\n{text}"

    def read(self, name):
        with open(os.path.join(self.folder, name), encoding="utf-8") as file:
            return file.read()

    def run(self, *arguments):
        import subprocess

        return subprocess.run([self.program, *arguments], cwd=self.folder, capture_output=True, text=True, timeout=60)

    def close(self):
        for terminal in self.terminals:
            terminal.close()
        shutil.rmtree(self.folder, ignore_errors=True)


UP, DOWN, LEFT, RIGHT = "\x1b[A", "\x1b[B", "\x1b[D", "\x1b[C"
PASTE = "\x1b[200~{}\x1b[201~"


def press(terminal, *keys):
    """Keys one by one, each seen by the program before the next."""
    for key in keys:
        terminal.type(key)
        terminal.settle()


def editing(stage):
    for size in (TALL, SMALL):
        t = stage.open(size)
        press(t, "fn area(r) {\r", "π = 3.14\r", "π * r^2\r", "}")
        stage.shot(t, f"block-{size[0]}")
        # Up into the block, a change there, and Enter wherever the cursor is.
        press(t, UP, UP, "\x05", "159", "\r")
        t.wait(t.at_prompt)
        assert "28.27" in t.enter("area(3)"), t.text()
        press(t, UP, UP)
        stage.shot(t, f"recalled-{size[0]}")
        press(t, "\x03")
        press(t, "1 + 2 + 3 # a line that is longer than a window of forty columns is wide")
        press(t, *["\x1bb"] * 6, "\x0b", "\x15")
        press(t, "x = 12", "\x1f", "\x19")  # undo, yank
        stage.shot(t, f"killed-{size[0]}")
        t.close()


def vi_mode(stage):
    with open(os.path.join(stage.folder, ".inputrc"), "w") as file:
        file.write("set editing-mode vi\nset keyseq-timeout 50\n")
    t = stage.open()
    press(t, "12 + 30", "\x1b", "0", "cw", "40", "\x1b")
    assert t.line().startswith("advnb> 4"), t.text()
    t.type("\r")
    t.wait(lambda: "\n70\n" in t.text() and t.at_prompt())


def keys_ahead(stage):
    """Keys that come in one piece: a count with a key that means nothing, and Ctrl-C behind keys that it drops."""
    with open(os.path.join(stage.folder, ".inputrc"), "w") as file:
        file.write("set keyseq-timeout 50\n")
    for mode in ("", "\x1b\x0a"):  # M-C-j: vi
        t = stage.open()
        press(t, mode)
        t.type("x\x1b5]")
        t.settle()
        t.type("y\x1b5\x07\x1b7\x1b~z\x18\x07")
        t.settle()
        for _ in range(20):
            t.type("abc\x1b3\x03")
            t.pump(0.01)
        t.settle()
        press(t, "\x03")
        assert "\n42\n" in t.enter("40 + 2"), t.text()
        t.close()


def wide_characters(stage):
    for size in (TALL, SMALL):
        t = stage.open(size)
        press(t, '"日本語のテキストはとても広いので端で折り返される"', LEFT, LEFT, LEFT)
        stage.shot(t, f"wide-{size[0]}")
        press(t, "\x7f", "\x05", "\r")
        t.wait(t.at_prompt)
        press(t, "x̂ = 3; x̂ + 1", "\x01", RIGHT, RIGHT)
        stage.shot(t, f"combining-{size[0]}")
        press(t, "\x05", "\r")
        t.wait(t.at_prompt)
        assert "\n4\n" in t.text() + "\n", t.text()
        t.close()


def search(stage):
    history = {"ADVNB_HISTORY": os.path.join(stage.folder, "history")}
    t = stage.open(environment=history)
    for entry in ("alpha = 1", "beta = 2", "gamma = alpha + beta"):
        t.enter(entry)
    press(t, "\x12", "bet")
    stage.shot(t, "found")
    press(t, "\x12")
    stage.shot(t, "older")
    press(t, "\r")
    t.wait(t.at_prompt)
    # Another session appends to the same file, and a third sees both.
    second = stage.open(environment=history)
    second.enter("delta = 4")
    t.enter("epsilon = 5")
    third = stage.open(environment=history)
    press(third, UP, UP)
    assert third.line() == "advnb> delta = 4", third.text()
    assert os.stat(history["ADVNB_HISTORY"]).st_mode & 0o777 == 0o600


def paste(stage):
    program = "".join(f"v{i} = {i} * 2\n" for i in range(199)) + "v0 + v198"
    for size in (TALL, SMALL):
        t = stage.open(size)
        press(t, PASTE.format(program))
        stage.shot(t, f"pasted-{size[0]}")
        t.type("\r")
        t.wait(lambda: t.at_prompt() and t.lines()[t.screen.cursor.y - 1] == "396")
        press(t, UP)
        stage.shot(t, f"recalled-{size[0]}")
        t.close()
    # A piece of a conversation: prompts go, and so do the answers between them.
    t = stage.open()
    press(t, PASTE.format("advnb> a = [\n  ...>   1, 2]\nadvnb> sum(a)\n3\nadvnb> 40 + sum(a) - 1"), "\r")
    t.wait(lambda: t.at_prompt() and t.lines()[t.screen.cursor.y - 1] == "42")
    # Ctrl-C ends a paste whose end does not come.
    press(t, "\x1b[200~lost", "\x03")
    assert t.at_prompt() and "lost" in t.text(), t.text()
    # And nothing of the memory behind it is shown: lengths that fill Readline's buffer.
    for length in (64, 512, 2048) * 4:
        before = len(t.raw)
        press(t, "\x1b[200~" + "x" * length, "\x03")
        assert t.at_prompt(), t.text()
        assert set(t.raw[before:]) < set(range(0x7F)), t.raw[before:]
    # Without brackets around it each line is an entry.
    t.type("b = 1\nc = 2\nb + c\n")
    t.wait(lambda: t.at_prompt() and t.lines()[t.screen.cursor.y - 1] == "3")


def completion(stage):
    for size in (TALL, SMALL):
        t = stage.open(size)
        # Names of its own: those of the library may become more.
        press(t, PASTE.format("## Moves x by a step; nothing else is done to it.\nzebra_move(x, step = 1, brink = 9) = x + step"), "\r")
        t.wait(t.at_prompt)
        t.enter('zebra_size = [1, 2]; zebra_word = "striped"')
        press(t, "zeb\t")
        stage.shot(t, f"names-{size[0]}")
        press(t, "\x03", "zebra_move(3, bri\t")
        assert t.line().endswith("zebra_move(3, brink = "), t.text()
        press(t, "8, \t")
        assert t.text().endswith("zebra_move(3, brink = 8, step ="), t.text()
        press(t, "\x03", "zebra_move(\t")
        stage.shot(t, f"arguments-{size[0]}")
        press(t, "\x03")
        t.enter('p = {weights: [1, 2], bias: 3, name: "small"}')
        press(t, "p.\t")
        stage.shot(t, f"fields-{size[0]}")
        press(t, "\x03", "\\alp\t", "\t")
        assert t.line() == "advnb> α", t.text()
        press(t, "\x03", ":tran\t")
        assert t.line() == "advnb> :transcript ", t.text()
        press(t, "\x03", ":s\t")
        stage.shot(t, f"commands-{size[0]}")
        press(t, "\x03")
        with open(os.path.join(stage.folder, "only-file.csv"), "w") as file:
            file.write("a,b\n1,2\n")
        press(t, 'load("onl\t')
        assert t.line() == 'advnb> load("only-file.csv', t.text()
        t.close()


def resize(stage):
    t = stage.open(TALL)
    press(t, 'message = "a line of text that fits into eighty columns but not into forty"')
    t.resize(*SMALL)
    t.settle()
    stage.shot(t, "narrow")
    t.resize(*TALL)
    press(t, "; 1\r")
    t.wait(t.at_prompt)
    assert "\n1\n" in t.text(), t.text()
    # What is shown next fits the window that there is then.
    t.resize(*SMALL)
    t.enter("arange(24) * 1000.5")
    t.enter("reshape(arange(24), 2, 12) * 1000.5")
    stage.shot(t, "values")


def values(stage):
    for size in (TALL, SMALL):
        t = stage.open(size)
        t.enter("m = sequential(dense(784, 256), relu, dense(256, 10))")
        t.enter("m")
        t.enter('d = {x: zeros(100, 8, 8), y: arange(100), about: {name: "zeros", size: 8}}')
        t.enter("d")
        stage.shot(t, f"model-record-{size[0]}")
        press(t, "\x0c")
        t.enter('table({name: ("clean", "attacked by one large step"), accuracy: (0.98, 0.03125)})')
        t.enter("f(x, scale = 2) = x * scale")
        t.enter("f")
        t.enter("softmax")
        stage.shot(t, f"table-function-{size[0]}")
        t.close()


def commands(stage):
    t = stage.open()
    t.enter("w = [[1, 2], [3, 4]]")
    t.enter("loss(w) = mean(square(w))")
    t.enter(":grad loss(w)")
    t.enter(":graph relu(w @ w)")
    t.enter(":type w @ w")
    t.enter(":vars")
    stage.shot(t, "looking")
    press(t, "\x0c")
    t.enter("w = 5")
    t.enter(":undo")
    t.enter("w[0]")
    t.enter(":undo")
    t.enter(":undo")
    t.enter("loss(w)")
    t.enter(":history")
    t.enter(":set")
    t.enter(":help undo")
    stage.shot(t, "ruling")
    for command in ("time sum(w)", "bench w + 1", "mem", "plan w + 1"):
        answer = t.enter(":" + command)
        assert "error" not in answer and answer.count("\n") > 1, answer
    stage.run("help")
    editor = os.path.join(stage.folder, "editor")
    with open(editor, "w") as file:
        file.write('#!/bin/sh\nsed -i "s/2/3/" "$1"\n')
    os.chmod(editor, 0o755)
    e = stage.open(environment={"EDITOR": editor})
    e.enter("20 + 2")
    e.enter(":edit")
    stage.shot(e, "edit")


def narrow_help(stage):
    t = stage.open((40, 60))
    t.enter(":help")
    stage.shot(t, "list")


def tour(stage):
    t = stage.open((80, 50), environment={"ADVNB_IMAGES": "ascii"})
    t.enter(":tour")
    stage.shot(t, "begin")
    for step in range(10):
        before = t.raw.count(b"advnb> ")
        t.type("\r")
        t.wait(lambda: t.raw.count(b"advnb> ") > before and t.at_prompt(), 60)
        t.settle()
    assert "That was the tour" in t.text(), t.text()
    assert "error" not in t.raw.decode("utf-8", "replace"), t.text()
    ending = stage.run("run", "tour.advnb")
    assert ending.returncode == 0, ending.stderr


def saving(stage):
    t = stage.open()
    t.enter(":seed 11")
    drawn = t.enter("randn(3)")
    t.enter("_ * 2")
    t.enter("nonsense")
    t.enter('a = 1; error("half way")')
    t.enter(":seed 12")
    later = t.enter("sum(randn(4)) + a")
    t.enter("plot([1, 4, 9])")
    t.enter(":save talk.advnb")
    t.enter(":transcript page.md")
    ending = stage.run("run", "talk.advnb")
    assert ending.returncode == 0, ending.stderr
    page = stage.read("talk.md")
    for answer in (drawn, later):
        value = answer.split("\n")[-2]
        assert value in page, f"{value!r} is not in\n{page}"
    check = stage.run("check", "page.md")
    assert check.returncode == 0, check.stdout + check.stderr
    own = stage.read("page.md").replace("page_files", "talk_files").replace("source=page", "source=talk")
    assert own == page, own


def interrupts(stage):
    situations = [
        "while true { }",
        "for i in range(1000000) { x = sum(tanh(randn(2000, 2000))) }",
        "a = ones(6000, 6000); b = a @ a @ a @ a",
        "y = argsort(rand(20000000))",
        "for i in range(100000000) { print(i) }",
        's = "ab"; for i in range(23) { s = s + s }; print(s)',
    ]
    t = stage.open()
    t.enter("kept = 41")
    for entry in situations:
        t.type(entry + "\r")
        start = time.monotonic()
        while time.monotonic() - start < 1.2:
            t.pump(0.02)
        assert not t.at_prompt(), f"{entry} was done too soon"
        t.interrupt()
        t.wait(t.at_prompt)
        t.settle()
        assert "\n42\n" in t.enter("kept + 1"), t.text()
    # What is shown is bounded, so that it need not be interrupted.
    assert " … 16711680 more bytes" in t.enter("s"), t.text()[-400:]
    # Right behind Enter it is meant for the entry.
    for milliseconds in (1, 2, 4, 8, 16, 32):
        t.type("while true { }\r")
        time.sleep(milliseconds / 1000)
        t.interrupt()
        t.settle()
        assert "\n42\n" in t.enter("kept + 1"), t.text()
    # At the prompt it gives up the entry; twice does not quit.
    press(t, "(1 +\r", "2", "\x03", "\x03", "\x03")
    assert t.at_prompt(), t.text()
    # A loop at the top keeps the passes that it has made.
    t.enter("n = 0; z = zeros(2)")
    t.type("while true { z = z + 1; x = sum(tanh(randn(2000, 2000))) + z[0]; n += 1 }\r")
    start = time.monotonic()
    while time.monotonic() - start < 1.2:
        t.pump(0.02)
    t.interrupt()
    t.wait(t.at_prompt)
    assert "true" in t.enter("(item(z[0]) >= n - 1) and (n > 1)"), t.text()
    # In the middle of a training its bar goes, and the names keep what they had.
    t.enter('data = dataset("digits"); m = dense(64, 10); before = m.w[0]')
    t.type("(m, losses) = fit(m, data, epochs = 100000)\r")
    t.wait(lambda: "100000" in t.text() and "/" in t.lines()[-1] + t.text())
    t.interrupt()
    t.wait(t.at_prompt)
    assert "true" in t.enter("all(before == m.w[0])"), t.text()


def signals(stage):
    history = {"ADVNB_HISTORY": os.path.join(stage.folder, "history")}
    t = stage.open(environment=history)
    t.enter("1 + 1")
    press(t, "half an ent")
    t.child.kill(signal.SIGTSTP)
    t.settle()
    t.child.kill(signal.SIGCONT)
    t.settle()
    assert t.line() == "advnb> half an ent", t.text()
    for number, status in ((signal.SIGTERM, 143), (signal.SIGHUP, 129)):
        t = stage.open(environment=history)
        press(t, "never ended")
        t.child.kill(number)
        t.wait(lambda: b"\x1b[?2004l" in t.raw[-40:])
        sane = termios.ECHO | termios.ICANON
        t.wait(lambda: t.modes()[3] & sane == sane)
        assert t.end() == status
    t = stage.open(environment=history)
    t.type("\x04")
    assert t.end() == 0
    assert stage.read("history") == "1 + 1\n"


def closed_terminal(stage):
    """The window is closed: the program ends at once, whatever it does, and what was entered is in the history."""
    situations = {
        "1": "",
        "2": "half an ent",
        "3": "fn f(x) {\rx + 1\r",
        "4": "while true { }\r",
        "5": "for i in range(100000000) { print(i) }\r",
        "6": "a = ones(6000, 6000); b = a @ a @ a @ a\r",
    }
    for number, keys in situations.items():
        # Under nohup nothing but the end of its input tells the program, and what runs may go on.
        for hears in (True, False) if number in "123" else (True,):
            path = os.path.join(stage.folder, f"history-{number}-{hears}")
            program = (stage.program, ()) if hears else ("/bin/sh", ("-c", 'trap "" HUP; exec "$0"', stage.program))
            t = stage.open(environment={"ADVNB_HISTORY": path}, program=program[0], arguments=program[1])
            t.enter(f"{number} + 1")
            t.type(keys)
            start = time.monotonic()
            while time.monotonic() - start < 0.7:
                t.pump(0.02)
            seconds = t.hang_up(2)
            assert seconds is not None, f"{keys!r} goes on without a terminal, {'' if hears else 'not '}told so"
            entries = stage.read(os.path.basename(path)).split("\n")
            assert entries[0] == f"{number} + 1", entries
            # What ran was entered, too.
            assert (len(entries) > 2) == (number in "456"), entries


def progress(stage):
    t = stage.open(environment={"TERM": "xterm-256color"})
    t.type("for i in range(300) { x = sum(tanh(randn(1000, 1000))) }\r")
    t.wait(lambda: "/300" in t.text() and "left" in t.text())
    t.wait(lambda: t.at_prompt(), 60)
    assert " in " in t.text() or "in " in t.lines()[t.screen.cursor.y - 1], t.text()
    assert "left" not in t.text(), t.text()


class SixelScreen(Screen):
    attributes = "\x1b[?62;4c"


def pictures(stage):
    entry = "image([[0, 0.25, 0.5], [0.5, 0.75, 1]])"
    t = stage.open(environment={"NO_COLOR": None, "COLORTERM": "truecolor"})
    t.enter(entry)
    stage.shot(t, "halfblocks")
    row = t.screen.buffer[2]
    colours = [row[0].fg, row[0].bg]
    assert colours == ["000000", "000000"] or "000000" in colours, colours
    t.enter("plot([1, 4, 9], title = \"squares\")")
    stage.shot(t, "chart")
    t = stage.open(environment={"NO_COLOR": None}, screen=SixelScreen)
    for _ in range(5):
        # A busy machine may answer for its terminal too late; the next question is a new one.
        t.enter(":set images auto")
        t.enter(entry)
        if b"\x1bP" in t.raw:
            break
    assert b"\x1bP" in t.raw and b"q\"1;1;" in t.raw, t.raw[-200:]
    t.enter("plot([1, 4, 9])")
    assert t.raw.count(b"\x1bP") == 2, "the chart is no sixel"
    for mode, mark in (("kitty", b"\x1b_G"), ("iterm", b"\x1b]1337;File="), ("none", b"[image 3")):
        t = stage.open(environment={"NO_COLOR": None, "ADVNB_IMAGES": mode})
        t.enter(entry)
        assert mark in t.raw, t.raw[-200:]
    for size in (TALL, SMALL):
        t = stage.open(size, environment={"ADVNB_IMAGES": "ascii"})
        t.enter("image(reshape(arange(64), 8, 8) / 63)")
        stage.shot(t, f"ascii-{size[0]}")
        t.enter('bar(("cat", "dog", "ship"), [3, 5, 2])')
        stage.shot(t, f"bars-{size[0]}")
    t.enter(":set images none")
    assert "[plot" in t.enter("plot([1, 2])")


def width(text):
    """Columns of the widest line of what was written."""
    return max(sum(1 + (unicodedata.east_asian_width(c) in "WF") for c in line) for line in text.split("\n"))


def charts(stage):
    """Charts that are pictures have their words as words, and their numbers where they fit."""
    entries = {
        "matrix": 'heatmap([[1, 0.25, nan], [-0.5, 2, 0]], rows = ("first", "second"), columns = ("a", "b", "c"), '
        'title = "weights", xlabel = "input", ylabel = "output")',
        "confusion": "confusion_chart(diag(arange(10)) + 3, title = \"digits\")",
        "regions": "decision_regions(x -> x @ [1, 2] - 0.5, [[0, 0], [1, 1], [0, 1]], [0, 1, 1], "
        'labels = ("calm", "wild"), title = "two classes", xlabel = "width", ylabel = "height")',
        "contour": "contour(linspace(-2, 2, 21), linspace(-1, 1, 21), on_grid((x, y) -> x^2 + 3 * y^2, "
        "linspace(-2, 2, 21), linspace(-1, 1, 21)))",
        "arrows": "s = linspace(-1, 1, 5); quiver(s, s, on_grid((x, y) -> -y, s, s), on_grid((x, y) -> x, s, s))",
        "panels": 'subplots(plot([1, 4, 9], xlabel = "epoch"), heatmap(eye(3)), image(eye(4)), '
        'labels = ("loss", "unit matrix", "a picture"), title = "side by side")',
        "attack": "compare(eye(6), eye(6) * 0.9 + 0.1)",
    }
    for size in (TALL, SMALL):
        for colours in ({"NO_COLOR": None, "COLORTERM": "truecolor"}, {}):
            t = stage.open(size, environment=colours)
            for name, entry in entries.items():
                press(t, "\x0c", entry)
                before = len(t.raw)
                t.type("\r")
                t.wait(lambda: b"\n" in t.raw[before:] and t.at_prompt())
                written = plain(t.raw[before:])
                assert width(written) <= size[0] and "[plot" not in written, written
                stage.shot(t, f"{name}-{size[0]}{'-colours' if colours else ''}")
            t.close()
    # Numbers stand on the colours of their squares.
    t = stage.open(environment={"NO_COLOR": None, "COLORTERM": "truecolor"})
    t.enter("heatmap([[1, 0], [0, 1]])")
    cells = [cell for line in t.screen.buffer.values() for cell in line.values() if cell.data in "01" and cell.bg != "default"]
    assert len({cell.bg for cell in cells}) == 2 and all(cell.fg != cell.bg for cell in cells), cells


def shells(stage):
    """What Tab offers behind the program's name in bash, and in the other shells where they are installed."""
    import subprocess

    for name in ("lecture.advnb", "lecture.md", "list.txt", "little.adv"):
        with open(os.path.join(stage.folder, name), "w") as file:
            file.write("")
    with open(os.path.join(stage.folder, "bash"), "w") as file:
        file.write(stage.run("completion", "bash").stdout)
    call = (
        'source ./bash; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}; '
        '_advnb "$1" "${@: -1}" "${@: -2:1}"; printf "%s\\n" "${COMPREPLY[@]}"'
    )

    def offered(*words):
        ending = subprocess.run(
            ["bash", "-c", call, "bash", "advnb", *words], cwd=stage.folder, capture_output=True, text=True, timeout=20)
        return set(ending.stdout.split())

    assert offered("run", "l") == {"lecture.advnb", "lecture.md"}, offered("run", "l")
    assert offered("check", "l") == {"lecture.md"}, offered("check", "l")
    assert offered("l") == {"lint", "little.adv"}, offered("l")
    assert offered("export", "--to", "") == {"html", "ipynb", "script"}, offered("export", "--to", "")
    assert "--allow-read" in offered("run", "--"), offered("run", "--")
    with open(os.path.join(stage.folder, "_advnb"), "w") as file:
        file.write(stage.run("completion", "zsh").stdout)
    with open(os.path.join(stage.folder, ".zshrc"), "w") as file:
        file.write("PS1='> '; fpath=(~ $fpath); autoload -U compinit; compinit -u -D\n")
    fish = os.path.join(stage.folder, ".config/fish/completions")
    os.makedirs(fish)
    with open(os.path.join(fish, "advnb.fish"), "w") as file:
        file.write(stage.run("completion", "fish").stdout)
    with open(os.path.join(stage.folder, ".config/fish/config.fish"), "w") as file:
        file.write("function fish_prompt; echo '> '; end; set fish_greeting\n")
    # The program by its name, wherever it is.
    os.symlink(stage.program, os.path.join(stage.folder, "advnb"))
    for shell in filter(shutil.which, ("zsh", "fish")):
        path = f"{stage.folder}:/usr/bin:/bin"
        t = Terminal(shutil.which(shell), folder=stage.folder, environment={"PATH": path, "SHELL": shell})
        stage.terminals.append(t)
        t.wait(lambda: t.line().startswith(">"))
        for words, name in (("run lecture.a", "lecture.advnb"), ("check lec", "lecture.md"), ("litt", "little.adv")):
            t.settle()
            t.type(f"advnb {words}\t")
            t.wait(lambda: name in t.line(), 10)
            t.type("\x15")


def dumb_terminal(stage):
    t = stage.open(environment={"TERM": "dumb"})
    t.enter("1 + 1")
    t.enter("[1, 2] @ [3, 4]")
    assert b"\x1b" not in t.raw, t.raw
    assert "11" in t.text(), t.text()


def tmux(stage):
    """The same program inside tmux, read by capture-pane: without colours, and with pictures in half blocks."""
    import subprocess

    if shutil.which("tmux") is None:
        raise AssertionError("tmux is not installed")
    socket = os.path.join(stage.folder, "tmux")

    def call(*arguments):
        return subprocess.run(
            ["tmux", "-S", socket, *arguments], capture_output=True, text=True, timeout=20,
            env={"HOME": stage.folder, "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "TERM": "xterm-256color",
                 "ADVNB_HISTORY": "", "NO_COLOR": "1"})

    def wait(text):
        for _ in range(200):
            if text in call("capture-pane", "-p").stdout:
                return
            time.sleep(0.1)
        raise AssertionError(f"{text!r} does not come:\n" + call("capture-pane", "-p").stdout)

    try:
        call("-f", "/dev/null", "new-session", "-d", "-x", "80", "-y", "24", stage.program)
        wait("advnb>")
        call("send-keys", "fn f(x) {", "Enter", "x + 40", "Enter", "}", "Enter", "f(2)", "Enter")
        wait("\n42\n")
        # The terminal query gets no answer of kitty's here: half blocks, or ASCII without colours.
        call("send-keys", "image(eye(4))", "Enter")
        wait("@@")
        shown = call("capture-pane", "-p").stdout
        assert "Gi=31" not in shown, shown
        call("resize-window", "-x", "40", "-y", "10")
        call("send-keys", "1000 + 1", "Enter")
        wait("\n1001\n")
        call("new-window", "env", "-u", "NO_COLOR", "COLORTERM=truecolor", stage.program)
        wait("advnb>")
        call("send-keys", "image(eye(4))", "Enter")
        wait("▄")
    finally:
        call("kill-server")


SCENARIOS = [
    editing, vi_mode, keys_ahead, wide_characters, search, paste, completion, resize, values, commands, narrow_help, tour, saving,
    interrupts, signals, closed_terminal, progress, pictures, charts, shells, dumb_terminal, tmux,
]


def main(arguments):
    program = os.path.abspath(arguments[0])
    accepts = "--accept" in arguments
    names = [name for name in arguments[1:] if not name.startswith("--")]
    passed, failed = 0, 0
    for scenario in SCENARIOS:
        if names and scenario.__name__ not in names:
            continue
        stage = Stage(program, scenario.__name__, accepts)
        try:
            scenario(stage)
            passed += 1
        except Exception:
            failed += 1
            print(f"FAILED {scenario.__name__}\n{traceback.format_exc()}", flush=True)
        finally:
            stage.close()
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
