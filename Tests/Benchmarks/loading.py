"""Loading MNIST against libdeflate's own time for the training images, in turn.

Ours is all of `secondsLoading`: four files read, inflated and checked, labels included. The peer
inflates the training images alone, already in memory, into a fresh malloc.
"""

import os
import shlex
import statistics
import subprocess

from measure import HERE, Table, note, ratio, rounds_in_turn, run, run_json


def inflater(scratch):
    """Compiles inflate.c; None where there is no C compiler or libdeflate's header is missing."""
    program = os.path.join(scratch, "inflate")
    try:
        flags = shlex.split(run(["pkg-config", "--cflags", "--libs", "libdeflate"]))
        subprocess.run([os.environ.get("CC", "cc"), "-O2", "-o", program,
                        os.path.join(HERE, "inflate.c"), *flags], check=True)
    except (OSError, subprocess.CalledProcessError, SystemExit) as error:
        note(f"note: expected to compile inflate.c against libdeflate, and could not: {error}")
        return None
    return program


def measure(sigmoid, folder, scratch, quick):
    program = inflater(scratch)
    if not program:
        return []
    images = os.path.join(folder, "train-images-idx3-ubyte.gz")
    contestants = {
        "sigmoid": lambda: run_json([sigmoid, "train", "--epochs", "1", "--data", folder, "--json",
                                     "--quiet"])["secondsLoading"],
        "libdeflate": lambda: float(run([program, images]))}
    results = rounds_in_turn(7 if quick else 15, contestants, "loading:")
    table = Table("Loading from gzipped files", {
        "what": "", "milliseconds": ("ms", "{:.1f}"), "barText": "bar"})
    table.add(what="libdeflate, training images alone, one thread",
              milliseconds=statistics.median(results["libdeflate"]) * 1e3)
    table.add(what="sigmoid, all four files (`secondsLoading`)",
              milliseconds=statistics.median(results["sigmoid"]) * 1e3,
              value=ratio(results["sigmoid"], results["libdeflate"]), bar=1.3)
    return [table]
