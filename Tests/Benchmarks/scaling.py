"""How an epoch of `bytes` grows with examples, and shrinks with threads; in turn, one class."""

from measure import Table, ratio, rounds_in_turn, run_json


def measure(sigmoid, data, quick):
    def epoch(examples, epochs, threads=None):
        result = run_json([sigmoid, "compare", "--quiet", "--json", "--data", data[examples],
                           "--examples", examples, "--engines", "bytes", "--epochs", epochs]
                          + (["--threads", threads] if threads else []))
        return result["engines"][0]["secondsPerEpochMedian"]

    small, large = sorted(data)[-2:]
    contestants = {
        "small": lambda: epoch(small, 50), "large": lambda: epoch(large, 10),
        "one": lambda: epoch(small, 50, threads=1), "two": lambda: epoch(small, 50, threads=2)}
    results = rounds_in_turn(3 if quick else 15, contestants, "scaling:")
    table = Table("Scaling of `bytes`, one class", {
        "what": "an epoch", "value": ("ratio", "{:.2f}"), "barText": "bar"})
    table.add(what=f"{large} examples / {small}", value=ratio(results["large"], results["small"]),
              bar=10.5 if large == 10 * small else None)
    table.add(what=f"two threads / one thread, {small} examples",
              value=ratio(results["two"], results["one"]), bar=0.60)
    for row, keys in zip(table.rows, (("large", "small"), ("two", "one"))):
        row["seconds"] = {key: results[key] for key in keys}
    return [table]
