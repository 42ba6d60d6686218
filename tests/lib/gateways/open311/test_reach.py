"""A server that somebody typed in is reached only where everybody could reach it."""

from __future__ import annotations

from ipaddress import ip_address

import pytest

from lib.gateways.open311.reach import NotReachable, check_url, find_target, is_public

PUBLIC = "93.184.215.14"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "255.255.255.255",
        "224.0.0.1",
        "240.0.0.1",
        "198.18.0.1",
        "::1",
        "::",
        "fe80::1",
        "fc00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::a00:1",
        "2002:7f00:1::",
        "2001:0:7f00:1::",
        "2001:db8::1",
    ],
)
def test_an_address_of_no_public_network_is_not_connected_to(address: str) -> None:
    assert not is_public(ip_address(address))
    with pytest.raises(NotReachable):
        find_target("https://311.example/v2", is_local=False, resolve=lambda *_: [address])
    with pytest.raises(NotReachable):
        find_target("https://311.example/v2", is_local=False, resolve=lambda *_: [PUBLIC, address])


@pytest.mark.parametrize("address", [PUBLIC, "2606:4700::6810:84e5"])
def test_a_public_address_is_connected_to_and_the_name_stays_who_has_to_prove_itself(address: str) -> None:
    target = find_target("https://311.example/v2/requests.json?a=1", is_local=False, resolve=lambda *_: [address])
    assert (target.host, target.authority, target.address) == ("311.example", "311.example", address)
    inside = f"[{address}]" if ":" in address else address
    assert target.url == f"https://{inside}:443/v2/requests.json?a=1"


def test_a_name_is_asked_for_once_so_that_it_cannot_mean_something_else_a_moment_later() -> None:
    asked: list[str] = []

    def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return [PUBLIC if len(asked) == 1 else "127.0.0.1"]

    target = find_target("https://rebinding.example/v2", is_local=False, resolve=resolve)
    assert asked == ["rebinding.example"]
    assert PUBLIC in target.url


@pytest.mark.parametrize(
    "url",
    [
        "http://311.example/v2",
        "ftp://311.example/v2",
        "file:///etc/passwd",
        "https://",
        "https://user@311.example/v2",
        "https://311.example/v2?x=1",
        "https://311.example/v2#x",
        "https://311.example:22/v2",
        "https://311.example:port/v2",
        "https://[::1/v2",
        f"https://311.example/{'x' * 300}",
    ],
)
def test_what_is_no_plain_https_address_is_refused(url: str) -> None:
    with pytest.raises(NotReachable):
        check_url(url, is_local=False)


@pytest.mark.parametrize(
    "url", ["https://2130706433/v2", "https://0x7f.1/v2", "https://127.1/v2", "https://localhost/v2"]
)
def test_other_spellings_of_this_machine_are_this_machine(url: str) -> None:
    with pytest.raises(NotReachable):
        find_target(url, is_local=False)


def test_only_the_local_cloud_reaches_its_own_machine_and_without_a_certificate() -> None:
    assert find_target("http://127.0.0.1:8100/v2", is_local=True).url == "http://127.0.0.1:8100/v2"
