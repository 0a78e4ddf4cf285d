import subprocess
import sys

from emulator.tests.processes import REPOSITORY, Server, environment


def run_seed(server: Server, domain: str, variables: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [
            sys.executable,
            *("-m", "emulator.seed", "--endpoint", server.url),
            *("--hosted-zone", domain, "--certificate-domain", domain),
        ],
        cwd=REPOSITORY,
        env=variables,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def test_it_makes_a_public_zone_and_an_issued_certificate(emulator: Server) -> None:
    result = run_seed(emulator, "example.com", environment())
    assert result.returncode == 0, result.stderr

    [zone] = emulator.client("route53").list_hosted_zones_by_name(DNSName="example.com")["HostedZones"]
    acm = emulator.client("acm")
    [found] = acm.list_certificates(CertificateStatuses=["ISSUED"])["CertificateSummaryList"]
    certificate = acm.describe_certificate(CertificateArn=found["CertificateArn"])["Certificate"]
    assert zone["Config"]["PrivateZone"] is False
    assert certificate["DomainName"] == "example.com"
    assert set(certificate["SubjectAlternativeNames"]) == {"example.com", "*.example.com"}

    assert result.stdout.splitlines() == [
        f"hosted zone example.com {zone['Id'].removeprefix('/hostedzone/')}",
        f"certificate example.com {found['CertificateArn']} ISSUED",
    ]


def test_it_asks_for_a_region(emulator: Server) -> None:
    variables = {name: value for name, value in environment().items() if name != "AWS_REGION"}
    result = run_seed(emulator, "elsewhere.example", variables)
    assert result.returncode == 2
    assert "AWS_REGION is not set" in result.stderr


def test_it_says_when_certificates_do_not_become_issued(plain: Server) -> None:
    result = run_seed(plain, "example.com", environment())
    assert result.returncode == 1
    assert "not ISSUED" in result.stderr
