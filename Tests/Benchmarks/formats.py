"""Files in text: how fast they load, and LIBSVM text against LIBLINEAR's own command.

The peer is liblinear-train of Debian's liblinear-tools, as a whole process on the same file, with
its own stopping rule; the judge is the objective of both models in float64.
"""

import os
import shutil
import statistics

from measure import Table, note, peer, ratio, rounds_in_turn, run, run_json, run_whole

EXAMPLES = 60000
# max|gradient| at which our run ends: LIBLINEAR's own rule leaves it a little above the optimum, and
# so does this; the run must not end above LIBLINEAR's objective.
TOLERANCE = "1e-4"


def measure(sigmoid, folder, scratch, quick):
    files = {name: os.path.join(scratch, "odd-or-even" + name) for name in (".csv", ".libsvm")}
    if not all(map(os.path.exists, files.values())):
        note("writing MNIST as text")
        run(peer("formats_peer.py", "write", folder, *files.values()))
    rounds = 3 if quick else 7
    yield loading(sigmoid, files, rounds)
    if shutil.which("liblinear-train"):
        yield whole(sigmoid, files[".libsvm"], scratch, rounds)
    else:
        note("note: expected liblinear-train, of Debian's liblinear-tools, and found none")


def loading(sigmoid, files, rounds):
    def seconds(path, threads):
        return lambda: run_json([sigmoid, "train", path, "--epochs", "1", "--threads", threads,
                                 "--learning-rate", "1e-6", "--json", "--quiet"])["secondsLoading"]
    contestants = {(name, threads): seconds(path, threads) for name, path in files.items()
                   for threads in (1, os.cpu_count())}
    results = rounds_in_turn(rounds, contestants, "loading text:")
    table = Table("Loading MNIST's training images from text", {
        "what": "", "size": ("MB", "{:.0f}"), "threads": "threads", "seconds": ("s", "{:.2f}"),
        "speed": ("MB/s", "{:.0f}"), "barText": "bar"})
    for (name, threads), times in results.items():
        size, median = os.path.getsize(files[name]) / 1e6, statistics.median(times)
        row = {"what": "CSV, whole numbers 0 to 255" if name == ".csv" else "LIBSVM, 0 to 1",
               "size": size, "threads": threads, "seconds": median, "speed": size / median}
        if name == ".csv" and threads == 1:
            table.add(**row, value=size / median, bar=200, better="at least")
        elif threads > 1:
            table.add(**row, value=median, bar=1.0 if name == ".csv" else 1.2)
        else:
            table.add(**row)
    return table


def whole(sigmoid, path, scratch, rounds):
    models = {name: os.path.join(scratch, "formats-" + name) for name in ("sigmoid", "liblinear")}
    contestants = {
        "sigmoid": lambda: run_whole([sigmoid, "train", path, "--solver", "lbfgs", "--l2",
                                      repr(1 / EXAMPLES), "--tolerance", TOLERANCE, "--model",
                                      models["sigmoid"], "--quiet"]),
        "liblinear": lambda: run_whole(["liblinear-train", "-s", "0", "-c", "1", "-B", "1", "-q",
                                        path, models["liblinear"]])}
    results = rounds_in_turn(rounds, contestants, "LIBSVM text, whole processes:")
    judged = run_json(peer("formats_peer.py", "judge", path, *models.values()))
    wall = {name: [one[0] for one in all_rounds] for name, all_rounds in results.items()}
    peak = {name: [one[1] for one in all_rounds] for name, all_rounds in results.items()}
    if judged["sigmoid"] > judged["liblinear"]:
        raise SystemExit(f"expected an objective no greater than LIBLINEAR's, found {judged}")
    table = Table("Whole process on LIBSVM text: odd or even, l2 = 1/60000 (C = 1)", {
        "what": "", "sigmoid": f"sigmoid train --solver lbfgs --tolerance {TOLERANCE}",
        "peer": "liblinear-train -s 0",
        "value": ("ratio", "{:.2f}"), "barText": "bar"})
    table.add(what="wall time, s", sigmoid=f"{statistics.median(wall['sigmoid']):.2f}",
              peer=f"{statistics.median(wall['liblinear']):.2f}",
              value=ratio(wall["liblinear"], wall["sigmoid"]), bar=6, better="at least")
    table.add(what="peak resident memory, MB",
              sigmoid=f"{statistics.median(peak['sigmoid']) / 1e6:.0f}",
              peer=f"{statistics.median(peak['liblinear']) / 1e6:.0f}")
    table.add(what="objective", sigmoid=f"{judged['sigmoid']:.9f}",
              peer=f"{judged['liblinear']:.9f}")
    return table
