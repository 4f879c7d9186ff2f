"""R's tables made ready for every contestant, and the objective of a model on one: a library.

Standard library only, as measure.py. A cleaned table has complete cases alone, factors as columns
of 0 and 1, and the label, 0 or 1, last.
"""

import csv
import math

# Of each table: its label, what is left out, and what is a factor although it is numbers.
TABLES = {
    "HMDA": ("deny", set(), set()),
    "Pima.tr2": ("type", set(), set()),
    "birthwt": ("low", {"bwt"}, {"race"}),
    "infert": ("case", {"stratum", "pooled.stratum"}, set()),
    "lung": ("status", {"time", "inst"}, set())}
LABEL = "label"


def is_number(text):
    try:
        float(text)
    except ValueError:
        return False
    return True


def quoted(path):
    """The columns whose cells stand in quotes: write.csv's strings and factors."""
    with open(path) as file:
        names, cells = (file.readline().rstrip("\n").split(",") for _ in range(2))
    return {name.strip('"') for name, cell in zip(names, cells) if cell.startswith('"')}


def clean(name, source, path):
    """Writes the cleaned table NAME of the file `source` to `path`."""
    label, without, factors = TABLES[name]
    factors = factors | quoted(source)
    with open(source, newline="") as file:
        names, *rows = csv.reader(file)
    kept = [i for i, one in enumerate(names) if one and one not in without]
    rows = [row for row in rows if all(row[i] != "NA" for i in kept)]
    columns = {}
    for i in kept:
        cells = [row[i] for row in rows]
        levels = sorted(set(cells))
        if names[i] == label:
            labels = [str(int(cell == levels[1])) for cell in cells]
        elif names[i] in factors:
            for level in levels[1:]:
                columns[names[i] + level] = [str(int(cell == level)) for cell in cells]
        elif all(map(is_number, cells)):
            columns[names[i]] = cells
        else:
            raise SystemExit(f"{source}: expected numbers in the column {names[i]}")
    columns[LABEL] = labels
    with open(path, "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(zip(*columns.values()))


class Judge:
    """J in float64 with exact sums, of any model for the columns as they are.

    J = (1/m) Σ L + (l2/2) Σ (wⱼ sⱼ)², sⱼ the column's deviation (1/m): the penalty sees features of
    variance 1.
    """

    def __init__(self, path, l2):
        with open(path, newline="") as file:
            self.names, *rows = csv.reader(file)
        self.rows = [[float(cell) for cell in row[:-1]] for row in rows]
        self.labels = [int(row[-1]) for row in rows]
        self.l2 = l2
        m = len(rows)
        self.means = [math.fsum(column) / m for column in zip(*self.rows)]
        self.deviations = [math.sqrt(math.fsum((x - mean) ** 2 for x in column) / m)
                           for column, mean in zip(zip(*self.rows), self.means)]

    def objective(self, weights, intercept):
        losses = []
        for row, label in zip(self.rows, self.labels):
            z = math.fsum([intercept, *(w * x for w, x in zip(weights, row))])
            losses.append(max(z, 0) - label * z + math.log1p(math.exp(-abs(z))))
        penalty = math.fsum((w * s) ** 2 for w, s in zip(weights, self.deviations))
        return math.fsum(losses) / len(losses) + self.l2 / 2 * penalty
