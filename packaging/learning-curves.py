#!/usr/bin/env python3
"""Draws learning curves of several runs as one SVG picture, from their metrics.csv alone.

    packaging/learning-curves.py --out FILE.svg LABEL=RUN[,RUN…] [LABEL=RUN[,RUN…] …]

One curve a label: the mean over its runs (seeds) of the reward of the agent's own choice, each the mean of the episodes
within a step of a tenth of the axis' decade; the band is from the lowest to the highest run. The axis is logarithmic in
environment steps. A label may stand for one run. Needs nothing but Python.
"""
import csv
import math
import pathlib
import sys

WIDTH, HEIGHT = 900, 420
LEFT, RIGHT, TOP, BOTTOM = 64, 24, 28, 52
COLOURS = ["#0a9373", "#b3541e", "#2f6fb3", "#7a4fa3"]
PER_DECADE = 10


def curve(run):
    """Mean reward by tenth of a decade of environment steps: {tenth: reward}."""
    file = pathlib.Path(run) / "metrics.csv"
    sums = {}
    try:
        with open(file, newline="") as stream:
            for row in csv.DictReader(stream):
                tenth = math.floor(PER_DECADE * math.log10(max(1, int(row["steps"]))))
                total, count = sums.get(tenth, (0.0, 0))
                sums[tenth] = (total + float(row["reward"]), count + 1)
    except (OSError, KeyError, ValueError) as error:
        sys.exit(f"learning-curves.py: {file}: {error}. Name folders of runs of eq_matching")
    if not sums:
        sys.exit(f"learning-curves.py: {file}: no episodes yet")
    return {tenth: total / count for tenth, (total, count) in sums.items()}


def main(arguments):
    if len(arguments) < 3 or arguments[0] != "--out" or any("=" not in a for a in arguments[2:]):
        sys.exit(__doc__)
    groups = []
    for argument in arguments[2:]:
        label, runs = argument.split("=", 1)
        groups.append((label, [curve(run) for run in runs.split(",")]))
    last = max(max(c) for _, curves in groups for c in curves)
    decades = (last + 1) // PER_DECADE

    def x(tenth):
        return LEFT + (WIDTH - LEFT - RIGHT) * tenth / (last + 1)

    def y(reward):
        return TOP + (HEIGHT - TOP - BOTTOM) * (1.0 - max(-1.0, min(1.0, reward))) / 2.0

    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="13">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
    ]
    for reward in (-1, -0.5, 0, 0.5, 1):
        weight = 1.4 if reward == 0 else 0.6
        out.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y(reward):.1f}" y2="{y(reward):.1f}" '
                   f'stroke="#9aa3ad" stroke-width="{weight}"/>')
        out.append(f'<text x="{LEFT - 8}" y="{y(reward) + 4:.1f}" text-anchor="end" fill="#39424d">{"0" if reward == 0 else f"{reward:+g}"}</text>')
    for decade in range(decades + 1):
        place = x(PER_DECADE * decade)
        name = str(10**decade) if decade < 4 else f'10<tspan dy="-5" font-size="10">{decade}</tspan>'
        out.append(f'<line x1="{place:.1f}" x2="{place:.1f}" y1="{TOP}" y2="{HEIGHT - BOTTOM}" stroke="#e1e5ea"/>')
        out.append(f'<text x="{place:.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle" fill="#39424d">{name}</text>')
    out.append(f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 12}" text-anchor="middle" fill="#39424d">'
               'Environment steps</text>')
    out.append(f'<text x="{LEFT}" y="18" fill="#39424d">Reward of the agent\u2019s own choice (0 = doing nothing)</text>')

    for index, (label, curves) in enumerate(groups):
        colour = COLOURS[index % len(COLOURS)]
        tenths = sorted(set().union(*curves))
        known = [(t, [c[t] for c in curves if t in c]) for t in tenths]
        if len(curves) > 1:
            upper = [f"{x(t + 0.5):.1f},{y(max(v)):.1f}" for t, v in known]
            lower = [f"{x(t + 0.5):.1f},{y(min(v)):.1f}" for t, v in reversed(known)]
            out.append(f'<polygon points="{" ".join(upper + lower)}" fill="{colour}" fill-opacity="0.18"/>')
        points = [f"{x(t + 0.5):.1f},{y(sum(v) / len(v)):.1f}" for t, v in known]
        out.append(f'<polyline points="{" ".join(points)}" fill="none" stroke="{colour}" stroke-width="2.2"/>')
        seeds = f"{len(curves)} seeds" if len(curves) > 1 else "one seed"
        below = HEIGHT - BOTTOM - 14 - 20 * (len(groups) - 1 - index)
        out.append(f'<line x1="{WIDTH - 330}" x2="{WIDTH - 306}" y1="{below - 4}" y2="{below - 4}" stroke="{colour}" '
                   'stroke-width="2.2"/>')
        out.append(f'<text x="{WIDTH - 298}" y="{below}" fill="#39424d">{label}, {seeds}</text>')
    out.append("</svg>")
    pathlib.Path(arguments[1]).write_text("\n".join(out) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
