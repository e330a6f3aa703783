#!/usr/bin/env bash
# Trains eq_matching on the demo corpus with several seeds and prints the README's table: what the agent's own choice
# earns on held-out tracks, rendered. Takes some three minutes a seed on one core.
#
# Usage: packaging/measure-learning.sh [--episodes N] [--jobs N] [--corpus DIR] [--build DIR] [SEED…]
# Default seeds: 1 2 3.
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
build=$root/build
episodes=80000
jobs=1
corpus=
while (($#)); do
    case $1 in
    -h | --help) sed -n '2,6s/^# \{0,1\}//p' "$0"; exit 0 ;;
    --episodes) episodes=$2; shift 2 ;;
    --jobs) jobs=$2; shift 2 ;;
    --corpus) corpus=$2; shift 2 ;;
    --build) build=$2; shift 2 ;;
    *) break ;;
    esac
done
seeds=("$@")
cli=$build/bin/tonewright-cli
((${#seeds[@]})) || seeds=(1 2 3)
[[ -x $cli ]] || { echo "build first: packaging/run.sh --help" >&2; exit 1; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if [[ -z $corpus ]]; then
    corpus=$work/demo
    "$cli" demo-corpus --out "$corpus" --quiet
fi

one() {
    local seed=$1
    # CPU time: what it takes on an idle core, whatever else the machine is doing.
    local TIMEFORMAT='%U %S'
    { time "$cli" train eq_matching --corpus "$corpus" --out "$work/run$seed" --seed "$seed" --episodes "$episodes" \
        --quiet >"$work/$seed.log" 2>&1; } 2>"$work/$seed.time" || { cat "$work/$seed.log" >&2; return 1; }
    local seconds
    seconds=$(awk '{ printf "%d", $1 + $2 + 0.5 }' "$work/$seed.time")
    "$cli" evaluate "$work/run$seed" --corpus "$corpus" --json "$work/$seed.json" --quiet >/dev/null
    mean() { sed -n "s/^ *\"$1\": \([-0-9.e]*\),\{0,1\}$/\1/p" "$work/$seed.json" | head -n 1; }
    printf '| %s | %.3f | %.3f | %.3f | %.3f | %d:%02d |\n' "$seed" "$(mean greedy_reward_mean)" \
        "$(mean random_reward_mean)" "$(mean nothing_reward_mean)" "$(mean inverse_reward_mean)" \
        $((seconds / 60)) $((seconds % 60)) >"$work/$seed.row"
}

export LC_ALL=C OMP_WAIT_POLICY=passive
running=0
for seed in "${seeds[@]}"; do
    one "$seed" &
    ((++running < jobs)) || { wait -n; ((--running)) || true; }
done
wait
echo "| seed | agent | random | nothing | true inverse | CPU time of training |"
echo "|---|---|---|---|---|---|"
for seed in "${seeds[@]}"; do cat "$work/$seed.row"; done
