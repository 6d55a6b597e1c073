"""The program at a pseudo-terminal (pexpect), its output on a screen that can be read (pyte).

Neighbours: `scenarios.py` plays, `fuzz.py` hammers, `measure.py` takes times.
"""

import os
import re
import signal
import time

import pexpect
import pyte


def plain(data):
    """What was written, without escape sequences and returns."""
    text = data.decode("utf-8", "replace")
    return re.sub(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b[_P\]].*?(\x1b\\|\x07)", "", text).replace("\r", "")


class Screen(pyte.Screen):
    """A screen that answers what the program may ask, as a terminal that is no xterm would."""

    attributes = "\x1b[?6c"

    def report_device_attributes(self, mode=0, **kwargs):
        if mode == 0 and not kwargs.get("private"):
            self.write_process_input(self.attributes)


class Terminal:
    """One run of the program in a window of some size."""

    def __init__(self, program, columns=80, rows=24, folder=".", environment=None, arguments=(), screen=Screen):
        self.screen = screen(columns, rows)
        self.stream = pyte.ByteStream(self.screen)
        self.raw = b""
        variables = {
            "HOME": folder, "PATH": "/usr/bin:/bin", "TERM": "xterm-256color", "LANG": "C.UTF-8",
            "ADVNB_HISTORY": "", **(environment or {}),
        }
        self.started = time.monotonic()
        self.child = pexpect.spawn(
            program, list(arguments), cwd=folder, env=variables, dimensions=(rows, columns), timeout=30)
        self.child.delaybeforesend = None
        self.screen.write_process_input = lambda text: self.child.send(text)

    def pump(self, seconds):
        """Takes what the program writes within a time; false once it has ended."""
        try:
            data = self.child.read_nonblocking(65536, seconds)
        except pexpect.TIMEOUT:
            return True
        except (pexpect.EOF, OSError):
            return False
        self.raw += data
        self.stream.feed(data)
        return True

    def type(self, text):
        self.child.send(text)

    def lines(self):
        return [line.rstrip() for line in self.screen.display]

    def text(self):
        return "\n".join(self.lines()).rstrip()

    def line(self):
        """The line of the cursor, up to the cursor."""
        return self.screen.display[self.screen.cursor.y][: self.screen.cursor.x]

    def wait(self, condition, seconds=20):
        """Takes output until a condition holds, and says how long that took.

        A loaded machine is slow: times are measured elsewhere, so that only what never comes is an error.
        """
        start = time.monotonic()
        while not condition():
            if time.monotonic() - start > seconds:
                raise AssertionError(f"did not come in {seconds} s; the screen shows:\n{self.text()}")
            if not self.pump(0.02) and not condition():
                raise AssertionError(f"the program has ended; the screen shows:\n{self.text()}")
        return time.monotonic() - start

    def at_prompt(self):
        return self.line() == "advnb> "

    def ready(self):
        return self.wait(self.at_prompt)

    def settle(self, quiet=0.15):
        """Takes output until none comes for a while."""
        while True:
            before = len(self.raw)
            if not self.pump(quiet) or len(self.raw) == before:
                return

    def enter(self, entry):
        """An entry of one line, and waits for the next prompt."""
        before = len(self.raw)
        self.type(entry + "\r")
        self.wait(lambda: len(self.raw) > before and b"\n" in self.raw[before:] and self.at_prompt())
        return plain(self.raw[before:])

    def resize(self, columns, rows):
        self.screen.resize(rows, columns)
        self.child.setwinsize(rows, columns)

    def interrupt(self):
        self.type("\x03")

    def end(self, seconds=10):
        """Waits for the program's end; gives its exit status (128 and the signal if one ended it)."""
        start = time.monotonic()
        while self.child.isalive():
            if time.monotonic() - start > seconds:
                self.close()
                raise AssertionError(f"does not end; the screen shows:\n{self.text()}")
            self.pump(0.05)
        return self.child.exitstatus if self.child.signalstatus is None else 128 + self.child.signalstatus

    def hang_up(self, limit):
        """Takes the terminal away; gives the seconds until the program's end, none if it goes on."""
        self.child.ptyproc.fileobj.close()
        start = time.monotonic()
        while time.monotonic() - start < limit:
            if not self.child.ptyproc.isalive():
                return time.monotonic() - start
            time.sleep(0.01)
        return None

    def modes(self):
        """The terminal's settings, as the line discipline has them."""
        import termios

        return termios.tcgetattr(self.child.child_fd)

    def close(self):
        if self.child.isalive():
            self.child.kill(signal.SIGKILL)
            self.child.wait()
        self.child.close()
