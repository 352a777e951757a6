# SPDX-License-Identifier: GPL-3.0-or-later
"""Which packages are there, and installing those that are not."""

import os
import pathlib
import shutil
import subprocess
import sys

from .notices import doc_folder


class InstallError(Exception):
    pass


def is_there(root: pathlib.Path, package: str) -> bool:
    """Policy asks every package for its copyright file, also in images that leave other documentation away."""
    return (doc_folder(root, package) / "copyright").is_file()


def install(packages: "list[str]") -> None:
    """As tools/setup does: as root or with sudo, without recommended packages.

    Raises InstallError when neither is to be had or apt-get fails."""
    names = " ".join(packages)
    if os.geteuid() == 0:
        as_root = []
    elif shutil.which("sudo"):
        as_root = ["sudo"]
    else:
        raise InstallError(f"these packages are missing and neither root nor sudo is available: {names}")
    print(f"Installing: {names}", file=sys.stderr)
    environment = as_root + ["env", "DEBIAN_FRONTEND=noninteractive"]
    commands = [as_root + ["apt-get", "update"],
                environment + ["apt-get", "install", "-y", "--no-install-recommends"] + packages]
    for command in commands:
        try:
            # apt's own output is progress, not result: standard output stays free.
            subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=sys.stderr)
        except (OSError, subprocess.CalledProcessError) as error:
            raise InstallError(f"cannot install {names}: {error}") from error
