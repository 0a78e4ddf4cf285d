from typing import Any

from emulator.tests.fleet import subnets, unique
from emulator.tests.processes import Server


def load_balancer(server: Server, **more: Any) -> dict[str, Any]:
    elb = server.client("elbv2")
    name = unique("lb")
    elb.create_load_balancer(Name=name, Subnets=subnets(server), **more)
    return elb.describe_load_balancers(Names=[name])["LoadBalancers"][0]


def test_a_load_balancer_faces_the_internet_by_default(emulator: Server) -> None:
    assert load_balancer(emulator)["Scheme"] == "internet-facing"


def test_an_internal_load_balancer_stays_internal(emulator: Server) -> None:
    assert load_balancer(emulator, Scheme="internal")["Scheme"] == "internal"


def test_moto_still_leaves_the_scheme_out(plain: Server) -> None:
    assert "Scheme" not in load_balancer(plain)
