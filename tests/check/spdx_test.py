#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Every source names its licence at its top. Texts that become kernel programs must be usable there, hence their own."""
import re

from sources import C, main, sources, text_of

PROJECT = "Apache-2.0"
KERNEL = "GPL-2.0-only OR BSD-2-Clause"
LINE = re.compile(r"SPDX-License-Identifier:\s*(.*?)\s*(?:\*/)?\s*$")
FIRST_LINES = 3  # a #! line may come first


def check(root):
    for path in sources(root):
        is_kernel_text = path.parts[0] == "bpf" or path.parts[:2] == ("packaging", "examples")
        expected = KERNEL if is_kernel_text and path.suffix in C else PROJECT
        found = [match.group(1) for line in text_of(root / path).splitlines()[:FIRST_LINES] if (match := LINE.search(line))]
        if not found:
            yield f"{path}:1: no licence; begin it with SPDX-License-Identifier: {expected}"
        elif found[0] != expected:
            yield f"{path}:1: licence {found[0]}; here it must be {expected}"


if __name__ == "__main__":
    main(check)
