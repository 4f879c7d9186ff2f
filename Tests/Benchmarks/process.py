"""Whole processes: from gzipped files to a tested model; wall time and peak memory, in turn."""

import json
import statistics

from measure import Table, peer, ratio, rounds_in_turn, run_whole


def measure(sigmoid, folder, quick):
    contestants = {
        "sigmoid": lambda: run_whole([sigmoid, "train", "--positive", "0", "--epochs", "100",
                                      "--data", folder, "--json", "--quiet"]),
        "NumPy": lambda: run_whole(peer("process_numpy.py", folder))}
    results = rounds_in_turn(3 if quick else 7, contestants, "whole processes:")
    outputs = {name: json.loads(all_rounds[0][2]) for name, all_rounds in results.items()}
    if abs(outputs["sigmoid"]["testErrors"] - outputs["NumPy"]["testErrors"]) > 3:
        raise SystemExit(f"test errors differ: {outputs}")
    wall = {name: [one[0] for one in all_rounds] for name, all_rounds in results.items()}
    peak = {name: [one[1] for one in all_rounds] for name, all_rounds in results.items()}

    table = Table("Whole process: gzipped files, 100 epochs of 0 against the rest, test errors", {
        "what": "", "sigmoid": ("sigmoid", "{:.3f}"), "numpy": ("NumPy script", "{:.3f}"),
        "value": ("ratio", "{:.2f}"), "barText": "bar"})
    table.add(what="wall time, s", sigmoid=statistics.median(wall["sigmoid"]),
              numpy=statistics.median(wall["NumPy"]), value=ratio(wall["sigmoid"], wall["NumPy"]),
              bar=0.25)
    table.add(what="peak resident memory, MB",
              sigmoid=f"{statistics.median(peak['sigmoid']) / 1e6:.0f}",
              numpy=f"{statistics.median(peak['NumPy']) / 1e6:.0f}",
              value=ratio(peak["sigmoid"], peak["NumPy"]), bar=0.35)
    table.add(what="test errors", sigmoid=str(outputs["sigmoid"]["testErrors"]),
              numpy=str(outputs["NumPy"]["testErrors"]))
    return [table]
