#!/usr/bin/env bash
# venv.sh <name> <requirements>: makes .venv/<name>, a Python environment of this project, from a complete list of
# requirements (a path inside the project). Does nothing when that file has not changed since. PYTHON chooses the
# interpreter.
set -euo pipefail

name=$1
requirements=$2
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
venv=$root/.venv/$name
stamp=$venv/.requirements.sha256
python=${PYTHON:-python3}

fail() {
  echo "$name: $1" >&2
  exit 1
}

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null ||
  fail "Python 3.10 or newer is needed and '$python' is not: install it, or name one with PYTHON="
"$python" -c 'import ensurepip, venv' 2>/dev/null ||
  fail "'$python' cannot make virtual environments: install python3-venv (Debian, Ubuntu) or a full Python"

# Two rings that start together must not build into each other. Without flock (macOS) they still may.
mkdir -p "$(dirname "$venv")"
exec 9> "$venv.lock"
if command -v flock >/dev/null; then flock 9; fi

wanted=$("$python" -c 'import hashlib, sys; print(hashlib.sha256(open(sys.argv[1], "rb").read()).hexdigest())' \
  "$root/$requirements")
# The interpreter behind an environment may be gone (upgraded, moved): then the stamp alone proves nothing.
if [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ] && "$venv/bin/python" -c '' 2>/dev/null; then
  echo "$name: .venv/$name is up to date"
  exit 0
fi

echo "$name: making .venv/$name from $requirements"
"$python" -m venv --clear "$venv"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps -r "$root/$requirements"
"$venv/bin/python" -m pip check --disable-pip-version-check >/dev/null ||
  fail "$requirements is not complete: run .venv/$name/bin/python -m pip check"
echo "$wanted" > "$stamp"
