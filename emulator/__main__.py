"""``python -m emulator``: serve until SIGTERM or SIGINT."""

import argparse
from pathlib import Path

from emulator import settings


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m emulator", description="Emulate AWS on 127.0.0.1.")
    parser.add_argument(
        "--port", type=int, default=0, help="port to listen on; 0, the default, takes a free one"
    )
    parser.add_argument(
        "--log", type=Path, help="file that gets a JSON line for every call; parameters without secrets"
    )
    parser.add_argument(
        "--no-gate", dest="gate", action="store_false", help="accept what AWS would refuse, as moto does"
    )
    arguments = parser.parse_args()
    if arguments.log and not arguments.gate:
        parser.error("--log needs the gate: it is the gate that reads the calls")

    settings.apply()
    # Only now: moto reads its settings when it is imported.
    from emulator.app import create_app  # noqa: PLC0415
    from emulator.server import serve  # noqa: PLC0415

    serve(create_app(gate=arguments.gate, log=arguments.log), arguments.port)


if __name__ == "__main__":
    main()
