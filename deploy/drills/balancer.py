"""Spreads requests over the nodes that say they are ready, as a proxy in production does: one after another,
each request once. What takes no connection is passed by; a request that was sent isn't sent again."""

import http.client
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

# Between two looks at /readyz of a node.
INTERVAL = 0.1
# Of one hop to the next, by RFC 9110; and what is written anew.
DROPPED = {"connection", "keep-alive", "transfer-encoding", "content-length", "date", "server"}


class Balancer:
    def __init__(self):
        self.nodes, self.ready, self.turn = [], set(), 0
        # Answers by the name of the node, and what failed, by what was told.
        self.answered, self.failed = Counter(), Counter()
        self.lock, self.is_wanted = threading.Lock(), True
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler(self))
        self.server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        self.threads = [threading.Thread(target=target, daemon=True)
                        for target in (self.server.serve_forever, self._look)]
        for thread in self.threads:
            thread.start()

    def add(self, name, node):
        with self.lock:
            self.nodes.append((name, node))

    def remove(self, node):
        with self.lock:
            self.nodes = [(name, other) for name, other in self.nodes if other is not node]
            self.ready.discard(node)

    def end(self):
        self.is_wanted = False
        self.server.shutdown()
        self.server.server_close()

    def _look(self):
        while self.is_wanted:
            for _, node in list(self.nodes):
                is_ready = node.is_ready()
                with self.lock:
                    (self.ready.add if is_ready else self.ready.discard)(node)
            time.sleep(INTERVAL)

    def connect(self):
        """A connection to the next node that takes one, and the node's name; None without one."""
        for _ in range(len(self.nodes) or 1):
            with self.lock:
                ready = [(name, node) for name, node in self.nodes if node in self.ready]
                if not ready:
                    return None
                self.turn += 1
                name, node = ready[self.turn % len(ready)]
            connection = http.client.HTTPConnection("127.0.0.1", node.port, timeout=40)
            try:
                connection.connect()
                return name, connection
            except OSError:
                with self.lock:
                    self.ready.discard(node)
        return None

    def count(self, name, status):
        with self.lock:
            self.answered[name] += 1
            if status >= 500:
                self.failed[f"{name} {status}"] += 1

    def lose(self, what):
        with self.lock:
            self.failed[what] += 1


def handler(balancer):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def pass_on(self):
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length) if length else None
            found = balancer.connect()
            if found is None:
                balancer.lose("no node")
                return self.say(503, [], b"")
            name, connection = found
            try:
                connection.request(self.command, self.path, body, dict(self.headers))
                answer = connection.getresponse()
                text = answer.read()
            except (OSError, http.client.HTTPException) as error:
                balancer.lose(f"{name} {type(error).__name__}")
                return self.say(502, [], b"")
            finally:
                connection.close()
            balancer.count(name, answer.status)
            self.say(answer.status, answer.getheaders(), text)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = pass_on

        def say(self, status, headers, body):
            self.send_response(status)
            for name, value in headers:
                if name.lower() not in DROPPED:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    return Handler
