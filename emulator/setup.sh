#!/usr/bin/env bash
# Makes .venv/emulator, the Python environment of the emulator, from requirements.txt.
# Does nothing when that file has not changed since. PYTHON chooses the interpreter.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
venv=$(dirname "$here")/.venv/emulator
stamp=$venv/.requirements.sha256
python=${PYTHON:-python3}

fail() {
  echo "emulator: $1" >&2
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
  "$here/requirements.txt")
# The interpreter behind an environment may be gone (upgraded, moved): then the stamp alone proves nothing.
if [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ] && "$venv/bin/python" -c '' 2>/dev/null; then
  echo "emulator: .venv/emulator is up to date"
  exit 0
fi

echo "emulator: making .venv/emulator from emulator/requirements.txt"
"$python" -m venv --clear "$venv"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps -r "$here/requirements.txt"
"$venv/bin/python" -m pip check --disable-pip-version-check >/dev/null ||
  fail "requirements.txt is not complete: run .venv/emulator/bin/python -m pip check"
echo "$wanted" > "$stamp"
