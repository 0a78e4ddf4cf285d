"""What moto lacks and our Terraform needs: one module per service, each a few lines over moto's classes.

Every patch has two tests: it answers rightly, and moto alone still does not. When a newer moto fails the
second one, delete the patch.
"""

from emulator.extensions import (
    applicationautoscaling,
    dynamodb,
    ec2,
    ecs,
    elbv2,
    outbound_federation,
    rds,
    rds_versions,
    s3,
    servicequotas,
    sts,
)


def install() -> None:
    """Patch moto in this process, once."""
    for service in (
        applicationautoscaling,
        dynamodb,
        ec2,
        ecs,
        elbv2,
        outbound_federation,
        rds,
        rds_versions,
        s3,
        servicequotas,
        sts,
    ):
        service.install()
