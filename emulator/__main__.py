"""``python -m emulator``: serve until SIGTERM or SIGINT."""

import argparse

from emulator import settings


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m emulator", description="Emulate AWS on 127.0.0.1.")
    parser.add_argument(
        "--port", type=int, default=0, help="port to listen on; 0, the default, takes a free one"
    )
    arguments = parser.parse_args()

    settings.apply()
    # Only now: moto reads its settings when it is imported.
    from emulator.app import create_app  # noqa: PLC0415
    from emulator.server import serve  # noqa: PLC0415

    serve(create_app(), arguments.port)


if __name__ == "__main__":
    main()
