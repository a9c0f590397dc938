"""Which addresses may be reached: publishers on a list of hosts, and nothing inside our own network."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

_PORTS = {"http": 80, "https": 443}


class FetchRefused(Exception):
    """An address this house does not reach for: trying again would change nothing."""


class FetchFailed(Exception):
    """The publisher did not deliver: what happened, at which address, and whether trying again may help."""

    def __init__(self, message: str, *, is_passing: bool, after: float | None = None) -> None:
        super().__init__(message)
        self.is_passing = is_passing
        self.after = after  # seconds the publisher asked us to wait


@dataclass(frozen=True, slots=True)
class Door:
    """The hosts that may be asked. A private address is reached only under a name listed in `private`."""

    hosts: frozenset[str]
    private: frozenset[str] = frozenset()  # a mirror inside the house, as host or host:port

    def check(self, address: str) -> SplitResult:
        """The parts of an address that may be asked; raises FetchRefused with the reason otherwise."""
        try:
            parts = urlsplit(address)
            port = parts.port
        except ValueError as error:
            raise FetchRefused(f"{address}: not an address ({error})") from error
        if parts.scheme not in _PORTS:
            raise FetchRefused(f"{address}: only http and https are fetched")
        if parts.username or parts.password:
            raise FetchRefused(f"{parts.hostname}: an address with a login in it is not fetched")
        host = parts.hostname or ""
        if host not in self.hosts and not self.is_private(host, port or _PORTS[parts.scheme]):
            raise FetchRefused(f"{address}: {host or 'no host'} is not on the list of hosts (LIST_HOSTS)")
        return parts

    def is_private(self, host: str, port: int) -> bool:
        """Whether this name may lead inside the house."""
        return not self.private.isdisjoint((host, f"{host}:{port}"))

    def resolve(self, host: str, port: int) -> Sequence[str]:
        """The numbers a name stands for, each fit to be connected to.

        Looked up once and connected to as looked up, so that a name cannot answer differently the second time. One
        inner number among outer ones refuses them all: no publisher answers so by accident.
        """
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise FetchFailed(f"{host}: the name cannot be looked up ({error})", is_passing=True) from error
        numbers = list(dict.fromkeys(str(row[4][0]) for row in found))
        inner = [number for number in numbers if not is_public(number)]
        if inner and not self.is_private(host, port):
            raise FetchRefused(f"{host}: leads to {inner[0]}, inside a private network")
        return numbers


def is_public(number: str) -> bool:
    """Whether an IP address belongs to the open Internet; an IPv4 address written inside an IPv6 one is unwrapped."""
    address = ipaddress.ip_address(number.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        wrapped = address.ipv4_mapped or address.sixtofour or _translated(address)
        if wrapped is not None:
            return is_public(str(wrapped))
    return address.is_global and not address.is_multicast


_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def _translated(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else None
