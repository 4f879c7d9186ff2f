"""Seconds from data in memory to within a gap of the optimum: Sigmoid's solvers and the peers.

Ours: `secondsTraining` of the loosest tolerance whose model, judged in float64, is within the gap:
the whole fit, its end included. Beside it the moment when `--history` first shows an objective
within the gap. Theirs: the moment their iterates were within it (see solver_peer.py), which is
what history is for us and kinder than a whole fit. Ratios are theirs over our whole fit.
"""

import itertools
import json
import os
import statistics
import subprocess

from measure import Table, environment, note, peer, run_json
from problems import DIGITS, GAPS, L2, ODD, POSITIVE, ZERO, known_optimum, question

OURS = ("lbfgs", "newton")
TOLERANCES = {"lbfgs": (1e-3, 3e-4, 1e-4, 3e-5, 1e-5, 3e-6, 1e-6, 3e-7, 1e-7),
              "newton": (1e-2, 1e-3, 1e-4, 1e-5, 1e-6)}
EVALUATIONS = 3000
BINARY_PEERS = (("newton-cholesky", "float64"), ("newton-cholesky", "float32"),
                ("lbfgs", "float64"), ("lbfgs", "float32"), ("oneDAL lbfgs", "float64"),
                ("liblinear", "float64"))
DIGITS_PEERS = (("lbfgs", "float64"), ("lbfgs", "float32"), ("oneDAL lbfgs", "float64"))

# (problem, our solver, gap): at most so many seconds, and so many times faster than which peers.
BARS = {
    (ODD, "lbfgs", 1e-6): (0.2, {"newton-cholesky": 12, "lbfgs": 20}),
    (ZERO, "lbfgs", 1e-6): (None, {"lbfgs": 10}),
    (DIGITS, "lbfgs", 1e-5): (1.5, {"lbfgs": 15, "oneDAL lbfgs": 15}),
    (ODD, "newton", 1e-7): (None, {"newton-cholesky": 2})}


def has_solver(sigmoid, solver, problem):
    """Whether the command fits this problem with this solver; it refuses usage with 64."""
    done = subprocess.run([sigmoid, "train", "--synthetic", "--examples", "500", "--epochs", "1",
                           "--solver", solver, "--quiet", "--json", *question(problem)],
                          env=environment(), capture_output=True)
    return done.returncode != 64


def our_fit(sigmoid, solver, problem, folder, tolerance, model, history):
    result = run_json([sigmoid, "train", "--data", folder, *question(problem), "--solver", solver,
                       "--l2", repr(L2), "--tolerance", repr(tolerance), "--epochs", EVALUATIONS,
                       "--model", model, "--history", history, "--json", "--quiet"])
    with open(history) as file:
        result["trace"] = [(entry["seconds"], entry["objective"])
                           for entry in map(json.loads, file)]
    return result


def first_within(trace, objective):
    return next((seconds for seconds, value in trace if value <= objective), None)


