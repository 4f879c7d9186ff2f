"""The server under load: 64 busy connections beside malformed bodies, slow clients and half-open
connections. The load comes from wrk (Debian's package)."""

import json
import os
import random
import re
import resource
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time

from measure import Table, environment, note, run

HALF_OPEN = 10_000
SLOW = 50
MALFORMED = [
    b"POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    b"Content-Length: 9\r\n\r\n{\"pixels\"",
    b"POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    b"Content-Length: 5000\r\n\r\n" + b"[" * 5000,
    b"POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\n"
    b"Content-Length: 64\r\n\r\n\x89PNG\r\n\x1a\n" + b"\xff" * 56,
    b"\x00\xff\xfe no http at all\r\n\r\n",
    b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 5000 + b"\r\n"]


def measure(sigmoid, folder, output, quick):
    if not shutil.which("wrk"):
        note("note: no wrk here; the server is not measured")
        return
    seconds = 5 if quick else 20
    with tempfile.TemporaryDirectory() as scratch:
        model = os.path.join(scratch, "digits.safetensors")
        run([sigmoid, "train", "--data", folder, "--multiclass", "--epochs", 5, "--model", model,
             "--quiet"])
        script = os.path.join(scratch, "post.lua")
        write_script(script)
        server = subprocess.Popen(
            [sigmoid, "serve", "--model", model, "--data", folder, "--port", "0", "--quiet"],
            stdout=subprocess.PIPE, text=True, env=environment())
        try:
            port = int(re.search(r":(\d+)/", server.stdout.readline()).group(1))
            alone = load(port, script, seconds)
            started = resident(server.pid)
            storms = []
            for _ in range(2):
                storms.append(storm(port, script, seconds))
                settle()
                storms[-1]["resident"] = resident(server.pid)
            server.send_signal(signal.SIGTERM)
            ending = server.wait(20)
        finally:
            server.kill()
    table = Table(
        "The server: POST /predict of one image, ten classes",
        {"what": "", "rate": ("requests a second", "{:.0f}"), "median": ("median, ms", "{:.2f}"),
         "p99": ("p99, ms", "{:.2f}"), "failed": "failed", "barText": "bar"},
        f"64 connections of wrk for {seconds} s on the same cores; in the storms beside {HALF_OPEN} "
        f"half-open connections, {SLOW} slow clients and malformed requests without pause.")
    table.add(what="alone", **alone)
    for number, one in enumerate(storms):
        table.add(what=f"in storm {number + 1}", rate=one["rate"], median=one["median"],
                  failed=f"{one['failed']}", p99=one["p99"], value=one["p99"], bar=20)
    table.add(what=f"resident memory: {started / 1e6:.0f} MB before, "
              f"{storms[0]['resident'] / 1e6:.0f} after one storm, "
              f"{storms[1]['resident'] / 1e6:.0f} after two",
              value=storms[1]["resident"] / storms[0]["resident"], bar=1.05)
    table.add(what=f"{storms[0]['malformed'] + storms[1]['malformed']} malformed requests answered "
              f"or closed, {storms[0]['open']} and {storms[1]['open']} connections half open; "
              "exit status after SIGTERM", value=float(ending), bar=0)
    yield table


def write_script(path):
    pixels = [random.Random(7).choice([0, 0, 0, 128, 255]) for _ in range(784)]
    with open(path, "w") as file:
        file.write('wrk.method = "POST"\nwrk.headers["Content-Type"] = "application/json"\n'
                   f"wrk.body = '{json.dumps({'pixels': pixels})}'\n")


def load(port, script, seconds):
    text = run(["wrk", "-t", 1, "-c", 64, "-d", f"{seconds}s", "--latency", "-s", script,
                f"http://127.0.0.1:{port}/predict"])
    units = {"us": 1e-3, "ms": 1, "s": 1e3, "m": 6e4}

    def percentile(which):
        value, unit = re.search(rf"{which}%\s+([\d.]+)(us|ms|s|m)\b", text).groups()
        return float(value) * units[unit]

    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
    sockets = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)",
                        text)
    failed = int(refused.group(1)) if refused else 0
    failed += sum(map(int, sockets.groups())) if sockets else 0
    return {"rate": float(re.search(r"Requests/sec:\s+([\d.]+)", text).group(1)),
            "median": percentile(50), "p99": percentile(99), "failed": f"{failed}"}


def storm(port, script, seconds):
    """wrk while the others do their worst."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, HALF_OPEN + 1000), hard))
    stop, counts = threading.Event(), {"malformed": 0}
    threads = [threading.Thread(target=malformed, args=(port, stop, counts)),
               threading.Thread(target=slow, args=(port, stop))]
    half_open = []
    for _ in range(HALF_OPEN):
        try:
            half_open.append(connect(port))
        except OSError:
            break
    for thread in threads:
        thread.start()
    result = load(port, script, seconds)
    stop.set()
    for thread in threads:
        thread.join()
    for one in half_open:
        one.close()
    return result | counts | {"open": len(half_open)}


def connect(port):
    one = socket.create_connection(("127.0.0.1", port), timeout=5)
    one.sendall(b"POST /predict HTTP/1.1\r\n")
    return one


def malformed(port, stop, counts):
    while not stop.is_set():
        for text in MALFORMED:
            try:
                with socket.create_connection(("127.0.0.1", port), timeout=5) as one:
                    one.sendall(text)
                    one.shutdown(socket.SHUT_WR)
                    while one.recv(1 << 16):
                        pass
            except OSError:
                pass                     # closed in the middle is an answer too
            counts["malformed"] += 1


def slow(port, stop):
    """A byte every half second, from many clients."""
    text = MALFORMED[1]
    clients = []
    while not stop.is_set():
        while len(clients) < SLOW:
            clients.append([connect(port), 0])
        for client in list(clients):
            try:
                client[0].send(text[client[1]:client[1] + 1])
                client[1] += 1
            except OSError:
                client[0].close()
                clients.remove(client)
        stop.wait(0.5)
    for one, _ in clients:
        one.close()


def settle():
    """Half-open connections end after ten seconds."""
    time.sleep(12)


def resident(pid):
    with open(f"/proc/{pid}/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
