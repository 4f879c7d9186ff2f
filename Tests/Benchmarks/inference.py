"""Standard errors, tests and intervals: what they cost beside a fit, and beside other tools.

A table of the shape of nycflights13 (FLIGHTS_CSV may name the real one, with a column `late`): from a
CSV file to the table of coefficients, whole processes in turn with statsmodels and R's glm. Digits:
what 785 standard errors add to a fit, beside one dsyrk of as many numbers. A million rows: what they
add, in passes over the data.
"""

import csv
import json
import os
import random
import shutil
import statistics

from measure import HERE, Table, note, peer, rounds_in_turn, run, run_json, run_whole
from tables import has

# Ours may take at most this share of the time of the faster peer.
SHARE = 1 / 20
# What standard errors of digits may add, in times of dsyrk; those of a million rows, in passes.
SQUARES = 3
PASSES = 5
ROWS = 327_345
LEFT_OUT = "year,arr_time,arr_delay,flight,tailnum,air_time,minute"


def flights(scratch):
    """The real table, or one of its shape: eight columns of numbers, and words of 16, 3 and 103 levels."""
    real = os.environ.get("FLIGHTS_CSV")
    if real:
        return real, ["--drop", LEFT_OUT]
    note("note: FLIGHTS_CSV names no table of flights; one of its shape is drawn")
    path = os.path.join(scratch, "flights.csv")
    if not os.path.exists(path):
        drawn = random.Random(1)
        levels = {"carrier": 16, "origin": 3, "dest": 103}
        effects = {name: [drawn.gauss(0, 0.5) for _ in range(count)]
                   for name, count in levels.items()}
        with open(path + ".part", "w", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow([f"x{i}" for i in range(8)] + list(levels) + ["late"])
            for _ in range(ROWS):
                numbers = [drawn.gauss(0, 1) for _ in range(8)]
                words = {name: int(count * drawn.random() ** 2) for name, count in levels.items()}
                score = numbers[0] + 0.3 * numbers[1] - 1 + sum(
                    effects[name][level] for name, level in words.items())
                late = drawn.gauss(0, 1.7) < score
                writer.writerow([f"{100 * x:.0f}" for x in numbers]
                                + [f"{name[0]}{level}" for name, level in words.items()]
                                + ["late" if late else "ontime"])
        os.replace(path + ".part", path)
    return path, []


def whole_table(sigmoid, scratch, quick):
    path, left_out = flights(scratch)
    contestants = {"sigmoid": lambda: run_whole(
        [sigmoid, "train", path, "--label", "late", "--positive", "late", "--missing", "drop",
         "--inference", "--model", path + ".safetensors", "--force", "--quiet", *left_out])}
    rounds = 3 if quick else 9
    if has("statsmodels"):
        contestants["statsmodels"] = (
            lambda: run_whole(peer("inference_peer.py", "flights", path)), min(rounds, 3))
    if shutil.which("Rscript"):
        contestants["R glm"] = (
            lambda: run_whole(["Rscript", os.path.join(HERE, "inference_glm.R"), path]),
            min(rounds, 3))
    results = rounds_in_turn(rounds, contestants, "flights:")
    wall = {name: [one[0] for one in all_rounds] for name, all_rounds in results.items()}
    medians = {name: statistics.median(times) for name, times in wall.items()}
    table = Table("Standard errors of a table of flights: from a CSV file to the table, whole processes", {
        "contestant": "", "seconds": ("s", "{:.3f}"), "value": ("ours, relative", "{:.4f}"),
        "barText": "bar"})
    peers = {name: time for name, time in medians.items() if name != "sigmoid"}
    for name, time in medians.items():
        row = {"contestant": name, "seconds": time}
        if name == "sigmoid":
            table.add(**row)
        elif time == min(peers.values()):
            table.add(**row, value=medians["sigmoid"] / time, bar=SHARE)
        else:
            table.add(**row, value=medians["sigmoid"] / time)
    return table


def added(sigmoid, options, more, rounds, say):
    """Seconds that `more` adds to a fit, as the median over rounds of the two in turn."""
    results = rounds_in_turn(rounds, {
        "without": lambda: run_whole([sigmoid, "train", *options, "--json", "--quiet"]),
        "with": lambda: run_whole([sigmoid, "train", *options, *more, "--json", "--quiet"])}, say)
    return statistics.median(
        b[0] - a[0] for a, b in zip(results["without"], results["with"]))


def squares(sigmoid, folder, quick):
    table = Table("785 standard errors of digits: what they add to a fit, beside dsyrk of 785 × 60000", {
        "kind": "covariance", "seconds": ("s added", "{:.3f}"), "dsyrk": ("dsyrk, s", "{:.3f}"),
        "value": ("ratio", "{:.2f}"), "barText": "bar"})
    rounds = 3 if quick else 7
    options = ["--data", folder, "--positive", "0", "--solver", "newton", "--l2", "1e-4"]
    for kind in ("model", "hc1", "hc3"):
        syrk = min(run_json(peer("inference_peer.py", "dsyrk")) for _ in range(3))
        seconds = added(sigmoid, options, ["--covariance", kind], rounds, f"{kind}:")
        table.add(kind=kind, seconds=seconds, dsyrk=syrk, value=seconds / syrk, bar=SQUARES)
    return table


def passes(sigmoid, scratch, quick):
    path = os.path.join(scratch, "million.npy")
    labels = os.path.join(scratch, "million-labels.npy")
    if not os.path.exists(labels):
        run(peer("inference_peer.py", "million", path, labels))
    data = [path, "--labels", labels]
    one = json.loads(run([sigmoid, "train", *data, "--solver", "gd", "--epochs", "30", "--json",
                          "--quiet"]))["secondsPerEpochMedian"]
    seconds = added(sigmoid, [*data, "--solver", "newton"], ["--inference"], 3 if quick else 7,
                    "million:")
    table = Table("51 standard errors of a million rows: what they add, in passes over the data", {
        "seconds": ("s added", "{:.3f}"), "one": ("a pass, s", "{:.4f}"),
        "value": ("passes", "{:.2f}"), "barText": "bar"})
    table.add(seconds=seconds, one=one, value=seconds / one, bar=PASSES)
    return table


def measure(sigmoid, folder, scratch, quick):
    yield whole_table(sigmoid, scratch, quick)
    yield squares(sigmoid, folder, quick)
    yield passes(sigmoid, scratch, quick)
