"""A model of an evaluation on several machines, and its picture.

The time of one evaluation of a class on R processes of a machine each:

    n / (R · rate)                       the pass, each process its share of the examples
    + COLLECTIVES · α · log2 R           messages that wait for one another
    + 2 · (R − 1) · MESSAGE              those of everyone to everyone, which do not, but are handled
    + (4·C/R + 8) · D · (R − 1)/R / β    the sums of C chunks, of D numbers, and their totals

n examples, `rate` examples a second on one machine, α seconds of latency, β bytes a second. That is
what we do, so that the bits do not depend on R; an all-reduce of the D totals in doubles would take
instead, along a ring, 2·(R − 1)·(α + 8·D/R/β), and in a tree 2·log2 R·(α + 8·D/β).
"""

import math

# Of an evaluation: counts and bytes of the slices, of the totals, of loss and intercepts, and of
# whether somebody has asked for an end.
COLLECTIVES = 8
# Seconds to send and receive a small message that is waited for later.
MESSAGE = 1e-6
FEATURES = 784


def chunks(examples):
    """As Sources/SigmoidExamples/Partition/ChunkPlan.swift cuts bytes of 784 features."""
    return max(1, min(max(64, min(examples // 65536, 4096)), examples // 256))


def bytes_sent(examples, ranks, dimension=FEATURES):
    """By each process, in one evaluation."""
    share = (ranks - 1) / ranks
    return (4 * chunks(examples) / ranks + 8) * dimension * share


def seconds(examples, ranks, rate, latency, bandwidth, way="ours"):
    passing = examples / (ranks * rate)
    if ranks == 1:
        return passing
    steps = math.log2(ranks)
    if way == "ring":
        return passing + 2 * (ranks - 1) * (latency + 8 * FEATURES / ranks / bandwidth)
    if way == "tree":
        return passing + 2 * steps * (latency + 8 * FEATURES / bandwidth)
    calls = COLLECTIVES * latency * steps + 2 * (ranks - 1) * MESSAGE
    return passing + calls + bytes_sent(examples, ranks) / bandwidth


def picture(rate, latency, bandwidth):
    """An SVG: seconds of an evaluation over the number of processes, both by powers of two."""
    width, height, left, top = 640, 420, 70, 40
    sizes = [10 ** power for power in (6, 7, 8, 9)]
    ranks = [2 ** power for power in range(11)]
    low, high = -3, 2

    def x(count):
        return left + math.log2(count) / 10 * (width - left - 130)

    def y(value):
        return top + (high - math.log10(value)) / (high - low) * (height - top - 50)

    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
             'font-family="sans-serif" font-size="12">',
             f'<rect width="{width}" height="{height}" fill="white"/>',
             f'<text x="{left}" y="20">Seconds of an evaluation: ours, and dashed along a ring'
             '</text>']
    for power in range(low, high + 1):
        lines.append(f'<line x1="{left}" x2="{width - 130}" y1="{y(10 ** power):.1f}" '
                     f'y2="{y(10 ** power):.1f}" stroke="#ddd"/>'
                     f'<text x="{left - 8}" y="{y(10 ** power) + 4:.1f}" text-anchor="end">'
                     f'1e{power}</text>')
    for count in ranks[::2]:
        lines.append(f'<text x="{x(count):.1f}" y="{height - 30}" text-anchor="middle">{count}'
                     '</text>')
    lines.append(f'<text x="{x(32):.1f}" y="{height - 10}" text-anchor="middle">processes, one a '
                 'machine</text>')
    for size, colour in zip(sizes, ("#1b6ca8", "#2a9d57", "#c77d00", "#b3261e")):
        for way, dash in (("ours", ""), ("ring", ' stroke-dasharray="5 4"')):
            points = " ".join(
                f"{x(count):.1f},{y(seconds(size, count, rate, latency, bandwidth, way)):.1f}"
                for count in ranks if chunks(size) >= count)
            lines.append(f'<polyline points="{points}" fill="none" stroke="{colour}" '
                         f'stroke-width="2"{dash}/>')
        last = [count for count in ranks if chunks(size) >= count][-1]
        end = seconds(size, last, rate, latency, bandwidth)
        lines.append(f'<text x="{x(last) + 8:.1f}" y="{y(end) + 4:.1f}" fill="{colour}">'
                     f'10^{round(math.log10(size))} examples</text>')
    return "\n".join(lines + ["</svg>"]) + "\n"