class Problem:
    """All measurements of one problem."""

    def __init__(self, sigmoid, name, folder, scratch, optimum, limit):
        self.sigmoid, self.name, self.folder, self.scratch = sigmoid, name, folder, scratch
        self.optimum, self.limit = optimum, limit
        self.fits = {}          # (solver, tolerance): the fits
        self.judged = {}        # (solver, tolerance): {objective, testErrors}
        self.peers = {}         # (name, dtype): what solver_peer.py printed, once or more

    def fit(self, solver, tolerance):
        stem = os.path.join(self.scratch, f"{solver}-{tolerance:g}")
        model = stem + ".safetensors"
        self.fits.setdefault((solver, tolerance), []).append(our_fit(
            self.sigmoid, solver, self.name, self.folder, tolerance, model, stem + ".jsonl"))
        return model

    def climb_ladder(self, solvers):
        """Fits to ever tighter tolerances while that changes how a fit ends, and judges them."""
        models = {}
        for solver in solvers:
            for tolerance in TOLERANCES[solver]:
                models[solver, tolerance] = self.fit(solver, tolerance)
                fit = self.fits[solver, tolerance][0]
                gap = fit.get("gapEstimate")
                if fit["gradientMax"] > tolerance or (gap is not None and gap < GAPS[-1] / 20):
                    break       # it could not, or is so near that no tighter one is needed
        if models:
            judged = run_json(peer("objective.py", self.folder, self.name, *models.values()))
            self.judged = dict(zip(models, judged))

    def run_peers(self, names, rounds):
        """Each peer after one of our fits, in turn; short fits again in each round."""
        ours = itertools.cycle(sorted(self.chosen()) or [None])
        for number, name in itertools.product(range(rounds), names):
            seconds = self.peers[name][0]["trace"][-1][0] if name in self.peers else 0
            if number > 0 and (name not in self.peers or seconds > 8):
                continue
            note(f"{self.name}: {' '.join(name)}, round {number + 1} of {rounds}")
            fit = next(ours)
            if fit:
                self.fit(*fit)
            try:
                result = run_json(peer("solver_peer.py", *name, self.name, self.folder,
                                       self.limit), timeout=8 * self.limit + 120)
            except (SystemExit, subprocess.TimeoutExpired) as error:
                note(f"note: {' '.join(name)} left out: {str(error).strip().splitlines()[-1]}")
                continue
            self.peers.setdefault(name, []).append(result)
        for fit in self.chosen():
            while len(self.fits[fit]) < rounds:
                self.fit(*fit)
        if self.optimum is None:
            self.optimum = min([one["objective"] for one in self.judged.values()]
                               + [value for runs in self.peers.values()
                                  for _, value in runs[0]["trace"]])

    def loosest(self, solver, gap):
        """The loosest of our tolerances whose model is within the gap."""
        best = self.optimum if self.optimum is not None else min(
            one["objective"] for one in self.judged.values())
        return next((tolerance for one, tolerance in self.judged if one == solver
                     and self.judged[one, tolerance]["objective"] <= best + gap), None)

    def chosen(self):
        solvers = {solver for solver, _ in self.judged}
        return {(solver, tolerance) for solver in solvers for gap in GAPS
                if (tolerance := self.loosest(solver, gap)) is not None}

    def our_seconds(self, solver, gap):
        """Medians of the whole fit and of the moment in history; None where it got not so far."""
        tolerance = self.loosest(solver, gap)
        if tolerance is None:
            return None, None
        fits = self.fits[solver, tolerance]
        moments = [first_within(fit["trace"], self.optimum + gap) for fit in fits]
        return (statistics.median(fit["secondsTraining"] for fit in fits),
                None if None in moments else statistics.median(moments))

    def peer_seconds(self, name, gap):
        times = [first_within(one["trace"], self.optimum + gap) for one in self.peers[name]]
        return None if None in times else statistics.median(times)

    def table(self):
        columns = {"contestant": "contestant"}
        columns |= {f"{gap:g}": (f"s to {gap:g}", "{:.3g}") for gap in GAPS}
        columns |= {"best": ("best gap", "{:.1e}"), "default": "where its default tolerance ends",
                    "errors": ("test errors", "{}")}
        table = Table(f"To the optimum: {self.name}", columns,
                      f"l2 = 1/60000; seconds of training to an objective within each gap of "
                      f"{self.optimum:.9f}.")
        for solver in dict.fromkeys(solver for solver, _ in self.judged):
            last = [one for key, one in self.judged.items() if key[0] == solver][-1]
            both = {gap: self.our_seconds(solver, gap) for gap in GAPS}
            table.add(contestant=f"sigmoid {solver}, whole fit", errors=last["testErrors"],
                      best=last["objective"] - self.optimum,
                      **{f"{gap:g}": both[gap][0] for gap in GAPS})
            table.add(contestant=f"sigmoid {solver}, in its history",
                      **{f"{gap:g}": both[gap][1] for gap in GAPS})
        for name, runs in self.peers.items():
            last = runs[0]["trace"][-1]
            gap = min(value for _, value in runs[0]["trace"]) - self.optimum
            default = runs[0]["default"]
            cut = last[0] >= self.limit and gap > GAPS[-1]
            table.add(contestant=" ".join(name) + (f" (ended after {self.limit} s)" if cut else ""),
                      best=gap, errors=runs[0]["testErrors"],
                      default=default and f"{default['seconds']:.2g} s, "
                      f"{default['objective'] - self.optimum:.1e} above",
                      **{f"{gap:g}": self.peer_seconds(name, gap) for gap in GAPS})
        return table

    def add_bars(self, table):
        for (problem, solver, gap), (most, factors) in BARS.items():
            if problem != self.name or not any(one == solver for one, _ in self.judged):
                continue
            ours = self.our_seconds(solver, gap)[0]
            if most:
                table.add(what=f"{problem}, {solver}, gap {gap:g}: seconds", value=ours, bar=most)
            for rival, factor in factors.items():
                self.add_factor(table, f"{problem}, gap {gap:g}: {solver} faster than {rival}",
                                ours, rival, gap, factor)

    def add_factor(self, table, what, ours, rival, gap, factor):
        """Against the faster of the rival's data types. One that was ended short of the gap
        counts with the time that it had, and so the ratio is at least that."""
        names = [name for name in self.peers if name[0] == rival]
        times = [self.peer_seconds(name, gap) for name in names]
        reached = [seconds for seconds in times if seconds is not None]
        had = [self.peers[name][0]["trace"][-1][0] for name in names]
        if not names or ours is None:
            table.add(what=what, bar=factor, better="at least")
        elif reached:
            table.add(what=what, value=min(reached) / ours, bar=factor, better="at least")
        else:
            table.add(what=what + f" (which did not get there in {max(had):.0f} s)",
                      value=max(had) / ours, bar=factor, better="at least")


def measure(sigmoid, folder, is_mnist, scratch, quick):
    golden = None
    path = os.path.join(os.environ.get("GOLDEN_DIR", ""), "mnist.json")
    if is_mnist and os.environ.get("GOLDEN_DIR") and os.path.exists(path):
        with open(path) as file:
            golden = json.load(file)
    scratch = os.path.join(scratch, "solvers")
    os.makedirs(scratch, exist_ok=True)
    bars = Table("Solvers against their bars", {
        "what": "what", "value": ("measured", "{:.3g}"), "barText": "bar"})
    for name in POSITIVE:
        solvers = [solver for solver in OURS if has_solver(sigmoid, solver, name)]
        for solver in set(OURS) - set(solvers):
            note(f"note: skipped, the command has no --solver {solver} for {name}")
        limit = (10 if quick else 25) * (2 if name == DIGITS else 1)
        problem = Problem(sigmoid, name, folder, scratch, golden and known_optimum(golden, name),
                          limit)
        problem.climb_ladder(solvers)
        problem.run_peers(DIGITS_PEERS if name == DIGITS else BINARY_PEERS, 1 if quick else 3)
        yield problem.table()
        problem.add_bars(bars)
    if bars.rows:
        yield bars
