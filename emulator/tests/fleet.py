"""The AWS resources that several tests need before they can ask their question."""

from typing import Any
from uuid import uuid4

from emulator.tests.processes import Server


def unique(prefix: str) -> str:
    return f"{prefix}-{uuid4().hex[:8]}"


def subnets(server: Server) -> list[str]:
    """The default VPC's first two subnets."""
    found = server.client("ec2").describe_subnets(Filters=[{"Name": "default-for-az", "Values": ["true"]}])
    return [subnet["SubnetId"] for subnet in found["Subnets"][:2]]


def ecs_service(server: Server, **more: Any) -> dict[str, Any]:
    """A Fargate service in a cluster of its own, as CreateService answered it."""
    ecs = server.client("ecs")
    cluster = ecs.create_cluster(clusterName=unique("cluster"))["cluster"]["clusterName"]
    task = ecs.register_task_definition(
        family="mlflow",
        requiresCompatibilities=["FARGATE"],
        networkMode="awsvpc",
        cpu="256",
        memory="512",
        containerDefinitions=[{"name": "mlflow", "image": "mlflow", "essential": True}],
    )["taskDefinition"]
    return ecs.create_service(
        cluster=cluster,
        serviceName="mlflow",
        taskDefinition=task["taskDefinitionArn"],
        launchType="FARGATE",
        **({"desiredCount": 2} | more),
    )["service"]


def aurora_cluster(server: Server, **more: Any) -> dict[str, Any]:
    return server.client("rds").create_db_cluster(
        DBClusterIdentifier=unique("store"),
        Engine="aurora-mysql",
        MasterUsername="mlflow",
        MasterUserPassword="correct-horse-battery-staple",
        **more,
    )["DBCluster"]
