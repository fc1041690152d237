"""An ext4 volume of the drill's own over a loop device, whose power it may cut and whose room it may
take."""

import fcntl
import os
import shutil
import struct
import subprocess
import time

# FS_IOC_SHUTDOWN of the kernel's fs.h, without flushing the journal: what wasn't synced is gone.
SHUTDOWN, NO_LOG_FLUSH = 0x8004587D, 2


def missing():
    """Why there can be no volume here; None where there can."""
    if os.geteuid() != 0:
        return "only root may mount a volume"
    if not os.path.exists("/dev/loop-control"):
        return "the machine has no loop devices"
    return None if shutil.which("mkfs.ext4") else "mkfs.ext4 isn't installed"


class Volume:
    def __init__(self, folder, name, mebibytes):
        self.image = os.path.join(folder, f"{name}.ext4")
        self.path = os.path.join(folder, name)
        self.ballast = os.path.join(self.path, "ballast")
        os.mkdir(self.path)
        with open(self.image, "w") as file:
            file.truncate(mebibytes << 20)
        # Nothing is kept for root: full is full.
        subprocess.run(["mkfs.ext4", "-q", "-F", "-m", "0", self.image], check=True)
        self.mount()

    def mount(self):
        subprocess.run(["mount", "-o", "loop", self.image, self.path], check=True)

    def unmount(self):
        """A process that was killed may hold a file for a moment yet."""
        for _ in range(100):
            if subprocess.run(["umount", self.path], check=False,
                              stderr=subprocess.DEVNULL).returncode == 0:
                return
            time.sleep(0.1)
        raise SystemExit(f"{self.path} can't be unmounted.")

    def cut(self):
        """The power: from now on nothing reaches the volume, not even what waits to be written."""
        place = os.open(self.path, os.O_RDONLY)
        fcntl.ioctl(place, SHUTDOWN, struct.pack("I", NO_LOG_FLUSH))
        os.close(place)

    def fill(self):
        """Takes all the room that is left."""
        with open(self.ballast, "ab") as file:
            for size in (1 << 20, 4096):
                try:
                    while True:
                        os.posix_fallocate(file.fileno(), file.seek(0, os.SEEK_END), size)
                except OSError:
                    pass

    def free(self):
        os.unlink(self.ballast)

    def end(self):
        subprocess.run(["umount", "-l", self.path], check=False, stderr=subprocess.DEVNULL)
