#!/bin/sh
# Trains the equaliser agent that comes with the program and writes resources/models/eq_matching.twmodel: the default
# agent with its own settings and seed 1 on a demo corpus of eight pieces a genre. The same program and the same kind of
# processor write the same bytes. Takes some twelve minutes of one processor; --threads 2 shortens the wait.
#
#   packaging/train-model.sh [--cli PROGRAM] [--work FOLDER] [--threads N]
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
cli="$root/build/bin/tonewright-cli"
work=
threads=1
while [ $# -gt 0 ]; do
    case "$1" in
        --cli) cli=$2; shift 2 ;;
        --work) work=$2; shift 2 ;;
        --threads) threads=$2; shift 2 ;;
        *) echo "usage: packaging/train-model.sh [--cli PROGRAM] [--work FOLDER] [--threads N]" >&2; exit 2 ;;
    esac
done
[ -x "$cli" ] || { echo "$cli: not built. Build first, or name it with --cli" >&2; exit 3; }
if [ -z "$work" ]; then
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
fi

mkdir -p "$work" "$root/resources/models"
"$cli" demo-corpus --out "$work/demo" --pieces 8 --quiet
OMP_NUM_THREADS=1 "$cli" train eq_matching --corpus "$work/demo" --out "$work/run" --seed 1 --threads "$threads"
"$cli" save-model "$work/run" --out "$work/eq_matching.twmodel"
mv "$work/eq_matching.twmodel" "$root/resources/models/eq_matching.twmodel"
ls -l "$root/resources/models/eq_matching.twmodel"
