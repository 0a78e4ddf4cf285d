#!/usr/bin/env bash
# Makes .venv/emulator, the Python environment of the emulator, from requirements.txt: see venv.sh.
exec "$(dirname "${BASH_SOURCE[0]}")/venv.sh" emulator emulator/requirements.txt
