"""Settings that moto reads from the environment."""

import os

MOTO_SETTINGS = {
    # A certificate is ISSUED at once instead of after a minute.
    "MOTO_ACM_VALIDATION_WAIT": "0",
    # Roles may attach AWS's managed policies.
    "MOTO_IAM_LOAD_MANAGED_POLICIES": "true",
}


def apply() -> None:
    """Make moto behave alike in every shell; call it before moto is imported."""
    os.environ.update(MOTO_SETTINGS)
