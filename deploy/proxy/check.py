"""Each proxy before the real service: its own check of its settings, then what callers find through it.

Arguments: the folder of the programs, a folder to work in. The service has a private PostgreSQL and the
demo world, of which a learner signs in. Everything listens on loopback."""

import http.client
import re
import socket
import ssl
import subprocess
import sys
import urllib.parse

from running import NAME, Caddy, Nginx, Service, certify

PASSWORD = "example voices of spring"


def main():
    programs, work = sys.argv[1:]
    service = Service(programs, work)
    try:
        certify(work)
        for proxy in (Nginx(work, service.port), Caddy(work, service.port)):
            proxy.start()
            try:
                check(proxy)
            finally:
                proxy.stop()
            print(f"{proxy.name}: its own check, and {Answers.count} answers through it, hold")
            Answers.count = 0
    finally:
        service.stop()


def check(proxy):
    ask = Answers(proxy)
    expect("a page", ask("GET", "/sign-in").status, 200)
    expect("health", ask("GET", "/healthz").status, 200)
    for inside in ("/readyz", "/metrics"):
        expect(inside, ask("GET", inside).status, 404)
    expect("HTTP/2", http2(proxy), "2 200")
    plain = http.client.HTTPConnection("127.0.0.1", proxy.plain, timeout=20)
    plain.request("GET", "/sign-in", headers={"Host": NAME})
    answer = plain.getresponse()
    expect("plain HTTP", (answer.status, answer.getheader("Location")),
           (308, f"https://{NAME}/sign-in"))
    sign_in(ask)
    sizes(ask)
    ids(ask)
    callers(ask)


def sign_in(ask):
    """As a browser would: the form, its token, the cookie, the redirect."""
    form = ask("GET", "/sign-in")
    fields = dict(re.findall(r'<input[^>]*type="hidden"[^>]*name="([^"]+)"[^>]*value="([^"]*)"',
                             form.text))
    fields |= {"institution": "northfield", "email": "okafor@example.edu", "password": PASSWORD}
    answer = ask("POST", "/sign-in", urllib.parse.urlencode(fields),
                 {"Content-Type": "application/x-www-form-urlencoded",
                  "Cookie": form.cookies, "Origin": f"https://{NAME}"})
    expect("signing in", answer.status, 303)
    session = [each for each in answer.headers.get_all("Set-Cookie") if "__Host-session=" in each]
    expect("a session", len(session), 1)
    for word in ("Secure", "HttpOnly", "Path=/"):
        expect(f"the cookie says {word}", word in session[0], True)
    cookie = session[0].split(";")[0]
    while answer.status == 303:
        expect("the redirect is to a path of our own", answer.headers["Location"][:1], "/")
        answer = ask("GET", answer.headers["Location"], headers={"Cookie": cookie})
    expect("the learner's page", (answer.status, "Okafor" in answer.text), (200, True))


def ids(ask):
    """What a caller calls its request isn't what the record and the log call it."""
    answer = ask("GET", "/sign-in", headers={"X-Request-Id": "another-one"})
    expect("the request's id is the proxy's", len(answer.headers["X-Request-Id"]) >= 32, True)


def sizes(ask):
    """What the service takes gets through; what is larger is refused, by the one or the other."""
    json = {"Content-Type": "application/json"}
    roster = "/api/v1/offerings/none/roster-imports"
    for size, path, statuses in (
            ((2 << 20) - 100, "/api/v1/sessions", {422}), ((2 << 20) + 1, "/api/v1/sessions", {413}),
            # 401: it came to the service, which asks first who sends it.
            (3 << 20, roster, {401}), ((16 << 20) + 1, roster, {401, 413})):
        body = '{"institution": "' + "x" * (size - 18) + '"}'
        status = ask("POST", path, body, json).status
        expect(f"{size} bytes to {path}: {status} is expected", status in statuses, True)


def callers(ask):
    """One address that asks too much is refused for itself, whatever it says of itself; others aren't."""
    connection = ask.connect("127.0.0.7")
    for turn in range(2000):
        answer = ask("GET", "/api/v1/me", headers={"X-Forwarded-For": f"198.51.100.{turn % 250}"},
                     connection=connection)
        if answer.status != 401:
            break
    connection.close()
    expect("a flood ends in 429", answer.status, 429)
    expect("another address isn't refused", ask("GET", "/api/v1/me", source="127.0.0.8").status, 401)


class Answers:
    """What one gets through the proxy."""

    count = 0

    def __init__(self, proxy):
        self.port = proxy.port
        self.context = ssl.create_default_context(cafile=proxy.certificate)

    def connect(self, source):
        connection = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=60)
        raw = socket.create_connection(("127.0.0.1", self.port), 60, (source, 0))
        connection.sock = self.context.wrap_socket(raw, server_hostname=NAME)
        return connection

    def __call__(self, method, path, body=None, headers=(), source="127.0.0.1", connection=None):
        """By a connection of its own, unless it is given one."""
        own = None if connection else self.connect(source)
        connection = connection or own
        try:
            connection.request(method, path, body, {"Host": NAME, **dict(headers)})
        except (BrokenPipeError, ConnectionResetError, ssl.SSLError):
            pass  # It refused before it had all; its answer is there.
        answer = connection.getresponse()
        answer.text = answer.read().decode(errors="replace")
        answer.cookies = "; ".join(
            each.split(";")[0] for each in answer.headers.get_all("Set-Cookie") or [])
        if own:
            own.close()
        Answers.count += 1
        return answer


def http2(proxy):
    return subprocess.run(
        ["curl", "-s", "-o", "/dev/null", "-m", "20", "--http2", "--cacert", proxy.certificate,
         "--resolve", f"{NAME}:{proxy.port}:127.0.0.1", "-w", "%{http_version} %{http_code}",
         f"https://{NAME}:{proxy.port}/sign-in"],
        check=True, stdout=subprocess.PIPE, text=True).stdout


def expect(what, found, wanted):
    if found != wanted:
        raise SystemExit(f"{what}: {found!r}, not {wanted!r}")


main()
