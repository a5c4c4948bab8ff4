#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""No file or folder bears a name that says nobody knew what the thing is."""
import re

from sources import files, main

EMPTY_WORDS = {"util", "utils", "helper", "helpers", "common", "manager", "base", "misc"}


def check(root):
    for path in files(root):
        for part in path.parts:
            for word in EMPTY_WORDS & set(re.split(r"[_.-]", part.lower())):
                yield f"{path}: \"{word}\" says nothing; name it after the one thing that it does or is"


if __name__ == "__main__":
    main(check)
