"""What the service needs: memory under load, time to start, patience under half the load."""

import os
import subprocess
import tempfile
import time
import urllib.request

import load


def measure(bench):
    address, seconds = bench.service.address, bench.seconds
    found = []
    for _ in range(bench.rounds):
        bench.service.forget_peak()
        top = load.wrk(address, "assignment", bench.callers, seconds, bench.connections)
        peak = bench.service.memory("VmHWM")
        pause = 1000 * bench.connections / (top.rate / 2)
        for _ in range(3):
            # wrk's own pauses are longer than asked for, so what came of them corrects them.
            half = load.wrk(
                address, "assignment", bench.callers, seconds, bench.connections, round(pause))
            pause *= half.rate / (top.rate / 2)
        figures = {"memory, MiB": peak, "start, ms": start(bench), "half the top load": half.rate,
                   "p99/median at half": half.most / half.half}
        bench.say("size", figures)
        found.append(figures)
    return found


def start(bench):
    """From the start of the process to the first 200 of /readyz, the database being up."""
    port = bench.free_port()
    with tempfile.TemporaryFile() as said:
        begin = time.monotonic()
        process = subprocess.Popen(
            [bench.options.program, "serve", "--http-port", str(port), "--log-level", "warning"],
            stdout=said, stderr=said,
            env={**os.environ, "DATABASE_URL":
                 f"host={bench.service.socket} dbname=peerspective user=peerspective_service"})
        try:
            while time.monotonic() - begin < 30:
                try:
                    with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz") as answer:
                        if answer.status == 200:
                            return 1000 * (time.monotonic() - begin)
                except OSError:
                    time.sleep(0.002)
            said.seek(0)
            raise SystemExit("Never ready:\n" + said.read().decode())
        finally:
            process.terminate()
            process.wait(30)
