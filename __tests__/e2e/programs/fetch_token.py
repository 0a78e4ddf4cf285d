"""Print an ID token, as a provider's program does; arguments: the issuer's address, its authority's file."""

import sys

import requests


def main(address: str, authority_file: str) -> None:
    answer = requests.get(address, verify=authority_file, timeout=10)
    answer.raise_for_status()
    print(answer.text.strip())


if __name__ == "__main__":
    main(*sys.argv[1:])
