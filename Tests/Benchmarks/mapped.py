"""A file that is mapped, 7.8 GB of bytes: an epoch against one sequential read, memory, growth.

The limit is what read() gives from the system's cache, a file's whole length in pieces of 4 MiB on
one thread, as dd reads. Needs 9 GB of disk.
"""

import json
import os
import statistics
import time

from measure import Table, note, ratio, rounds_in_turn, run, run_whole

SIZES = (100_000, 1_000_000, 10_000_000)
PIECE = 4 << 20


def measure(sigmoid, scratch, quick):
    files = {size: os.path.join(scratch, f"mapped-{size}.idx") for size in SIZES}
    for size, path in files.items():
        if not os.path.exists(path):
            note(f"drawing {size} digits")
            run([sigmoid, "data", "synthesize", path, "--examples", size, "--quiet"])

    def train(size, epochs, *options):
        path = files[size]
        _, memory, output = run_whole(
            [sigmoid, "train", path, "--labels", path.replace(".idx", "-labels.idx"), "--map",
             "--positive", 0, "--epochs", epochs, "--json", "--quiet", *options])
        return json.loads(output)["secondsPerEpochMedian"], memory

    largest = files[SIZES[-1]]
    bytes_read = os.path.getsize(largest)
    contestants = {"read": lambda: read(largest), "gd": lambda: train(SIZES[-1], 5),
                   "lbfgs": lambda: train(SIZES[-1], 10, "--solver", "lbfgs", "--l2", "1e-5"),
                   "middle": lambda: train(SIZES[1], 20), "small": lambda: train(SIZES[0], 100)}
    results = rounds_in_turn(2 if quick else 5, contestants, "mapped:")
    epoch = {name: [one[0] for one in results[name]] for name in contestants if name != "read"}

    table = Table("Ten million examples, a mapped file of 7.8 GB, one class", {
        "what": "", "seconds": ("s", "{:.3f}"), "speed": ("GB/s", "{:.1f}"),
        "memory": ("MB resident", "{:.0f}"), "value": ("ratio", "{:.2f}"), "barText": "bar"})
    reading = statistics.median(results["read"])
    table.add(what="one sequential read of the file", seconds=reading,
              speed=bytes_read / reading / 1e9)
    for name in ("gd", "lbfgs"):
        median = statistics.median(epoch[name])
        memory = max(one[1] for one in results[name]) / 1e6
        table.add(what=f"an evaluation, {name}; its speed to the read's", seconds=median,
                  speed=bytes_read / median / 1e9, value=ratio(results["read"], epoch[name]),
                  bar=0.85, better="at least")
        table.add(what=f"memory, {name}", memory=memory, value=memory, bar=300)
    for what, above, below in (("10⁷ / 10⁶ examples", "gd", "middle"),
                               ("10⁶ / 10⁵ examples", "middle", "small")):
        table.add(what=f"an epoch, {what}", value=ratio(epoch[above], epoch[below]), bar=11)
    return [table]


def read(path):
    start = time.perf_counter()
    buffer = memoryview(bytearray(PIECE))
    with open(path, "rb", buffering=0) as file:
        while file.readinto(buffer):
            pass
    return time.perf_counter() - start
