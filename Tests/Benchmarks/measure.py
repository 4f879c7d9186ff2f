"""What all measurements share: clean processes, rounds in turn, medians, and the table.

Standard library only. Peers run as processes of their own, so that this one stays small: the peak
memory of a child begins with that of the process that forked it.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
TICK = os.sysconf("SC_CLK_TCK")
KERNEL_CHOICES = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")


def environment():
    """Every BLAS chooses its own kernels, as on a user's machine."""
    return {key: value for key, value in os.environ.items() if key not in KERNEL_CHOICES}


def run(command, timeout=None):
    """Standard output of a command; a failure ends the measurement with what the command said."""
    done = subprocess.run([str(word) for word in command], env=environment(), text=True,
                          capture_output=True, timeout=timeout)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(map(str, command))}\nended with {done.returncode}:\n"
                         + done.stderr[-3000:])
    return done.stdout


def run_json(command, timeout=None):
    return json.loads(run(command, timeout))


def peer(script, *arguments):
    """The command that runs one of the Python files beside this one."""
    return [sys.executable, os.path.join(HERE, script), *arguments]


def run_whole(command):
    """A whole process: wall seconds and peak bytes as the kernel counted them, and its output."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        start = time.perf_counter()
        process = subprocess.Popen([str(word) for word in command], env=environment(),
                                   stdout=output, stderr=errors)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        errors.seek(0)
        if process.returncode != 0:
            raise SystemExit(f"{' '.join(map(str, command))}\nended with {process.returncode}:\n"
                             + errors.read().decode()[-3000:])
        unit = 1 if sys.platform == "darwin" else 1024
        return seconds, usage.ru_maxrss * unit, output.read().decode()


def rounds_in_turn(rounds, contestants, say=""):
    """Runs each contestant once a round, beginning with another one each round.

    `contestants` maps a name to a function, or to a pair of one and how many rounds it takes part
    in. Returns, for each name, the list of what its function returned.
    """
    results = {name: [] for name in contestants}
    names = list(contestants)
    for number in range(rounds):
        note(f"{say} round {number + 1} of {rounds}")
        start = number % len(names)
        for name in names[start:] + names[:start]:
            entry = contestants[name]
            function, most = entry if isinstance(entry, tuple) else (entry, rounds)
            if number < most:
                results[name].append(function())
    return results


def ratio(ours, theirs):
    """The median of the ratios of each round: what slows a whole round cancels."""
    return statistics.median(a / b for a, b in zip(ours, theirs))


def note(text):
    print(text.strip(), file=sys.stderr, flush=True)


class Bystanders:
    """How much of the machine others used while we measured, where /proc/stat tells."""

    def __init__(self):
        self.start = self.sample()

    @staticmethod
    def sample():
        try:
            with open("/proc/stat") as file:
                ticks = [int(word) for word in file.readline().split()[1:9]]
        except (OSError, ValueError):
            return None
        idle = ticks[3] + ticks[4]
        own = os.times()
        return sum(ticks) / TICK, (sum(ticks) - idle) / TICK, sum(own[:4])

    def share(self):
        """The share of all cores, from 0 to 1, or None where it cannot be known."""
        end = self.sample()
        if not self.start or not end or end[0] - self.start[0] < 0.5:
            return None
        total, busy, own = (b - a for a, b in zip(self.start, end))
        return max(0.0, (busy - own) / total)


class Table:
    """Rows as dictionaries, printed as Markdown and kept as JSON.

    `columns` maps a key to a heading, or to a pair of a heading and a format. A row may have
    `value`, `bar` and `better` ("at most", "at least"); `met` then follows.
    """

    def __init__(self, title, columns, about=""):
        self.title, self.columns, self.about, self.rows = title, columns, about, []

    def add(self, value=None, bar=None, better="at most", **row):
        if bar is not None and value is not None:
            row["value"], row["bar"] = value, bar
            row["met"] = value <= bar if better == "at most" else value >= bar
            row["barText"] = f"{better} {bar:g}: {value:.3g}, {'met' if row['met'] else 'NOT MET'}"
        elif bar is not None:
            row["bar"], row["met"] = bar, None
            row["barText"] = f"{better} {bar:g}: not measured"
        self.rows.append(row)

    def markdown(self):
        headings = [entry if isinstance(entry, str) else entry[0]
                    for entry in self.columns.values()]
        lines = [f"### {self.title}", ""] + ([self.about, ""] if self.about else [])
        lines += ["| " + " | ".join(headings) + " |", "|" + "---|" * len(headings)]
        for row in self.rows:
            cells = []
            for key, entry in self.columns.items():
                value = row.get(key)
                form = "{}" if isinstance(entry, str) else entry[1]
                cells.append("" if value is None else
                             value if isinstance(value, str) else form.format(value))
            lines.append("| " + " | ".join(cells) + " |")
        return "\n".join(lines) + "\n"

    def json(self):
        return {"title": self.title, "about": self.about, "rows": self.rows}


def unzipped_copy(folder):
    """Unpacks the .gz files of a folder in place: large data is not inflated every round."""
    import gzip
    for name in os.listdir(folder):
        if name.endswith(".gz"):
            path = os.path.join(folder, name)
            with gzip.open(path) as packed, open(path[:-3], "wb") as plain:
                shutil.copyfileobj(packed, plain, 1 << 22)
            os.remove(path)
