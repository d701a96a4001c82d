#!/usr/bin/env python3
"""Types the traces into real programs through a pseudo-terminal and records both directions as asciicasts.

    record.py [TRACE...]      all of them by default, side by side; they take as long as the typing does
"""

import codecs
import fcntl
import json
import os
import pty
import select
import struct
import sys
import termios
import time

from traces import TRACES, typed

COLUMNS, ROWS = 80, 24
HERE = os.path.dirname(os.path.abspath(__file__))
START_QUIET = 1.5
END_QUIET = 1.0
LARGEST_READ = 16384


def start(name):
    process, terminal = pty.fork()
    if process == 0:
        os.environ["TERM"] = "xterm-256color"
        # The size must be there before the program looks.
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        os.execv(os.path.join(HERE, "start.sh"), ["start.sh", name])
    return process, terminal


def record(name):
    process, terminal = start(name)
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    events, keys = [], typed(name)
    begun = time.monotonic()
    due = begun + START_QUIET
    index = 0
    while True:
        now = time.monotonic()
        end = due if index < len(keys) else due + END_QUIET
        readable, _, _ = select.select([terminal], [], [], max(0.0, end - now))
        at = round(time.monotonic() - begun, 4)
        if readable:
            try:
                data = os.read(terminal, LARGEST_READ)
            except OSError:
                data = b""
            if not data:
                break
            if text := decoder.decode(data):
                events.append([at, "o", text])
        elif index < len(keys):
            text = keys[index][1]
            events.append([at, "i", text])
            os.write(terminal, text.encode())
            index += 1
            due += keys[index][0] if index < len(keys) else 0
        else:
            break
    os.close(terminal)
    os.waitpid(process, 0)
    if index < len(keys):
        raise SystemExit(f"{name}: the program ended before all was typed.")
    return events, keys


def write(name, events):
    header = {
        "version": 2, "width": COLUMNS, "height": ROWS, "title": f"Typing: {name}",
        "command": f"tests/TypingTraces/start.sh {name}", "env": {"TERM": "xterm-256color", "SHELL": "/bin/bash"},
    }
    with open(os.path.join(HERE, f"{name}.cast"), "w", encoding="utf-8", newline="\n") as file:
        for line in [header, *events]:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")


def main():
    names = sys.argv[1:] or list(TRACES)
    children = []
    for name in names:
        child = os.fork()
        if child == 0:
            events, keys = record(name)
            write(name, events)
            delays = sorted(delay for delay, _ in keys)
            print(f"{name}: {len(keys)} keys in {events[-1][0]:.0f} s, median {delays[len(delays) // 2] * 1000:.0f} ms")
            os._exit(0)
        children.append(child)
    failed = [child for child in children if os.waitpid(child, 0)[1] != 0]
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
