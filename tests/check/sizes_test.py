#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Hard limits of size, and the ten largest files and functions as a reminder of the soft ones.

Functions are found by their braces, not by a parser: good enough for code that clang-format has laid out.
"""
import re

from sources import C, CPP, main, sources, text_of

FILE_LINES = 400
FUNCTION_LINES = 60
FRAGMENT_LINES = 40
FRAGMENTS = ("features", "droppers")

RAW_STRING = re.compile(r'R"([^()\\\s]{0,16})\(.*?\)\1"', re.DOTALL)
NOT_CODE = re.compile(r"""//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])+'|^[ \t]*\#(?:[^\n]*\\\n)*[^\n]*""",
                      re.DOTALL | re.MULTILINE)
SCOPE = re.compile(r"^\s*(?:template\s*<.*>\s*)?(?:typedef\s+|inline\s+|extern\b\s*|export\s+)*(?:namespace|class|struct|union|enum|extern)\b")
DIGIT_SEPARATOR = re.compile(r"(?<=[0-9a-fA-F])'(?=[0-9a-fA-F])")


def blank(match):
    return re.sub(r"[^\n]", " ", match.group())


def code_of(text):
    """The text with comments, strings and preprocessor lines blanked; lines keep their numbers."""
    text = RAW_STRING.sub(blank, text)
    text = DIGIT_SEPARATOR.sub("_", text)
    return NOT_CODE.sub(blank, text)


def opens_function(head):
    """Is `{` behind this text the start of a function's body? `x{1}` and `= {` are not."""
    if not head or not head[-1].isspace():
        return False
    words = head.rstrip()
    if words.endswith(("=", ",", "(", "return")) or "(" not in words:
        return False
    return not (SCOPE.match(words) and not re.search(r"\)\s*(const|noexcept|override|final|mutable|->.*)*\s*$", words))


def functions(text):
    """(first line, lines, name) of each function outside of other functions."""
    code, stack, head, start = code_of(text), [], "", 0
    for position, char in enumerate(code):
        if char == "{":
            inside = any(kind == "function" for kind, _, _ in stack)
            kind = "block" if inside else "function" if opens_function(head) else "scope" if ends_word(head) else "init"
            stack.append((kind, head, start))
            head = ""
        elif char == "}" and stack:
            kind, head_before, start_before = stack.pop()
            if kind == "function":
                first, last = code.count("\n", 0, start_before) + 1, code.count("\n", 0, position) + 1
                yield first, last - first + 1, name_of(head_before)
            head, start = (head_before + "{}", start_before) if kind == "init" else ("", start)
        elif char == ";" and not (stack and stack[-1][0] == "init"):
            head = ""
        else:
            if not head.strip():
                start = position
            head = head + char if head.strip() or not char.isspace() else char
    return


def ends_word(head):
    """True for `namespace bpf `, `struct Layout `, and for nothing at all; false for `x`, `= `, `return `."""
    return not head.strip() or (head[-1].isspace() and not head.rstrip().endswith(("=", ",", "(", "return")))


def name_of(head):
    found = re.search(r"([\w:~]+(?:\s*\boperator\s*\S+?)?)\s*\((.*)", head, re.DOTALL)
    if not found:
        return "?"
    macro = re.fullmatch(r"TEST(?:_[FP])?", found.group(1))
    return f"{found.group(1)}({' '.join(found.group(2).split(')')[0].split())})" if macro else found.group(1)


def largest(title, sizes):
    print(f"largest {title}:")
    for lines, what in sorted(sizes, reverse=True)[:10]:
        print(f"  {lines:4} {what}")


def check(root):
    files, bodies = [], []
    for path in sources(root, ".", CPP + C):
        text = text_of(root / path)
        lines = text.count("\n")
        files.append((lines, str(path)))
        bodies += [(length, f"{path}:{first}: {name}") for first, length, name in functions(text)]
        is_fragment = path.parts[0] == "bpf" and path.parts[1] in FRAGMENTS and path.suffix in C
        limit = FRAGMENT_LINES if is_fragment else FILE_LINES
        if lines > limit:
            yield f"{path}: {lines} lines, more than {limit}; split it by what its parts know"
    for length, where in bodies:
        if length > FUNCTION_LINES:
            yield f"{where}: {length} lines, more than {FUNCTION_LINES}; give its steps names"
    largest("files", files)
    largest("functions", bodies)


if __name__ == "__main__":
    main(check)
