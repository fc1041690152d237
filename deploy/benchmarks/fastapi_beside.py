"""The same answer from FastAPI and asyncpg, in a throw-away environment."""

import json
import os
import socket
import subprocess
import time
import urllib.error

import reading


class Beside:
    def __init__(self, bench, request):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{port}"
        settings, token, assignment = self.parts(bench, request)
        told = os.path.join(bench.folder, "fastapi.json")
        with open(told, "w") as file:
            json.dump({"socket": bench.service.socket, "settings": settings, "token": token,
                       "assignment": assignment}, file)
        here = os.path.dirname(os.path.abspath(__file__))
        self.process = subprocess.Popen(
            [f"{bench.environment}/bin/uvicorn", "fastapi_service:app", "--workers", "2",
             "--port", str(port), "--no-access-log", "--log-level", "warning",
             "--loop", "uvloop", "--http", "httptools"],
            cwd=here, env={**os.environ, "BESIDE": told, "PYTHONDONTWRITEBYTECODE": "1"})
        self.check(bench)

    @staticmethod
    def parts(bench, request):
        """The statements of one request, with the names of what differs between requests."""
        names = {}
        caller, assignment = open(bench.callers).readline().strip().split("|")
        names["'" + reading.digest(caller) + "'"] = "digest"
        for text in (assignment, assignment.upper()):
            names[f"'{text}'"] = "assignment"
        person = bench.service.sql(
            f"SELECT learner_id FROM assignment WHERE id = '{assignment}'").strip()
        for text in (person, person.upper()):
            names[f"'{text}'"] = "person"
        found = []
        for statement in request:
            values = [statement.parameters[n] for n in sorted(statement.parameters)]
            found.append({
                "text": statement.text,
                "values": [{"name": names[v]} if v in names else v for v in values]})
        settings = [s for s in found if s["text"].startswith("SELECT set_config(")]
        rest = [s for s in found if s not in settings]
        token = next(s for s in rest if {"name": "digest"} in s["values"])
        return settings[0], token, next(s for s in rest if s is not token)

    def check(self, bench):
        """It answers what the service answers, and refuses what it refuses."""
        token, assignment = open(bench.callers).readline().strip().split("|")
        for _ in range(200):
            try:
                mine = reading.ask(self.address, token, assignment)
                break
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.1)
        else:
            raise SystemExit("FastAPI didn't start")
        theirs = reading.ask(bench.service.address, token, assignment)
        assert mine == theirs, f"FastAPI answers otherwise:\n{mine}\n{theirs}"
        try:
            reading.ask(self.address, token[:-4] + "AAAA", assignment)
            raise SystemExit("FastAPI takes a token that isn't one")
        except urllib.error.HTTPError as refusal:
            assert refusal.code == 401, refusal.code

    def stop(self):
        self.process.terminate()
        self.process.wait(30)
