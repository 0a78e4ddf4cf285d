#!/usr/bin/env bash
# Makes .venv/rehearsal, the Python environment of the rehearsal, from requirements.txt: see emulator/venv.sh.
exec "$(dirname "${BASH_SOURCE[0]}")/../../emulator/venv.sh" rehearsal src/rehearsal/requirements.txt
