"""``python -m emulator.seed``: make what a user of the stack already has, a hosted zone and a certificate."""

import argparse
import os
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import boto3

# Never the caller's own keys: the emulator takes any, and requests must stay harmless wherever they go.
CREDENTIALS = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing"}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m emulator.seed", description=__doc__)
    parser.add_argument("--endpoint", required=True, help="the address that the emulator printed")
    parser.add_argument("--hosted-zone", required=True, help="name of a public hosted zone")
    parser.add_argument("--certificate-domain", required=True, help="the certificate's primary domain name")
    arguments = parser.parse_args()
    for line in seed(
        session_of_environment(parser),
        arguments.endpoint,
        arguments.hosted_zone,
        arguments.certificate_domain,
    ):
        print(line)


def session_of_environment(parser: argparse.ArgumentParser) -> boto3.Session:
    """Open a session in the region of the environment, or end with the parser's message."""
    region = os.environ.get("AWS_REGION")
    if not region:
        parser.error("AWS_REGION is not set: it says where everything is made")
    return boto3.Session(region_name=region, **CREDENTIALS)


def seed(session: boto3.Session, endpoint: str, hosted_zone: str, certificate_domain: str) -> Iterator[str]:
    """Make both, and tell of each in a line."""
    route53 = session.client("route53", endpoint_url=endpoint)
    yield f"hosted zone {hosted_zone} {_make_hosted_zone(route53, hosted_zone)}"
    acm = session.client("acm", endpoint_url=endpoint)
    yield f"certificate {certificate_domain} {_make_certificate(acm, certificate_domain)}"


def _make_hosted_zone(route53: Any, name: str) -> str:
    zone = route53.create_hosted_zone(Name=name, CallerReference=str(uuid4()))["HostedZone"]
    return zone["Id"].removeprefix("/hostedzone/")


def _make_certificate(acm: Any, domain: str) -> str:
    arn = acm.request_certificate(
        DomainName=domain, SubjectAlternativeNames=[f"*.{domain}"], ValidationMethod="DNS"
    )["CertificateArn"]
    status = acm.describe_certificate(CertificateArn=arn)["Certificate"]["Status"]
    if status != "ISSUED":
        raise SystemExit(f"certificate {arn} is {status}, not ISSUED: is this server `python -m emulator`?")
    return f"{arn} {status}"


if __name__ == "__main__":
    main()
