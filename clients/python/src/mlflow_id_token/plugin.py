"""What MLflow loads by the name ``id-token`` (entry point group ``mlflow.request_auth_provider``)."""

from requests.auth import AuthBase


class IdTokenAuthProvider:
    """MLflow's RequestAuthProvider, by its two methods; MLflow itself is not imported here."""

    def get_name(self) -> str:
        return "id-token"

    def get_auth(self) -> AuthBase:
        raise NotImplementedError
