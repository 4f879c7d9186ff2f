"""Training by several processes: bits, time, a model of clusters, and other tools on 600000 examples.

The command has to be built with MPI; 4 GB of disk. dask-ml and pyspark are compared with where they
are installed.
"""

import hashlib
import json
import os
import shutil
import statistics

import cluster
from measure import Table, note, peer, ratio, rounds_in_turn, run, run_json

FITS = {
    "gd, 30 epochs": ["--positive", 0, "--epochs", 30],
    "lbfgs": ["--positive", 0, "--solver", "lbfgs", "--l2", "1e-4"],
    "newton": ["--positive", 0, "--solver", "newton", "--l2", "1e-4"],
    "softmax, lbfgs": ["--multiclass", "--solver", "lbfgs", "--l2", "1e-4", "--epochs", 20]}
RANKS, THREADS = (1, 2, 3, 4, 8), (1, 2)
# 25 Gb/s Ethernet between machines: 30 µs through the kernel, 3 GB/s.
NETWORK = {"latency": 30e-6, "bandwidth": 3e9}
L2 = "1e-5"


def mpirun(ranks):
    os.environ.update({
        "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
        "OMPI_MCA_rmaps_base_oversubscribe": "1",
        # In containers, processes may not read one another's memory, and Open MPI would say so.
        "OMPI_MCA_btl_vader_single_copy_mechanism": "none"})
    return ["mpirun", "-n", ranks]


def measure(sigmoid, folder, scratch, quick):
    if not shutil.which("mpirun"):
        raise SystemExit("mpirun: expected an MPI, found none; install openmpi-bin")
    yield bits(sigmoid, folder, scratch)
    files = large_set(sigmoid, scratch)
    epochs, epoch = two_ways(sigmoid, files, quick)
    yield epochs
    yield from model(scratch, epoch)
    yield peers(sigmoid, files, scratch, quick)


def large_set(sigmoid, scratch):
    images = os.path.join(scratch, "distributed-600000.idx")
    labels = images.replace(".idx", "-labels.idx")
    if not os.path.exists(images):
        run([sigmoid, "data", "synthesize", images, "--examples", 600000, "--quiet"])
    return images, labels


def bits(sigmoid, folder, scratch):
    """Models of all numbers of processes and threads against that of the plain command."""
    path = os.path.join(scratch, "distributed.safetensors")
    table = Table("The same bits: models on 60000 examples by so many processes × threads", {
        "fit": "", **{f"{r}×{t}": f"{r}×{t}" for r in RANKS for t in THREADS}, "barText": "same"})

    def fit(options, launcher=(), *more):
        run([*launcher, sigmoid, "train", "--data", folder, "--quiet", "--model", path, *options,
             *more])
        with open(path, "rb") as file:
            return hashlib.sha256(file.read()).hexdigest()

    for name, options in FITS.items():
        plain = fit(options)
        same = {}
        for r in RANKS:
            for t in THREADS:
                note(f"{name} on {r} × {t}")
                own = fit(options, mpirun(r), "--distributed", "--threads", t)
                same[f"{r}×{t}"] = "same" if own == plain else "other"
        count = sum(value == "same" for value in same.values())
        table.add(fit=name, **same, value=count, bar=len(same), better="at least")
    return table


def epoch_seconds(sigmoid, files, ranks, threads, epochs=30, examples=None):
    """The median epoch of one class; without MPI where there are no ranks."""
    images, labels = files
    launcher = [*mpirun(ranks)] if ranks else []
    more = ["--distributed"] if ranks else []
    if examples:
        more += ["--examples", examples]
    return run_json([*launcher, sigmoid, "train", images, "--labels", labels, "--positive", 0,
                     "--epochs", epochs, "--threads", threads, "--json", "--quiet",
                     *more])["secondsPerEpochMedian"]


SMALL, TINY = 200000, 2048


def two_ways(sigmoid, files, quick):
    """Epochs on 600000 examples, and on fewer, from which the model takes its parameters."""
    def on(ranks, threads, epochs=30, examples=None):
        return lambda: epoch_seconds(sigmoid, files, ranks, threads, epochs, examples)

    contestants = {
        "1×2": on(1, 2), "2×1": on(2, 1), "1×1": on(1, 1), "4×1": on(4, 1), "plain": on(None, 2),
        "small, 1 thread": on(None, 1, 60, SMALL), "small, 2 threads": on(None, 2, 60, SMALL),
        "tiny, plain": on(None, 1, 2000, TINY), "tiny, 2×1": on(2, 1, 2000, TINY)}
    # Open MPI binds one process to one core; two threads need both.
    os.environ["OMPI_MCA_hwloc_base_binding_policy"] = "none"
    results = rounds_in_turn(3 if quick else 9, contestants, "processes:")
    table = Table("An epoch on 600000 examples of bytes, one class", {
        "what": "processes × threads", "seconds": ("ms", "{:.2f}"),
        "share": ("to 1×2", "{:.3f}"), "barText": "bar"})
    for name in contestants:
        if name[:5] not in ("small", "tiny,"):
            share = ratio(results[name], results["1×2"])
            table.add(what=name, seconds=statistics.median(results[name]) * 1000, share=share,
                      value=share, bar=1.1 if name == "2×1" else None)
    return table, {name: statistics.median(results[name]) for name in contestants}


