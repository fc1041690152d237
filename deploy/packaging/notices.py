"""What the package says of licences: its own sources', and those of what is linked into its programs."""

import json
import os
import time


def main():
    with open("Package.resolved") as file:
        pins = json.load(file)["pins"]
    year = time.gmtime(int(os.environ["SOURCE_DATE_EPOCH"])).tm_year
    print("Peerspective\n"
          f"Copyright (C) {year} the authors whom the history of its repository names.\n\n"
          "The repository that this package was built from says under what terms it may be used.\n\n"
          "Its programs contain, in the versions named, the libraries below and Swift's runtime library\n"
          "(https://github.com/swiftlang/swift). Their licences lie in their repositories; those under the\n"
          "Apache License 2.0 can be read in /usr/share/common-licenses/Apache-2.0.\n")
    for pin in sorted(pins, key=lambda pin: pin["identity"]):
        version = pin["state"].get("version") or pin["state"]["revision"]
        print(f"  {pin['identity']} {version}, {pin['location']}")


if __name__ == "__main__":
    main()
