# SPDX-License-Identifier: Apache-2.0
"""The files that the checks look at, and how a check reports."""
import sys
from pathlib import Path

IGNORED = {".git", "build", ".cache", "__pycache__", "LICENSES"}
CPP = (".cpp", ".hpp")
C = (".h", ".c")
SCRIPTS = (".py", ".sh", ".cmake")


def files(root, folder="."):
    """Every file of the project below a folder, as a path relative to the root, sorted."""
    for path in sorted((root / folder).rglob("*")):
        relative = path.relative_to(root)
        if path.is_file() and not path.is_symlink() and not IGNORED & set(relative.parts):
            yield relative


def sources(root, folder=".", suffixes=CPP + C + SCRIPTS):
    """Every source file; scripts without a suffix and CMakeLists.txt count among the scripts."""
    for path in files(root, folder):
        is_script = SCRIPTS[0] in suffixes and (path.name == "CMakeLists.txt" or is_program(root / path))
        if path.suffix in suffixes or is_script:
            yield path


def is_program(path):
    if path.suffix:
        return False
    with path.open("rb") as file:
        return file.read(2) == b"#!"


def text_of(path):
    return path.read_text(encoding="utf-8", errors="replace")


def main(check):
    """Runs check(root), which yields complaints, for the folder on the command line. Exits with 1 if there are any."""
    complaints = list(check(Path(sys.argv[1]).resolve()))
    for complaint in complaints:
        print(complaint)
    print(f"{len(complaints)} complaints" if complaints else "no complaints")
    sys.exit(1 if complaints else 0)
