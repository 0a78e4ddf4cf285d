"""Decrypt what the database holds, by right and wrong keys; the environment variable STORED is JSON."""

import json
import os

from cryptography.fernet import Fernet, InvalidToken
from mlflow.exceptions import MlflowException
from mlflow.utils.crypto import DEFAULT_KEK_PASSPHRASE, KEKManager, _decrypt_secret

REFUSED = "refused"


def webhook(stored: str, key: str) -> str:
    try:
        return Fernet(key).decrypt(stored).decode()
    except InvalidToken:
        return REFUSED


def provider_key(stored: dict[str, str], passphrase: str) -> object:
    value, wrapped = bytes.fromhex(stored["value"]), bytes.fromhex(stored["wrappedKey"])
    try:
        return _decrypt_secret(value, wrapped, KEKManager(passphrase), stored["id"], stored["name"])
    except MlflowException:
        return REFUSED


def main(webhooks: dict[str, str], provider_keys: dict[str, str], passphrase: str) -> None:
    """Report the webhook's secret and the provider key, by our keys and by keys that must not do."""
    report = {
        "webhook": webhook(webhooks["stored"], webhooks["key"]),
        "webhookByAnother": webhook(webhooks["stored"], Fernet.generate_key().decode()),
        "providerKey": provider_key(provider_keys, passphrase),
        "providerKeyByPublished": provider_key(provider_keys, DEFAULT_KEK_PASSPHRASE),
    }
    print(json.dumps(report))


if __name__ == "__main__":
    stored = json.loads(os.environ["STORED"])
    main(stored["webhook"], stored["providerKey"], stored["passphrase"])
