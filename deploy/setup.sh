#!/bin/sh
# Creates .venv from requirements.txt (every file checked against its hash) and installs the project
# into it. Does nothing when that is done for these requirements, this folder and this interpreter;
# may be interrupted and run again at any point.
set -eu
cd "$(dirname "$0")/.."

say() { printf '%s\n' "netral: $*"; }
fail() { printf '%s\n' "netral: $1" "        $2" >&2; exit 1; }
usable() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }
is() { [ -f "$1" ] && [ "$(cat "$1")" = "$2" ]; }

# The folder counts too: the scripts of an environment carry its path in their first line.
packages=$({ pwd -P; cat requirements.txt; } | cksum)
project=$({ cat pyproject.toml requirements.in; ls -d services shared deploy 2>/dev/null || :; } | cksum)

if ! is .venv/netral-packages "$packages" || ! usable .venv/bin/python; then
    python=
    for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11; do
        if usable "$candidate"; then python=$candidate; break; fi
    done
    [ -n "$python" ] || fail \
        "no Python 3.11 or newer found (tried \$PYTHON, python3, python3.13, python3.12, python3.11)" \
        "Install Python 3.11+, or name it: make setup PYTHON=/path/to/python3"
    say "setting up .venv with $("$python" --version) (the first time takes a minute or two)"
    # Anew each time: what an older lock or another interpreter left would not be what was locked.
    rm -f .venv/netral-packages .venv/netral-project
    "$python" -m venv --clear .venv >/dev/null || fail "python could not create a virtual environment" \
        "On Debian or Ubuntu: apt install python3-venv; then run make again"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes \
        -r requirements.txt || fail "the packages could not be installed" \
        "See above: usually no network, no space, or a file that does not match its hash; then run make again"
    printf '%s' "$packages" >.venv/netral-packages
fi

if ! is .venv/netral-project "$project"; then
    PYTHONWARNINGS=ignore .venv/bin/python -m pip install --quiet --disable-pip-version-check \
        --no-deps --no-build-isolation -e . || fail "the project could not be installed into .venv" \
        "See above, then run make again"
    printf '%s' "$project" >.venv/netral-project
    say "ready: .venv/bin/netral --help"
fi
