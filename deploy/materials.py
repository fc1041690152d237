"""Writes a CycloneDX 1.6 bill of materials from what SwiftPM resolved and what a program is linked with."""

import datetime
import json
import re
import subprocess
import sys
import uuid

# What running needs beside what is linked.
RUNNING = ["postgresql-15", "tzdata", "ca-certificates"]


def run(*command):
    return subprocess.run(command, capture_output=True, text=True).stdout


def swift_packages(path):
    """Each package once, and which it depends on, from SwiftPM's tree."""
    with open(path) as file:
        tree = json.load(file)
    packages, depends = {}, {}

    def walk(node):
        names = sorted({child["identity"] for child in node["dependencies"]})
        depends[node["identity"]] = names
        for child in node["dependencies"]:
            packages[child["identity"]] = (child["url"], child["version"])
            walk(child)

    walk(tree)
    return tree["identity"], packages, depends


def swift_component(name, url, version):
    address = re.sub(r"\.git$", "", url)
    place = re.sub(r"^https://", "", address)
    return {
        "type": "library", "bom-ref": f"pkg:swift/{place}@{version}", "name": name,
        "version": version, "purl": f"pkg:swift/{place}@{version}",
        "externalReferences": [{"type": "vcs", "url": address}],
    }


def linked_packages(program):
    """The Debian packages whose libraries the program is linked with, directly or through others."""
    files = re.findall(r"=> (/\S+)", run("ldd", program))
    found = set()
    for file in files:
        # A library may be registered under / or /usr, which are one place.
        for name in (file, "/usr" + file, re.sub(r"^/usr", "", file)):
            for line in run("dpkg-query", "-S", name).splitlines():
                found.add(line.split(":")[0])
    return found


def debian_component(name):
    said = run("dpkg-query", "-W", "-f", "${Version}\t${Architecture}\t${Homepage}", name)
    if not said:
        sys.exit(f"{name} isn't installed: deploy/install installs it.")
    version, architecture, home = said.split("\t")
    purl = f"pkg:deb/debian/{name}@{version.replace(':', '%3A').replace('+', '%2B')}?arch={architecture}"
    component = {
        "type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl,
        "properties": [{"name": "debian:architecture", "value": architecture}],
    }
    if home:
        component["externalReferences"] = [{"type": "website", "url": home}]
    return component


def main(resolved, program):
    root, packages, depends = swift_packages(resolved)
    swift = {name: swift_component(name, *of) for name, of in sorted(packages.items())}
    linked = linked_packages(program)
    if not linked:
        sys.exit(f"{program} is linked with nothing that dpkg knows.")
    debian = [debian_component(name) for name in sorted(linked | set(RUNNING))]
    compiler = re.search(r"Swift version (\S+)", run("swift", "--version"))
    version = run("git", "describe", "--always", "--dirty").strip() or "unknown"
    refs = {name: one["bom-ref"] for name, one in swift.items()} | {root: "peerspective"}
    print(json.dumps({
        "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
        "serialNumber": f"urn:uuid:{uuid.uuid4()}",
        "metadata": {
            "timestamp": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
            "component": {
                "type": "application", "bom-ref": "peerspective", "name": "peerspective",
                "version": version,
            },
            "properties": [
                {"name": "swift:version", "value": compiler[1] if compiler else "unknown"}],
        },
        "components": list(swift.values()) + debian,
        "dependencies": [
            {
                "ref": refs[name],
                "dependsOn": [refs[one] for one in names]
                + ([one["bom-ref"] for one in debian] if name == root else []),
            }
            for name, names in sorted(depends.items())
        ],
    }, indent=2))


main(*sys.argv[1:])
