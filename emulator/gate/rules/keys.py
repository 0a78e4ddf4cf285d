"""KMS: keys that cannot encrypt, wherever a call names one or uses one that is named already."""

from typing import TYPE_CHECKING

from moto.utilities.utils import get_partition

from emulator.gate.rules.say import refuse
from emulator.iam import account
from emulator.iam.documents import parse
from emulator.iam.evaluation import Policies, Question, decide
from emulator.iam.needs.encryption import keys_of
from emulator.iam.principals import Requester
from emulator.iam.questions import logs_may_use_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from emulator.gate.findings import Finding
    from emulator.gate.requests import Call

AWS_OWN = "alias/aws/"
ENCRYPTS = "ENCRYPT_DECRYPT"
# S3 passes the error of KMS on; the others have one of their own.
OF_KMS = {
    "does not exist": "NotFoundException",
    "is disabled": "DisabledException",
    "is asymmetric": "InvalidKeyUsageException",
}


def usable_keys(call: "Call") -> "Iterator[Finding]":
    """Check the key of a bucket, an object, a secret or a database, as the service uses it in this call."""
    given = call.parameters
    if call.name == "secretsmanager:CreateSecret" and not given.get("SecretString"):
        return  # nothing to encrypt yet
    for key, _ in keys_of(call):
        trouble = unusable(call, key)
        if trouble is not None:
            yield refuse(
                f"The KMS key {key} {trouble} in {call.region}, or cannot be used", _code(call, trouble)
            )


def log_group_key(call: "Call") -> "Iterator[Finding]":
    """Ask for a key that CloudWatch Logs may use for this group."""
    name = call.parameters.get("kmsKeyId")
    if not name:
        return
    trouble = unusable(call, name)
    if trouble is not None:
        yield refuse(f"The KMS key {name} {trouble} in {call.region}")
        return
    group = f"log-group:{call.parameters.get('logGroupName')}"
    arn = f"arn:{get_partition(call.region)}:logs:{call.region}:{account.ACCOUNT}:{group}"
    key = account.key(call.region, name)
    if key is not None and not logs_may_use_key(account.key_policy(call.region, name) or (), arn).allowed:
        yield refuse(
            f"The specified KMS key does not exist or is not allowed to be used with Arn '{arn}'",
            "AccessDeniedException",
        )


def key_policy(call: "Call") -> "Iterator[Finding]":
    """Refuse a policy after which the caller could not change it again, as AWS does unless told otherwise."""
    given = call.parameters
    if not given.get("Policy") or given.get("BypassPolicyLockoutSafetyCheck"):
        return
    policy = Policies(resource=parse(given["Policy"]), identity=None, resource_must_allow=True)
    # Where the policy leaves it to IAM by naming the account, IAM can always let somebody in.
    root = Requester(account.ACCOUNT, get_partition(call.region))
    callers = (account.requester(call), root)
    if not any(decide(Question(each, "kms:PutKeyPolicy", "*"), policy).allowed for each in callers):
        yield refuse(
            "The new key policy will not allow you to update the key policy in the future.",
            "MalformedPolicyDocumentException",
        )


def unusable(call: "Call", name: str) -> str | None:
    """Say why a key cannot encrypt, or nothing: AWS's own always can."""
    if AWS_OWN in name or name in {each.arn for each in _of_aws(call)}:
        return None
    key = account.key(call.region, name)
    if key is None:
        return "does not exist"
    # moto leaves the usage empty when the call did.
    if key.key_spec != "SYMMETRIC_DEFAULT" or (key.key_usage or ENCRYPTS) != ENCRYPTS:
        return "is asymmetric"
    states = {"Enabled": None, "Disabled": "is disabled"}
    return states.get(key.key_state, "is pending deletion")


def _of_aws(call: "Call") -> "Iterator[object]":
    for each in list(account.of_region("kms", call.region).keys.values()):
        if any(alias.startswith(AWS_OWN) for alias in each.aliases):
            yield each


def _code(call: "Call", trouble: str) -> str:
    if call.service == "rds":
        return "KMSKeyNotAccessibleFault"
    if call.service == "s3":
        return f"KMS.{OF_KMS.get(trouble, 'KMSInvalidStateException')}"
    if call.service == "dynamodb":
        return "ValidationException"
    return "DecryptionFailure" if call.operation.name == "GetSecretValue" else "EncryptionFailure"
