"""Seconds an epoch of full-batch descent takes: Sigmoid's engines, NumPy and JAX, in turn.

All see the same examples from the same IDX files and make the same steps from the same start; the
loss that each reports after them must agree. An epoch is the median of those of a process. Beside
each is its limit: one read of the bytes, or of the floats, by all cores, measured in that round.
"""

import statistics

from measure import Table, peer, ratio, rounds_in_turn, run_json

ENGINES = ("bytes", "tiled", "blas")
NUMPY = {"NumPy, 784 × m": "features", "NumPy, m × 784": "examples"}
JAX = {"JAX, 784 × m": "features", "JAX, m × 784": "examples"}

# (classes, contestant) at 60000 examples: at most this ratio to NumPy float32, and to the limit.
BARS = {(1, "bytes"): (0.22, 2.2), (1, "tiled"): (0.60, None), (10, "bytes"): (0.32, None)}


def engine(sigmoid, name, folder, examples, classes, epochs):
    """One process of `sigmoid compare` with one engine, and the reads that it timed."""
    task = ["--multiclass"] if classes > 1 else ["--positive", "0"]
    result = run_json([sigmoid, "compare", "--quiet", "--json", "--data", folder, "--examples",
                       examples, "--engines", name, "--epochs", epochs, *task])
    row = result["engines"][0]
    return {"secondsPerEpochMedian": row["secondsPerEpochMedian"], "loss": row["loss"],
            "readBytes": result["readSeconds"],
            "readFloats": result["readFloatsSeconds"]}


def contest(sigmoid, folder, examples, classes, epochs, rounds, peers):
    contestants = {}
    for name in ENGINES:
        contestants[name] = lambda name=name: engine(
            sigmoid, name, folder, examples, classes, epochs)
    for name, order in peers.items():
        script = "epoch_jax.py" if name.startswith("JAX") else "epoch_numpy.py"
        contestants[name] = lambda script=script, order=order: run_json(
            peer(script, folder, examples, classes, order, epochs))
    label = "one class" if classes == 1 else f"{classes} classes"
    results = rounds_in_turn(rounds, contestants, f"epochs of {examples}, {label}:")
    first = results["blas"][0]["loss"]
    for name, all_rounds in results.items():
        if any(abs(one["loss"] - first) > 1e-4 * first for one in all_rounds):
            raise SystemExit(f"{name} has loss {all_rounds[0]['loss']} after {epochs} epochs, "
                             f"where blas has {first}: they do not do the same work")
    return results


def seconds(results, name):
    return [one["secondsPerEpochMedian"] for one in results[name]]


def fastest(results, names):
    return min((name for name in names if name in results),
               key=lambda name: statistics.median(seconds(results, name)))


def add_rows(table, results, examples, classes):
    best = fastest(results, NUMPY)
    # The limits of a round: the medians of what each of our processes read in it.
    limits = {key: [statistics.median(one[key] for one in same_round if one[key] is not None)
                    for same_round in zip(*(results[name] for name in ENGINES))]
              for key in ("readBytes", "readFloats")}
    for name in results:
        limit = limits["readBytes" if name == "bytes" else "readFloats"]
        to_numpy = ratio(seconds(results, name), seconds(results, best))
        to_limit = ratio(seconds(results, name), limit)
        row = {"examples": examples, "contestant": name + (" (the faster)" if name == best else ""),
               "milliseconds": statistics.median(seconds(results, name)) * 1e3,
               "toNumPy": to_numpy, "toLimit": to_limit, "classes": classes,
               "toNumPyAtBest": min(seconds(results, name)) / min(seconds(results, best)),
               "seconds": seconds(results, name)}
        bars = BARS.get((classes, name), (None, None)) if examples == 60000 else (None, None)
        table.add(**row, value=to_numpy, bar=bars[0])
        if bars[1]:
            table.add(examples=examples, classes=classes,
                      contestant=f"{name}, to one read of the bytes", value=to_limit, bar=bars[1])
    reads = {"readBytes": "one read of the bytes", "readFloats": "one read of the floats"}
    for key, name in reads.items():
        table.add(examples=examples, contestant=name, classes=classes,
                  milliseconds=statistics.median(limits[key]) * 1e3,
                  toNumPy=ratio(limits[key], seconds(results, best)))


def measure(sigmoid, data, quick):
    """`data` maps a number of examples to a folder that has at least so many."""
    for classes, title in ((1, "An epoch, one class"), (10, "An epoch, ten-class softmax")):
        table = Table(title, {
            "examples": "examples", "contestant": "contestant", "milliseconds": ("ms", "{:.2f}"),
            "toNumPy": ("/ NumPy float32", "{:.2f}"),
            "toNumPyAtBest": ("least / least", "{:.2f}"), "toLimit": ("/ its limit", "{:.2f}"),
            "barText": "bar"},
            "Ratios are to the faster of NumPy's two memory orders, and to one read of what the "
            "contestant reads, bytes or floats, by all cores; medians of the ratios of each round. "
            "`least / least` compares the best rounds: where it differs much, others were at work.")
        peers = {**NUMPY, **JAX}
        for examples, folder in data.items():
            large = examples > 60000
            # Where the bars are, more: a virtual machine's cores are not always whole ones, for
            # seconds at a time.
            rounds = 2 if quick else 3 if large else 9 if examples == 60000 else 5
            epochs = 5 if large else 12 if quick else 25 if classes == 1 else 15
            results = contest(sigmoid, folder, examples, classes, epochs, rounds, peers)
            add_rows(table, results, examples, classes)
            # Large data takes JAX long to take in: only the order that was faster for it so far.
            peers = {**NUMPY, fastest(results, JAX): JAX[fastest(results, JAX)]}
            if examples < 60000:
                peers = {**NUMPY, **JAX}
        yield table
