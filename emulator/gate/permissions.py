"""The judge of permissions: may the session of a role make this call?

Only sessions are judged. Any other key is the account's administrator, who may do everything, as Terraform
may that applies the stack; even he assumes a role only if its trust policy admits him.
"""

from collections.abc import Iterator
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from emulator.gate.findings import PERMISSION, Finding
from emulator.iam import account
from emulator.iam.evaluation import Decision, Policies, Question, decide
from emulator.iam.needs import needs
from emulator.iam.needs.need import Need, named

if TYPE_CHECKING:
    from emulator.gate.requests import Call
    from emulator.iam.documents import Policy
    from emulator.iam.patterns import Context

ASSUME_ROLE = "sts:AssumeRole"


def permission_findings(call: "Call") -> Iterator[Finding]:
    """Say what AWS says about the first thing that the caller may not do."""
    now = datetime.now(timezone.utc)
    if call.caller.expires is not None and call.caller.expires <= now:
        yield Finding(PERMISSION, "Request has expired", _denied(call))
        return
    session = account.session_of(call)
    if session is not None and session.expiration <= now.replace(tzinfo=None):
        yield Finding(PERMISSION, "The security token included in the request is expired", _expired(call))
        return
    for need in needs(call):
        if session is None and not _assumes_own_role(need):
            continue
        decision = _decision(call, session, need)
        if not decision.allowed:
            yield Finding(PERMISSION, _message(call, session, need, decision), _denied(call))
            return


def _assumes_own_role(need: Need) -> bool:
    return need.action == ASSUME_ROLE and need.resource.split(":")[4:5] == [account.ACCOUNT]


def _decision(call: "Call", session: Any | None, need: Need) -> Decision:
    who = account.requester(call)
    role = account.role_by_arn(call.region, session.role_arn) if session is not None else None
    resource, must_allow = _resource_policy(call, need)
    question = Question(who, need.action, need.resource, _context(call, session, role) | dict(need.context))
    if session is None:
        return decide(question, Policies(None, None, resource, must_allow))
    # A role that was deleted under its session may do nothing.
    identity = account.identity_policies(role) if role is not None else ()
    boundary = account.boundary(call.region, role) if role is not None else None
    return decide(question, Policies(identity, boundary, resource, must_allow))


def _resource_policy(call: "Call", need: Need) -> "tuple[Policy | None, bool]":
    """Find the policy of the resource, and whether nothing is allowed without it."""
    service, region = need.action.partition(":")[0], call.region
    if service == "s3":
        return account.bucket_policy(region, need.resource.rpartition(":")[2].partition("/")[0]), False
    if service == "secretsmanager":
        return account.secret_policy(region, need.resource), False
    if service == "kms":
        policy = account.key_policy(region, need.resource)
        return policy, policy is not None
    if need.action == ASSUME_ROLE:
        role = account.role_by_arn(region, need.resource)
        return (account.trust_policy(role) if role is not None else ()), True
    return None, False


def _context(call: "Call", session: Any | None, role: Any | None) -> "Context":
    """Give the keys that come with every request."""
    given = {
        "aws:RequestedRegion": call.region,
        # The emulator is reached by plain HTTP on the loopback address; on AWS a client speaks TLS.
        "aws:SecureTransport": True,
        "aws:SourceIp": "127.0.0.1",
        "aws:ViaAWSService": False,
        "aws:CurrentTime": datetime.now(timezone.utc).isoformat(),
        "aws:ResourceAccount": account.ACCOUNT,
        "aws:PrincipalAccount": account.ACCOUNT,
    }
    if session is not None:
        given |= {
            "aws:PrincipalArn": session.role_arn,
            "aws:PrincipalType": "AssumedRole",
            "aws:userid": session.user_id,
        }
    tags = role.tags if role is not None else []
    return named(given | {f"aws:PrincipalTag/{each['Key']}": each["Value"] for each in tags})


def _message(call: "Call", session: Any | None, need: Need, decision: Decision) -> str:
    who = session.arn if session is not None else account.requester(call).root
    resource = f'"{need.resource}"' if call.service == "s3" else need.resource
    message = (
        f"User: {who} is not authorized to perform: {need.action} on resource: {resource} {decision.reason}"
    )
    prefix = "You are not authorized to perform this operation. " if call.protocol == "ec2" else ""
    return f"{prefix}{message}"


def _denied(call: "Call") -> str:
    """Name the service's own code: JSON services end their codes in Exception, the older ones do not."""
    if call.protocol == "ec2":
        return "UnauthorizedOperation"
    old = call.service == "cloudwatch" or call.protocol in ("query", "rest-xml")
    return "AccessDenied" if old else "AccessDeniedException"


def _expired(call: "Call") -> str:
    if call.protocol == "ec2":
        return "RequestExpired"
    return "ExpiredToken" if call.protocol in ("query", "rest-xml") else "ExpiredTokenException"