def model(scratch, epoch):
    """The model of clusters, its parameters from small runs, against the runs on 600000."""
    rate = {1: SMALL / epoch["small, 1 thread"], 2: SMALL / epoch["small, 2 threads"]}
    latency = max(1e-7, (epoch["tiny, 2×1"] - epoch["tiny, plain"] / 2) / cluster.COLLECTIVES)
    # Between processes of one machine: a copy in memory.
    bandwidth = 5e9
    table = Table("The model of clusters against this machine, 600000 examples", {
        "what": "processes × 1 thread", "predicted": ("predicted ms", "{:.2f}"),
        "measured": ("measured ms", "{:.2f}"), "share": ("measured / predicted", "{:.3f}")},
        f"Parameters from runs on {SMALL} and {TINY} examples: {rate[1] / 1e6:.1f} million "
        f"examples a second on one thread, {rate[2] / 1e6:.1f} on two; {latency * 1e6:.1f} µs a "
        "message. Four processes share two cores.")
    for ranks, name in ((1, "1×1"), (2, "2×1"), (4, "4×1")):
        share = rate[min(2, ranks)] / ranks
        predicted = cluster.seconds(600000, ranks, share, latency, bandwidth)
        table.add(what=name, predicted=predicted * 1000, measured=epoch[name] * 1000,
                  share=epoch[name] / predicted)
    yield table

    drawn = Table("The model on machines as this one, milliseconds an evaluation", {
        "ranks": "processes", **{f"n{power}": (f"10^{power} examples", "{}")
                                 for power in (6, 7, 8, 9)}, "sent": ("bytes sent by each", "{:.0f}"),
        "ring": ("10^9 along a ring", "{:.2f}"), "tree": ("10^9 in a tree", "{:.2f}")},
        f"One process a machine, {rate[2] / 1e6:.1f} million examples a second; "
        f"{NETWORK['latency'] * 1e6:.0f} µs and {NETWORK['bandwidth'] / 1e9:.0f} GB/s between them.")
    for ranks in (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024):
        row = {}
        for power in (6, 7, 8, 9):
            size = 10 ** power
            row[f"n{power}"] = "" if cluster.chunks(size) < ranks else "{:.2f}".format(
                1000 * cluster.seconds(size, ranks, rate[2], **NETWORK))
        drawn.add(ranks=ranks, sent=cluster.bytes_sent(10 ** 9, ranks),
                  ring=1000 * cluster.seconds(10 ** 9, ranks, rate[2], **NETWORK, way="ring"),
                  tree=1000 * cluster.seconds(10 ** 9, ranks, rate[2], **NETWORK, way="tree"), **row)
    with open(os.path.join(scratch, "cluster.svg"), "w") as file:
        file.write(cluster.picture(rate[2], **NETWORK))
    yield drawn


def peers(sigmoid, files, scratch, quick):
    """One fit of each peer, and when ours was as low."""
    images, labels = files
    text = os.path.join(scratch, "distributed-600000.libsvm")
    history = os.path.join(scratch, "distributed.jsonl")
    table = Table("0 or not on 600000 examples: time to the objective that the peer reached", {
        "what": "", "iterations": ("iterations", "{}"), "objective": ("objective", "{:.6f}"),
        "theirs": ("peer s", "{:.1f}"), "ours": ("ours s", "{:.2f}"), "times": ("×", "{:.0f}")},
        f"l2 = {L2}; fits alone, data in memory; ours by lbfgs in two processes of one thread. Each "
        "peer with its default tolerance, and at most so many iterations.")
    run([*mpirun(2), sigmoid, "train", images, "--labels", labels, "--positive", 0, "--solver",
         "lbfgs", "--l2", L2, "--threads", 1, "--distributed", "--quiet", "--history", history])
    with open(history) as file:
        ours = [json.loads(line) for line in file]
    for name, package, most in (("scikit-learn", "sklearn", 100), ("dask-ml", "dask_ml", 30),
                                ("spark", "pyspark", 100)):
        try:
            __import__(package)
        except ImportError:
            note(f"note: {name} is not installed; not compared with")
            continue
        if name == "spark" and not os.path.exists(text):
            run([sigmoid, "data", "convert", images, text, "--labels", labels, "--quiet"])
        note(f"{name} on 600000 examples")
        theirs = run_json(peer("processes_peer.py", name, images, labels, text, most))
        reached = next((one["seconds"] for one in ours
                        if one["objective"] <= theirs["objective"]), None)
        table.add(what=name, iterations=theirs["iterations"], objective=theirs["objective"],
                  theirs=theirs["seconds"], ours=reached,
                  times=None if reached is None else theirs["seconds"] / reached)
    table.add(what="ours, at its end", iterations=len(ours), objective=ours[-1]["objective"],
              ours=ours[-1]["seconds"])
    return table
