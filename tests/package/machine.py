# SPDX-License-Identifier: Apache-2.0
"""A Debian 12 with systemd in namespaces of its own: made by debootstrap once, copied for each use, gone with its owner."""
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "collectors"))
from judging import eventually  # noqa: E402

BOOT = Path(__file__).with_name("boot.sh")
PATIENCE = 100  # seconds for a command


def base_system(folder, packages):
    """A folder with the smallest Debian 12, systemd, and these packages; made if it is not there. Raises OSError if it cannot be."""
    names = ",".join(sorted({"systemd-sysv", "iproute2", *packages}))
    tree = folder / f"bookworm-{hashlib.sha256(names.encode()).hexdigest()[:8]}"
    if not tree.exists():
        print(f"making {tree} with debootstrap", flush=True)
        archives, unfinished = folder / "archives", folder / "unfinished"
        archives.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(unfinished, ignore_errors=True)
        done = subprocess.run(["unshare", "--mount", "debootstrap", "--variant=minbase", f"--cache-dir={archives}", f"--include={names}",
                               "bookworm", unfinished], capture_output=True, text=True, check=False)
        if done.returncode:
            raise OSError((done.stdout + done.stderr).strip().splitlines()[-1])
        for old in folder.glob("bookworm-*"):
            shutil.rmtree(old)
        unfinished.rename(tree)
    return tree


class Machine:
    """Boots a copy of the system. The calling process must be in a mount namespace of its own."""

    def __init__(self, system, folder):
        self.root = folder / "machine"
        self.cgroups = folder / "cgroups"
        shutil.rmtree(self.root, ignore_errors=True)
        subprocess.run(["cp", "-a", system, self.root], check=True)
        self.cgroups.mkdir(exist_ok=True)
        subprocess.run(["mount", "-t", "cgroup2", "cgroup2", self.cgroups], check=True)
        self.cgroup = self.cgroups / f"xdpflow-package-{os.getpid()}"
        self.cgroup.mkdir()
        namespaces = ("--mount", "--pid", "--net", "--ipc", "--uts", "--cgroup")
        enter = 'echo $$ > "$1/cgroup.procs"; shift; exec "$@"'
        self.process = subprocess.Popen(["sh", "-c", enter, "sh", self.cgroup, "setpriv", "--pdeathsig", "KILL",
                                         "unshare", *namespaces, "--fork", "--kill-child", BOOT, self.root], stdin=subprocess.DEVNULL)

    def await_systemd(self):
        """Returns when the machine has started all that it starts by itself."""
        def is_up():
            assert self.process.poll() is None, "the machine does not start"
            return self.init() and self.try_to("systemctl", "is-system-running").stdout.strip() in ("running", "degraded")
        eventually(is_up, "systemd in the machine")

    def init(self):
        """The first process as others see it, or None."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return int(children[0]) if children else None

    def try_to(self, *command):
        """Runs a command in the machine to its end."""
        inside = ["nsenter", "--target", str(self.init()), "--all", "env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C.UTF-8",
                  "DEBIAN_FRONTEND=noninteractive", *command]
        return subprocess.run(inside, capture_output=True, text=True, timeout=PATIENCE, check=False, stdin=subprocess.DEVNULL)

    def run(self, *command):
        """The same, for a command that succeeds; returns what it prints."""
        done = self.try_to(*command)
        assert done.returncode == 0, (command, done.returncode, done.stdout, done.stderr)
        return done.stdout

    def path(self, name):
        return self.root / name.lstrip("/")

    def end(self):
        if self.process.poll() is None:
            self.process.kill()  # and with it the first process of the machine, and with that one all others
            self.process.wait(PATIENCE)
        eventually(lambda: "populated 0" in (self.cgroup / "cgroup.events").read_text(), "the machine's processes to end")
        for folder, _, _ in os.walk(self.cgroup, topdown=False):
            os.rmdir(folder)
        subprocess.run(["umount", self.cgroups], check=True)
        self.cgroups.rmdir()
        shutil.rmtree(self.root)
