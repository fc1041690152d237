"""A certificate authority for the hour that a drill lasts, by openssl."""

import os
import shutil
import subprocess


class Authority:
    def __init__(self, folder):
        self.folder = os.path.join(folder, "authority")
        os.mkdir(self.folder, 0o711)
        self.certificate = os.path.join(self.folder, "ca.crt")
        self.key = os.path.join(self.folder, "ca.key")
        self._make("-subj", "/CN=drill", "-keyout", self.key, "-out", self.certificate)
        os.chmod(self.certificate, 0o644)

    def issue(self, folder, name, addresses):
        """ca.crt, node.crt and node.key for one machine, which is both server and client."""
        os.mkdir(folder)
        shutil.copy(self.certificate, folder)
        self._make("-subj", f"/CN={name}", "-CA", self.certificate, "-CAkey", self.key,
                   "-addext", "subjectAltName=" + ",".join(f"IP:{each}" for each in addresses),
                   "-addext", "extendedKeyUsage=serverAuth,clientAuth",
                   "-addext", "basicConstraints=critical,CA:false",
                   "-keyout", os.path.join(folder, "node.key"),
                   "-out", os.path.join(folder, "node.crt"))

    @staticmethod
    def _make(*arguments):
        said = subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
             "-nodes", "-days", "2", *arguments],
            check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if said.returncode:
            raise SystemExit(f"openssl failed:\n{said.stdout}")
