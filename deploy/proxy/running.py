"""The proxies of the examples, and the service, each run on loopback in a folder of its own."""

import os
import re
import signal
import socket
import subprocess
import time

HERE = os.path.dirname(os.path.abspath(__file__))
NAME = "peerspective.example.edu"


class Service:
    def __init__(self, programs, work):
        self.port = free_port()
        said = os.path.join(work, "service.log")
        with open(said, "w") as log:
            self.process = subprocess.Popen(
                [f"{programs}/peerspective", "serve", "--http-port", str(self.port),
                 "--http-proxies", "1", "--data-folder", os.path.join(work, "data"),
                 "--demo", "true", "--log-level", "warning"],
                stdout=log, stderr=log, start_new_session=True)
        await_port(self.port, self.process, said)
        url = re.search(r'--database-url "(.*)"', open(said).read()).group(1)
        subprocess.run([f"{programs}/peerspective-admin", "seed", "--demo", "--operator", "check",
                        "--database-url", url], check=True, stdout=subprocess.DEVNULL)

    def stop(self):
        self.process.terminate()
        self.process.wait(60)


class Proxy:
    """The example as it is in this folder, but for addresses and the certificate."""

    def __init__(self, work, service):
        self.work, self.certificate = work, os.path.join(work, "certificate.pem")
        self.port, self.plain = free_port(), free_port()
        self.settings = self.written(service)
        self.log = os.path.join(work, f"{self.name}.log")

    def read(self, file, *changes):
        with open(os.path.join(HERE, file)) as opened:
            text = opened.read()
        for old, new in changes:
            if old not in text:
                raise SystemExit(f"{file} has no longer “{old}”")
            text = text.replace(old, new)
        return text

    def write(self, name, text):
        path = os.path.join(self.work, name)
        with open(path, "w") as file:
            file.write(text)
        return path

    def start(self):
        said = subprocess.run(self.check, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              env=self.environment)
        if said.returncode != 0 or "[warn]" in said.stdout:
            raise SystemExit(f"{self.name} refuses its settings:\n{said.stdout}")
        with open(self.log, "w") as log:
            self.process = subprocess.Popen(self.run, stdout=log, stderr=log, env=self.environment,
                                            start_new_session=True)
        await_port(self.port, self.process, self.log)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)

    @property
    def environment(self):
        return {**os.environ, "HOME": self.work, "XDG_DATA_HOME": self.work,
                "XDG_CONFIG_HOME": self.work}


class Nginx(Proxy):
    name = "nginx"

    def written(self, service):
        self.write("nginx-proxy.conf", self.read("nginx-proxy.conf"))
        site = self.read(
            "nginx.conf", ("127.0.0.1:8080", f"127.0.0.1:{service}"),
            ("listen 80;", f"listen 127.0.0.1:{self.plain};"), ("    listen [::]:80;\n", ""),
            ("listen 443 ", f"listen 127.0.0.1:{self.port} "), ("    listen [::]:443 ssl http2;\n", ""),
            ("/etc/ssl/peerspective/fullchain.pem", self.certificate),
            ("/etc/ssl/peerspective/privkey.pem", os.path.join(self.work, "key.pem")),
            ("/var/log/nginx/peerspective.log", os.path.join(self.work, "nginx-requests.log")),
            ("snippets/peerspective-proxy.conf", os.path.join(self.work, "nginx-proxy.conf")))
        temporary = "".join(
            f"    {kind}_temp_path {self.work}/{kind};\n"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        # As Debian's nginx.conf includes a site.
        return self.write(
            "nginx.conf",
            f"daemon off;\npid {self.work}/nginx.pid;\nerror_log stderr warn;\nworker_processes 1;\n"
            f"events {{}}\nhttp {{\n{temporary}{site}}}\n")

    @property
    def check(self):
        return [*self.run, "-t"]

    @property
    def run(self):
        return ["nginx", "-p", self.work, "-e", "stderr", "-c", self.settings]


class Caddy(Proxy):
    name = "caddy"

    def written(self, service):
        key = os.path.join(self.work, "key.pem")
        return self.write("Caddyfile", self.read(
            "Caddyfile", ("127.0.0.1:8080 {", f"127.0.0.1:{service} {{"),
            ("{\n\tservers {", f"{{\n\tadmin off\n\thttp_port {self.plain}\n\thttps_port {self.port}\n"
                               "\tservers {"),
            (f"{NAME} {{\n", f"{NAME} {{\n\tbind 127.0.0.1\n\ttls {self.certificate} {key}\n")))

    @property
    def check(self):
        return ["caddy", "validate", "--adapter", "caddyfile", "--config", self.settings]

    @property
    def run(self):
        return ["caddy", "run", "--adapter", "caddyfile", "--config", self.settings]


def certify(work):
    """A certificate of our own making, which nobody else believes."""
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-days", "2", "-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}",
         "-keyout", f"{work}/key.pem", "-out", f"{work}/certificate.pem"],
        check=True, stderr=subprocess.DEVNULL)


def await_port(port, process, log):
    end = time.monotonic() + 120
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            if process.poll() is not None or time.monotonic() > end:
                raise SystemExit(f"Nothing listens:\n{open(log).read()[-3000:]}")
            time.sleep(0.05)


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]
