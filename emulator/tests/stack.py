"""The good calls of our stack, small; each test of a rule changes one thing in one of them."""

from typing import Any
from uuid import uuid4

from emulator.tests.fleet import unique
from emulator.tests.gated import Gated

EXECUTION_ROLE = "arn:aws:iam::123456789012:role/execution"
LOG = {
    "logDriver": "awslogs",
    "options": {"awslogs-group": "g", "awslogs-region": "eu-west-1", "awslogs-stream-prefix": "s"},
}
CHECK = {"command": ["CMD", "true"], "interval": 30, "timeout": 5, "retries": 3, "startPeriod": 300}


def container(name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "image": "image:1", "essential": True, "logConfiguration": LOG} | more


def containers() -> list[dict[str, Any]]:
    """Migration, then the server, then the proxy, as in our task."""
    return [
        container("migrate", essential=False),
        container("mlflow", healthCheck=CHECK, stopTimeout=120,
                  dependsOn=[{"containerName": "migrate", "condition": "SUCCESS"}]),
        container("proxy", portMappings=[{"containerPort": 8080}],
                  dependsOn=[{"containerName": "mlflow", "condition": "HEALTHY"}]),
    ]  # fmt: skip


def task(changed: dict[str, dict[str, Any]] | None = None, **more: Any) -> dict[str, Any]:
    """A task definition; ``changed`` are settings by container."""
    definitions = [each | (changed or {}).get(each["name"], {}) for each in containers()]
    return {
        "family": "mlflow",
        "requiresCompatibilities": ["FARGATE"],
        "networkMode": "awsvpc",
        "cpu": "2048",
        "memory": "4096",
        "executionRoleArn": EXECUTION_ROLE,
        "containerDefinitions": definitions,
    } | more


def network(gated: Gated, *, internet: bool = True) -> dict[str, str]:
    """A VPC with two subnets in the first zone, and one in the second."""
    ec2 = gated.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.2.0.0/16")["Vpc"]["VpcId"]
    made = {"vpc": vpc}
    if internet:
        made["gateway"] = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
        ec2.attach_internet_gateway(VpcId=vpc, InternetGatewayId=made["gateway"])
    for number, (name, zone) in enumerate((("a", "a"), ("same", "a"), ("b", "b"))):
        made[name] = ec2.create_subnet(
            VpcId=vpc, CidrBlock=f"10.2.{number}.0/24", AvailabilityZone=f"eu-west-1{zone}"
        )["Subnet"]["SubnetId"]
    return made


def load_balancer(subnets: list[str], **more: Any) -> dict[str, Any]:
    return {"Name": f"lb-{uuid4().hex[:8]}", "Subnets": subnets, "Type": "application"} | more


def target_group(gated: Gated, vpc: str, **more: Any) -> str:
    group = {"Name": f"tg-{uuid4().hex[:8]}", "Protocol": "HTTP", "Port": 8080, "VpcId": vpc,
             "TargetType": "ip"}  # fmt: skip
    return gated.client("elbv2").create_target_group(**group, **more)["TargetGroups"][0]["TargetGroupArn"]


def cluster(**more: Any) -> dict[str, Any]:
    return {
        "DBClusterIdentifier": unique("store"),
        "Engine": "aurora-mysql",
        "EngineVersion": "8.0.mysql_aurora.3.10.5",
        "DatabaseName": "mlflow",
        "MasterUsername": "ecs_task",
        "MasterUserPassword": "correct-horse-battery-staple",
        "ServerlessV2ScalingConfiguration": {
            "MinCapacity": 0, "MaxCapacity": 4, "SecondsUntilAutoPause": 300,
        },
        "BackupRetentionPeriod": 14,
    } | more  # fmt: skip


def capacity(low: float, high: float, **more: Any) -> dict[str, Any]:
    return {"MinCapacity": low, "MaxCapacity": high} | more


def made_load_balancer(gated: Gated, net: dict[str, str]) -> str:
    sent = load_balancer([net["a"], net["b"]])
    made = gated.client("elbv2").create_load_balancer(**sent)
    return made["LoadBalancers"][0]["LoadBalancerArn"]


def listener(gated: Gated, net: dict[str, str], **more: Any) -> dict[str, Any]:
    acm = gated.client("acm")
    certificate = acm.request_certificate(DomainName="example.com", ValidationMethod="DNS")["CertificateArn"]
    acm.describe_certificate(CertificateArn=certificate)
    action = {"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404"}}
    return {
        "LoadBalancerArn": made_load_balancer(gated, net),
        "Protocol": "HTTPS",
        "Port": 443,
        "SslPolicy": "ELBSecurityPolicy-TLS13-1-2-2021-06",
        "Certificates": [{"CertificateArn": certificate}],
        "DefaultActions": [action],
    } | more


def refused(gated: Gated, code: str, message: str, service: str, operation: str, /, **sent: Any) -> None:
    refusal = gated.refused(service, operation, **sent)
    assert (refusal.code, set(refusal.layers)) == (code, {"rule"})
    assert message in refusal.message


def passes(gated: Gated, service: str, operation: str, /, **sent: Any) -> None:
    assert gated.call(service, operation, **sent)["findings"] == []
