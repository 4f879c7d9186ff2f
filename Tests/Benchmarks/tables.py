"""Real tables, whole processes: from a CSV file to a model at the optimum, in turn with the peers.

Without a penalty: Sigmoid, R's glm and scikit-learn. With l2 = 1/m on standardized features, since
LIBLINEAR has to have a penalty: Sigmoid, scikit-learn and LIBLINEAR. One function in float64 judges
all models (tables_clean.py); a peer that ends above the optimum counts with the time that it had.
"""

import csv
import importlib.util
import io
import json
import os
import shutil
import statistics

from measure import HERE, Table, note, peer, ratio, rounds_in_turn, run, run_whole
from tables_clean import LABEL, TABLES, Judge, clean

# Ours may take at most this share of a peer's time.
BAR = 0.1
# The objective is reached where it is no more than this above the lowest one found, relative.
REACHED = 1e-8


def has(package):
    """Whether the peers' Python has the package; it is not imported here, where it would cost
    memory."""
    there = importlib.util.find_spec(package) is not None
    if not there:
        note(f"note: {package} is not installed; not compared with")
    return there


def parse_json(output):
    said = json.loads(output)
    return said["weights"], said["intercept"]


def parse_lines(output):
    intercept, *weights = map(float, output.split())
    return weights, intercept


class Fit:
    """One contestant on one table: how it is run, and how its model is read."""

    def __init__(self, command, read):
        self.command, self.read = command, read

    def whole(self):
        return run_whole(self.command)


def ours(sigmoid, path, l2):
    model = path + ".safetensors"
    options = ["--l2", repr(l2), "--standardize"] if l2 else []

    def read(_):
        lines = csv.reader(io.StringIO(run([sigmoid, "export", "--model", model, "--to", "csv"])))
        _, (_, intercept, *weights) = lines
        return list(map(float, weights)), float(intercept)

    return Fit([sigmoid, "train", path, "--label", LABEL, "--model", model, "--quiet", *options],
               read)


def contestants(sigmoid, path, l2, peers):
    fits = {"sigmoid": ours(sigmoid, path, l2)}
    if "R" in peers and not l2:
        fits["R glm"] = Fit(["Rscript", os.path.join(HERE, "tables_glm.R"), path], parse_lines)
    for name in ("scikit-learn", "LIBLINEAR"):
        if name in peers and (l2 or name != "LIBLINEAR"):
            fits[name] = Fit(peer("tables_peer.py", name, path, repr(l2)), parse_json)
    return fits


def measure(sigmoid, scratch, quick):
    source = os.environ.get("TABLES_DIR")
    if not source:
        note("note: TABLES_DIR names no folder with R's tables; tables are not measured")
        return
    folder = os.path.join(scratch, "tables")
    os.makedirs(folder, exist_ok=True)
    peers = {name for name, there in (("R", shutil.which("Rscript")),
                                      ("scikit-learn", has("sklearn")),
                                      ("LIBLINEAR", has("liblinear"))) if there}
    if "R" not in peers:
        note("note: Rscript is not installed; not compared with")
    for penalised in (False, True):
        table = Table(
            "Whole process on real tables, " + ("l2 = 1/m, standardized" if penalised
                                                else "without a penalty"), {
                "table": "table", "size": "examples × features", "contestant": "contestant",
                "seconds": ("ms", "{:.1f}"), "objective": ("objective", "{:.10f}"),
                "above": ("above the lowest, relative", "{:.1e}"), "value": ("ratio", "{:.3f}"),
                "barText": "bar"},
            "From a CSV file to a model, start and imports included; ratio: ours to each.")
        for name in TABLES:
            path = os.path.join(folder, name + ".csv")
            clean(name, os.path.join(source, name + ".csv"), path)
            add(table, name, sigmoid, path, penalised, peers, 5 if quick else 15)
        yield table


def add(table, name, sigmoid, path, penalised, peers, rounds):
    """The rows of one table: ours, then each peer with its ratio."""
    judge = Judge(path, 0.0)
    m = len(judge.labels)
    judge.l2 = 1 / m if penalised else 0.0
    fits = contestants(sigmoid, path, judge.l2, peers)
    results = rounds_in_turn(rounds, {one: fit.whole for one, fit in fits.items()}, f"{name}:")
    wall = {one: [entry[0] for entry in all_rounds] for one, all_rounds in results.items()}
    objectives = {one: judge.objective(*fit.read(results[one][0][2])) for one, fit in fits.items()}
    lowest = min(objectives.values())
    above = {one: (value - lowest) / lowest for one, value in objectives.items()}
    for one in fits:
        row = {"table": name, "size": f"{m} × {len(judge.names) - 1}", "contestant": one,
               "seconds": statistics.median(wall[one]) * 1e3, "objective": objectives[one],
               "above": above[one]}
        if one == "sigmoid":
            table.add(**row)
            continue
        if above[one] > REACHED:
            row["contestant"] += " (which did not get there)"
        # Where ours did not get there, there is nothing to compare.
        there = above["sigmoid"] <= REACHED
        table.add(**row, value=ratio(wall["sigmoid"], wall[one]) if there else None, bar=BAR)
