"""The command ``mlflow-id-token``."""


def main() -> int:
    raise NotImplementedError
