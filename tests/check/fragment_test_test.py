#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Every field has a test of its own name: bpf/features/NAME.h and tests/program/features/NAME_test.cpp."""
from sources import files, main


def check(root):
    for path in files(root, "bpf/features"):
        test = f"tests/program/features/{path.stem}_test.cpp"
        if path.suffix == ".h" and not (root / test).exists():
            yield f"{path}: has no test; write {test}"


if __name__ == "__main__":
    main(check)
