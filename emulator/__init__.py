"""AWS on this machine, in memory: moto, and the few answers that moto lacks and our Terraform needs.

Start it from the repository's root with ``python -m emulator --port 0`` and fill it with
``python -m emulator.seed``. A fresh process is an empty account.
"""
