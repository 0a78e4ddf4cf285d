"""The judge of permissions, with keys that STS gave."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from emulator.tests.fleet import unique
from emulator.tests.gated import Gated
from emulator.tests.policies import ROOT, document, statement
from emulator.tests.roles import FOR_THE_ACCOUNT, Session, role
from emulator.tests.stack import task


@pytest.fixture(scope="module")
def bucket(gated: Gated) -> str:
    name = unique("judged")
    gated.client("s3").create_bucket(
        Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )
    for key in ("in/x", "out/x"):
        gated.client("s3").put_object(Bucket=name, Key=key, Body=b"x")
    return name


def verdict(session: Session, service: str, operation: str, /, **sent: Any) -> tuple[str, int]:
    """Make a call and give code and status of its refusal, or an empty code."""
    try:
        answer = getattr(session.client(service), operation)(**sent)
    except ClientError as error:
        answer = error.response
    return answer.get("Error", {}).get("Code", ""), answer["ResponseMetadata"]["HTTPStatusCode"]


# Each in the format, with the code and the status of its own service.
REFUSED: list[tuple[str, str, dict[str, Any], str, int]] = [
    ("s3", "list_buckets", {}, "AccessDenied", 403),
    ("s3", "head_object", {"Bucket": "b", "Key": "k"}, "403", 403),
    ("iam", "list_roles", {}, "AccessDenied", 403),
    ("rds", "describe_db_clusters", {}, "AccessDenied", 403),
    ("elbv2", "describe_load_balancers", {}, "AccessDenied", 403),
    ("route53", "list_hosted_zones", {}, "AccessDenied", 403),
    ("ec2", "describe_vpcs", {}, "UnauthorizedOperation", 403),
    ("ecs", "list_clusters", {}, "AccessDeniedException", 400),
    ("logs", "create_log_group", {"logGroupName": "g"}, "AccessDeniedException", 400),
    ("secretsmanager", "get_secret_value", {"SecretId": "s"}, "AccessDeniedException", 400),
    ("kms", "list_keys", {}, "AccessDeniedException", 400),
    ("dynamodb", "list_tables", {}, "AccessDeniedException", 400),
]


@pytest.fixture(scope="module")
def nobody(gated: Gated) -> Session:
    return Session(gated)


@pytest.mark.parametrize(("service", "operation", "sent", "code", "status"), REFUSED)
def test_a_role_without_a_policy_may_do_nothing(
    nobody: Session, service: str, operation: str, sent: dict[str, Any], code: str, status: int
) -> None:
    assert verdict(nobody, service, operation, **sent) == (code, status)


def test_anybody_may_ask_who_he_is(nobody: Session) -> None:
    assert nobody.client("sts").get_caller_identity()["Arn"] == nobody.arn


def test_the_refusal_names_caller_action_resource_and_reason(nobody: Session, gated: Gated) -> None:
    with pytest.raises(ClientError) as error:
        nobody.client("s3").put_object(Bucket="b", Key="k", Body=b"")
    message = (
        f'User: {nobody.arn} is not authorized to perform: s3:PutObject on resource: "arn:aws:s3:::b/k" '
        "because no identity-based policy allows the s3:PutObject action"
    )
    assert error.value.response["Error"]["Message"] == message
    line = gated.lines()[-1]
    assert line["findings"] == [{"layer": "permission", "message": message}]
    assert line["permissions"] == [{"action": "s3:PutObject", "resource": "arn:aws:s3:::b/k"}]


def test_who_may_not_call_is_told_no_other_fault(nobody: Session, gated: Gated) -> None:
    versioning = {"VersioningConfiguration": {"Status": "On"}}
    assert verdict(nobody, "s3", "put_bucket_versioning", Bucket="b", **versioning) == ("AccessDenied", 403)
    assert [each["layer"] for each in gated.lines()[-1]["findings"]] == ["permission"]


def test_a_role_may_do_what_its_policies_say(gated: Gated, bucket: str) -> None:
    session = Session(
        gated,
        statement("s3:GetObject", f"arn:aws:s3:::{bucket}/in/*"),
        statement("s3:ListBucket", f"arn:aws:s3:::{bucket}", Condition={"StringLike": {"s3:prefix": "in/*"}}),
    )
    assert verdict(session, "s3", "get_object", Bucket=bucket, Key="in/x") == ("", 200)
    assert verdict(session, "s3", "get_object", Bucket=bucket, Key="out/x") == ("AccessDenied", 403)
    assert verdict(session, "s3", "list_objects_v2", Bucket=bucket, Prefix="in/") == ("", 200)
    assert verdict(session, "s3", "list_objects_v2", Bucket=bucket) == ("AccessDenied", 403)


def test_what_was_deleted_is_still_denied(gated: Gated, bucket: str, nobody: Session) -> None:
    s3 = gated.client("s3")
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    s3.put_object(Bucket=bucket, Key="gone", Body=b"x")
    s3.delete_object(Bucket=bucket, Key="gone")
    assert verdict(nobody, "s3", "get_object", Bucket=bucket, Key="gone") == ("AccessDenied", 403)


def test_listing_uploads_has_no_prefix_to_ask_for(gated: Gated, bucket: str) -> None:
    in_folder = {"StringLike": {"s3:prefix": "in/*"}}
    session = Session(gated, statement("s3:List*", Condition=in_folder))
    listed = {"Bucket": bucket, "Prefix": "in/"}
    assert verdict(session, "s3", "list_objects_v2", **listed) == ("", 200)
    assert verdict(session, "s3", "list_multipart_uploads", **listed) == ("AccessDenied", 403)


def test_attached_policies_count_and_the_boundary_limits(gated: Gated, bucket: str) -> None:
    iam = gated.client("iam")
    reads, all_but = (
        iam.create_policy(PolicyName=unique("p"), PolicyDocument=json.dumps(document(*each)))["Policy"]["Arn"]
        for each in ([statement("s3:GetObject")], [statement("*", f"arn:aws:s3:::{bucket}/in/*")])
    )
    session = Session(gated, PermissionsBoundary=all_but)
    name = session.role.rpartition("/")[2]
    assert verdict(session, "s3", "get_object", Bucket=bucket, Key="in/x") == ("AccessDenied", 403)
    iam.attach_role_policy(RoleName=name, PolicyArn=reads)
    assert verdict(session, "s3", "get_object", Bucket=bucket, Key="in/x") == ("", 200)
    assert verdict(session, "s3", "get_object", Bucket=bucket, Key="out/x") == ("AccessDenied", 403)


def test_bucket_policies_are_judged_with_their_conditions(gated: Gated, bucket: str) -> None:
    s3, session = gated.client("s3"), Session(gated, statement("s3:*"))
    everything = [f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"]
    plain_http = {"Bool": {"aws:SecureTransport": "false"}}
    tls_only = statement("s3:*", everything, "Deny", Principal="*", Condition=plain_http)
    not_this = statement("s3:*", everything, "Deny", Principal={"AWS": session.role})
    for deny, expected in ((tls_only, ("", 200)), (not_this, ("AccessDenied", 403))):
        s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps(document(deny)))
        assert verdict(session, "s3", "get_object", Bucket=bucket, Key="in/x") == expected
    s3.delete_bucket_policy(Bucket=bucket)


def test_the_policy_of_a_secret_may_let_a_role_in(gated: Gated) -> None:
    secrets, session, name = gated.client("secretsmanager"), Session(gated), unique("s")
    secrets.create_secret(Name=name, SecretString="x")
    assert verdict(session, "secretsmanager", "get_secret_value", SecretId=name)[1] == 400
    lets_in = statement("secretsmanager:GetSecretValue", Principal={"AWS": session.role})
    secrets.put_resource_policy(SecretId=name, ResourcePolicy=json.dumps(document(lets_in)))
    assert verdict(session, "secretsmanager", "get_secret_value", SecretId=name)[1] == 200


@pytest.mark.parametrize(
    ("admits", "identity", "status"),
    [
        ({"AWS": ROOT}, "kms:*", 200),
        ({"AWS": ROOT}, "s3:*", 400),
        ({"Service": "s3.amazonaws.com"}, "kms:*", 400),
    ],
)
def test_a_key_must_hand_its_use_to_the_account(
    gated: Gated, admits: dict[str, str], identity: str, status: int
) -> None:
    policy = json.dumps(document(statement("kms:*", Principal=admits)))
    kms = gated.client("kms")
    # Also policies that lock out whoever makes the key.
    key = kms.create_key(Policy=policy, BypassPolicyLockoutSafetyCheck=True)["KeyMetadata"]["KeyId"]
    session = Session(gated, statement(identity))
    assert verdict(session, "kms", "generate_data_key", KeyId=key, KeySpec="AES_256")[1] == status


def test_passing_a_role_needs_its_own_permission(gated: Gated) -> None:
    given = role(gated)
    registers, passes = statement("ecs:RegisterTaskDefinition"), statement("iam:PassRole", given)
    only = {"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}}
    other = {"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}
    for statements, code in (
        ([registers], "AccessDeniedException"),
        ([registers, passes | {"Condition": other}], "AccessDeniedException"),
        ([registers, passes | {"Condition": only}], ""),
    ):
        definition = task(family="passed", executionRoleArn=given)
        session = Session(gated, *statements)
        assert verdict(session, "ecs", "register_task_definition", **definition)[0] == code


def test_a_session_ends_with_its_role(gated: Gated) -> None:
    session = Session(gated, statement("*"))
    assert verdict(session, "s3", "list_buckets") == ("", 200)
    name = session.role.rpartition("/")[2]
    gated.client("iam").delete_role_policy(RoleName=name, PolicyName="p")
    gated.client("iam").delete_role(RoleName=name)
    assert verdict(session, "s3", "list_buckets") == ("AccessDenied", 403)


SERVICE_ONLY = {
    "Effect": "Allow",
    "Principal": {"Service": "ecs-tasks.amazonaws.com"},
    "Action": "sts:AssumeRole",
}


def test_the_administrator_assumes_only_what_trusts_the_account(gated: Gated) -> None:
    assert role(gated, trust=FOR_THE_ACCOUNT)
    sts = gated.client("sts")
    for arn in (role(gated, trust=SERVICE_ONLY), f"{role(gated)}-not-there"):
        with pytest.raises(ClientError, match=r"AccessDenied.*sts:AssumeRole.*no resource-based policy"):
            sts.assume_role(RoleArn=arn, RoleSessionName="session")


def test_a_session_assumes_a_role_that_trusts_it(gated: Gated) -> None:
    first, second = Session(gated), Session(gated, statement("sts:AssumeRole"))
    trusted = role(gated, trust=SERVICE_ONLY | {"Principal": {"AWS": first.role}})
    open_to_all = role(gated)
    assume = ("sts", "assume_role")
    assert verdict(first, *assume, RoleArn=trusted, RoleSessionName="session") == ("", 200)
    assert verdict(second, *assume, RoleArn=trusted, RoleSessionName="session") == ("AccessDenied", 403)
    assert verdict(first, *assume, RoleArn=open_to_all, RoleSessionName="session") == ("AccessDenied", 403)
    assert verdict(second, *assume, RoleArn=open_to_all, RoleSessionName="session") == ("", 200)


def test_no_judge_failed(gated: Gated) -> None:
    assert "judge failed" not in gated.log.read_text()
