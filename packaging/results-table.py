#!/usr/bin/env python3
"""Prints what agents earn as Markdown tables, from folders that measure-learning.sh --keep left.

    packaging/measure-learning.sh --pairs-per-track 2 --keep DIR/dqn --algorithm dqn      # and so on for each agent
    packaging/results-table.py DIR/imitation_ppo DIR/ppo DIR/dqn …

The first table has a row an agent and seed: the greedy choice's exact reward, the best of it and four draws, both as
shares of the oracle, the five terms of the greedy choice, environment steps and CPU time of training. The second has the
greedy reward by genre: the mean over each agent's seeds, and the first agent's lowest. Needs nothing but Python.
"""
import csv
import json
import pathlib
import statistics
import sys

TERMS = ["spectral", "perceptual", "balance", "centroid", "flatness"]


class Run:
    def __init__(self, folder, seed):
        self.seed = seed
        self.evaluation = json.loads((folder / f"{seed}.json").read_text())
        user, system = (float(x) for x in (folder / f"{seed}.time").read_text().split()[-2:])
        self.minutes, self.seconds = divmod(round(user + system), 60)
        last = None
        with open(folder / f"run{seed}" / "metrics.csv", newline="") as stream:
            for last in csv.DictReader(stream):
                pass
        self.steps = last["steps"]
        self.genres = {}
        for item in self.evaluation["items"]:
            self.genres.setdefault(item["genre"], []).append(item["reward"])


def table(head, rows):
    print("| " + " | ".join(head) + " |")
    print("|" + "---|" * len(head))
    for row in rows:
        print("| " + " | ".join(row) + " |")
    print()


def main(folders):
    if not folders or folders[0] in ("-h", "--help"):
        print(__doc__.strip())
        return 0 if folders else 2
    runs = []  # (agent, Run)
    for folder in map(pathlib.Path, folders):
        seeds = sorted(int(file.stem) for file in folder.glob("*.json") if file.stem.isdigit())
        if not seeds:
            print(f"{folder}: no evaluations (1.json, …). Make them by measure-learning.sh --keep.", file=sys.stderr)
            return 1
        runs += [(f"`{folder.name}`", Run(folder, seed)) for seed in seeds]
    scores = ["greedy_reward_mean", "refined_reward_mean", "share_of_oracle", "refined_share_of_oracle"]
    table(
        ["agent", "seed", "greedy", "best of 5", "greedy / oracle", "best / oracle", *TERMS, "environment steps",
         "CPU time"],
        [[agent, str(run.seed), *(f"{run.evaluation[name]:.3f}" for name in scores),
          *(f"{run.evaluation[term + '_improvement_mean']:.2f}" for term in TERMS), run.steps,
          f"{run.minutes}:{run.seconds:02d}"] for agent, run in runs])
    agents = list(dict.fromkeys(agent for agent, _ in runs))

    def rewards(genre, agent):
        """Mean reward of the genre's items, by seed."""
        return [sum(run.genres[genre]) / len(run.genres[genre]) for name, run in runs
                if name == agent and genre in run.genres]

    genres = sorted({genre for _, run in runs for genre in run.genres})
    table(
        ["genre", *(f"{agent}" for agent in agents), f"{agents[0]}, least"],
        [[genre, *(f"{statistics.mean(rewards(genre, agent)):.2f}" for agent in agents),
          f"{min(rewards(genre, agents[0])):.2f}"] for genre in genres])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
