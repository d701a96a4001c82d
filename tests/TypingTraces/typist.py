"""A person at a keyboard: what is typed, and how long after the key before."""

import math
import random

ENTER, TAB, ESC, BACKSPACE = "\r", "\t", "\x1b", "\x7f"
# As a terminal sends them to a mosh client, which always asks for the application form.
UP, DOWN, RIGHT, LEFT = "\x1bOA", "\x1bOB", "\x1bOC", "\x1bOD"

# In seconds. Inter-key times of practised typists are log-normal with about this median and spread.
MEDIAN, SPREAD = 0.145, 0.42
FASTEST, SLOWEST = 0.035, 1.5
# Pairs that roll off two hands or two fingers come faster.
ROLLED = {"th", "he", "in", "er", "an", "re", "on", "at", "en", "nd", "ti", "es", "or", "te", "of", "is", "it", "al", "ar", "st"}
ROLL = 0.65
# How often a new word is thought about, and for how long.
PAUSE_SHARE, PAUSE = 0.07, 0.55
NOTICE = 0.38
HELD_DELAY, HELD_REPEAT = 0.30, 0.033


def ctrl(letter):
    return chr(ord(letter.upper()) & 0x1F)


class Typist:
    """Collects (seconds since the key before, text of the key)."""

    def __init__(self, seed):
        self.keys = []
        self._random = random.Random(seed)
        self._previous = ""
        self._wait = 0.0

    def _drawn(self, median, spread=SPREAD):
        return min(SLOWEST, max(FASTEST, median * math.exp(self._random.gauss(0, spread))))

    def _press(self, key, delay):
        self.keys.append((round(self._wait + delay, 4), key))
        self._wait = 0.0
        self._previous = key

    def type(self, text):
        """Types characters one by one."""
        for character in text:
            median = MEDIAN * (ROLL if self._previous + character in ROLLED else 1)
            if self._previous == " " and self._random.random() < PAUSE_SHARE:
                median = PAUSE
            self._press(character, self._drawn(median))
        return self

    def key(self, key, times=1):
        """Presses a key, a few times in a row as one does with arrows."""
        for i in range(times):
            self._press(key, self._drawn(MEDIAN * (1.3 if i == 0 else 0.85)))
        return self

    def mend(self, count, text):
        """Notices a mistake, takes it back and types it right."""
        self._wait += self._drawn(NOTICE)
        return self.key(BACKSPACE, count).type(text)

    def hold(self, key, times):
        """Holds a key down until the keyboard has repeated it."""
        self.key(key)
        for i in range(times - 1):
            self._press(key, HELD_DELAY if i == 0 else HELD_REPEAT)
        return self

    def paste(self, text, bracketed):
        """Pastes: all comes at once, with the ends of lines as the Enter key sends them."""
        text = text.replace("\n", "\r")
        self._press(f"\x1b[200~{text}\x1b[201~" if bracketed else text, self._drawn(0.9))
        return self

    def think(self, seconds=0.8):
        """Reads or thinks before the next key."""
        self._wait += self._drawn(seconds, 0.3)
        return self

    def enter(self, reading=0.7):
        """Ends a line and looks at what comes."""
        return self.key(ENTER).think(reading)
