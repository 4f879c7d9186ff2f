"""Measures Sigmoid against other tools and writes .build/bench/table.md and table.json.

With --only, the files are named after the jobs (table-epochs.md), and table.md is left alone.

Usage: bench.py COMMAND [--only epochs|scaling|process|loading|formats|solvers|serving|tables|
                        inference|mapped|processes]...
                [--quick]
Data: the folder MNIST_DIR names, or else the command's cache, or else synthetic digits; at more
than 60000 examples synthetic digits. GOLDEN_DIR may name a folder with mnist.json, whose optima
the solvers are then measured against; TABLES_DIR one with R's tables, without which these are left
out.
"""

import argparse
import json
import os

import epochs
import formats
import inference
import loading
import mapped
import process
import processes
import scaling
import serving
import solvers
import tables as real_tables
from measure import KERNEL_CHOICES, Bystanders, note, peer, run, run_json, unzipped_copy

JOBS = ("epochs", "scaling", "process", "loading", "formats", "solvers", "serving", "tables",
        "inference")
# Only when asked for: 9 GB of disk; 4 GB, MPI, and ten minutes.
LARGE_JOBS = ("mapped", "processes")
OUTPUT = os.path.join(".build", "bench")


def has_mnist(folder):
    return folder and os.path.exists(os.path.join(folder, "train-images-idx3-ubyte.gz"))


def mnist(sigmoid):
    """A folder with 60000 gzipped examples, and what they are."""
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    for folder in (os.environ.get("MNIST_DIR"), os.path.join(cache, "sigmoid", "mnist")):
        if has_mnist(folder):
            return folder, "MNIST"
    note("note: neither MNIST_DIR nor the cache has MNIST's gzipped files; synthetic digits then")
    folder = os.path.join(OUTPUT, "digits60000")
    if not has_mnist(folder):
        run([sigmoid, "data", "synthesize", folder, "--examples", 60000])
    return folder, "synthetic digits"


def digits(sigmoid, examples):
    """A folder with synthetic digits, not gzipped."""
    folder = os.path.join(OUTPUT, f"digits{examples}")
    if not os.path.exists(os.path.join(folder, "train-images-idx3-ubyte")):
        run([sigmoid, "data", "synthesize", folder, "--examples", examples])
        unzipped_copy(folder)
    return folder


def about(sigmoid, data_source):
    ours = run_json([sigmoid, "info", "--json"])
    theirs = run_json(peer("versions.py"))
    blas = "; ".join(f"{one['prefix']} {one['version']}, {one['architecture']} kernels, "
                     f"{one['threads']} threads" for one in theirs["blas"])
    lines = [
        f"- CPU: {ours['cpu']}, {ours['cores']} cores; up to 60000 examples are {data_source}, "
        "beyond that synthetic digits",
        f"- Sigmoid {ours['version']}: {ours['kernels']} kernels on bytes; {ours['blas']}, "
        f"{ours['blasKernels']} kernels, {ours['blasThreads']} threads",
        f"- Peers: {', '.join(theirs['packages'])}; their BLAS: {blas}",
        f"- {' and '.join(KERNEL_CHOICES)} are unset for both sides: each runs the kernels that it "
        "chooses itself",
        "- Contestants run in turn, as processes; medians over rounds"]
    return {"sigmoid": ours, "peers": theirs, "data": data_source}, "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command")
    parser.add_argument("--only", action="append", choices=JOBS + LARGE_JOBS)
    parser.add_argument("--quick", action="store_true", help="fewer rounds, and no 600000 epochs")
    options = parser.parse_args()
    jobs, sigmoid, quick = options.only or JOBS, os.path.abspath(options.command), options.quick
    os.makedirs(OUTPUT, exist_ok=True)

    folder, source = mnist(sigmoid)
    facts, heading = about(sigmoid, source)
    print(heading + "\n", flush=True)
    data = {6000: folder, 60000: folder}
    if ("epochs" in jobs and not quick) or "scaling" in jobs:
        note("writing synthetic digits")
        large = {600000: digits(sigmoid, 600000)}

    stem = "-".join(["table", *(options.only or [])])
    tables = []
    for job in JOBS + LARGE_JOBS:
        if job not in jobs:
            continue
        bystanders = Bystanders()
        if job == "epochs":
            made = epochs.measure(sigmoid, data if quick else data | large, quick)
        elif job == "scaling":
            made = scaling.measure(sigmoid, data | large, quick)
        elif job == "process":
            made = process.measure(sigmoid, folder, quick)
        elif job == "loading":
            made = loading.measure(sigmoid, folder, OUTPUT, quick)
        elif job == "formats":
            made = formats.measure(sigmoid, folder, OUTPUT, quick)
        elif job == "serving":
            made = serving.measure(sigmoid, folder, OUTPUT, quick)
        elif job == "tables":
            made = real_tables.measure(sigmoid, OUTPUT, quick)
        elif job == "inference":
            made = inference.measure(sigmoid, folder, OUTPUT, quick)
        elif job == "mapped":
            made = mapped.measure(sigmoid, OUTPUT, quick)
        elif job == "processes":
            made = processes.measure(sigmoid, folder, OUTPUT, quick)
        else:
            made = solvers.measure(sigmoid, folder, source == "MNIST", OUTPUT, quick)
        for table in made:              # measured as they are asked for
            share = bystanders.share()
            if share is not None:
                table.about += f" Others used {share * 100:.0f} % of the cores meanwhile."
                table.about = table.about.strip()
            print(table.markdown(), flush=True)
            tables.append(table)
            write(stem, facts, heading, tables)
            bystanders = Bystanders()
    rows = [row for table in tables for row in table.rows if "met" in row]
    print(f"{sum(row['met'] is True for row in rows)} of {len(rows)} bars met")


def write(stem, facts, heading, tables):
    """After every table, so that what was measured outlives a later failure."""
    with open(os.path.join(OUTPUT, stem + ".md"), "w") as file:
        file.write(heading + "\n\n" + "\n".join(table.markdown() for table in tables))
    with open(os.path.join(OUTPUT, stem + ".json"), "w") as file:
        json.dump({"facts": facts, "tables": [table.json() for table in tables]}, file, indent=2)


if __name__ == "__main__":
    main()
