"""Two networks of the drill's own: one joins the nodes, the other leads to who calls them. A node is a network
namespace with a foot in each, and either can be cut: what it sends then goes nowhere, without a word."""

import os
import signal
import socket
import subprocess

# The addresses of the examples in deploy/patroni.
NODES, CALLERS = "10.0.0", "10.1.0"


def is_apart():
    """Whether this process has a network of its own, with nothing in it."""
    return [name for _, name in socket.if_nameindex()] == ["lo"]


def ip(*arguments):
    subprocess.run(["ip", *arguments], check=True)


def make():
    for name in ("nodes", "callers"):
        ip("link", "add", name, "type", "bridge")
        ip("link", "set", name, "up")
    ip("address", "add", f"{CALLERS}.254/24", "dev", "callers")


def take_down():
    for name in ("nodes", "callers"):
        subprocess.run(["ip", "link", "delete", name], check=False)


class Namespace:
    def __init__(self, number):
        self.number = number
        self.name = f"peerspective-drill-{os.getpid()}-{number}"
        ip("netns", "add", self.name)
        ip("-n", self.name, "link", "set", "lo", "up")
        for bridge, network in (("nodes", NODES), ("callers", CALLERS)):
            ip("link", "add", f"{bridge}{number}", "type", "veth", "peer", "name", bridge,
               "netns", self.name)
            ip("link", "set", f"{bridge}{number}", "master", bridge, "up")
            ip("-n", self.name, "address", "add", f"{network}.{number}/24", "dev", bridge)
            ip("-n", self.name, "link", "set", bridge, "up")

    def cut(self, *bridges):
        for bridge in bridges:
            ip("link", "set", f"{bridge}{self.number}", "nomaster")

    def heal(self):
        for bridge in ("nodes", "callers"):
            ip("link", "set", f"{bridge}{self.number}", "master", bridge)

    def end(self):
        """Whatever runs in it goes with it."""
        pids = subprocess.run(["ip", "netns", "pids", self.name], check=False,
                              stdout=subprocess.PIPE, text=True).stdout.split()
        for pid in pids:
            try:
                os.kill(int(pid), signal.SIGKILL)
            except ProcessLookupError:
                pass
        subprocess.run(["ip", "netns", "delete", self.name], check=False)
