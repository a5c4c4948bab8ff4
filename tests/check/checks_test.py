#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The checks are checked: each one finds the mistake planted in a small tree, and nothing in that tree without it."""
import contextlib
import io
import sys
import tempfile
import unittest
from pathlib import Path

import fragment_test_test
import hygiene_test
import layering_test
import names_test
import sizes_test
import spdx_test

APACHE = "// SPDX-License-Identifier: Apache-2.0\n"
KERNEL = "/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */\n"
SOUND = {
    "bpf/layout.hpp": APACHE + '#include <bpf/libbpf_note.txt>\nstruct Layout {\n    int size = 0;\n};\n',
    "bpf/features/in_bytes.h": KERNEL + "#include <bpf/bpf_helpers.h>\n",
    "config/load.cpp": APACHE + '#include "bpf/layout.hpp"\n',
    "exporter/merge.cpp": APACHE + '#include "config/settings.hpp"\n#include <boost/asio.hpp>\n',
    "probe/load/table.cpp": APACHE + '#include <bpf/bpf.h>\n#include <spdlog/spdlog.h>\n#include "exporter/merge.hpp"\n',
    "tests/program/features/in_bytes_test.cpp": APACHE + 'char folder[] = "/tm' + 'p/xdpflow-XXXXXX";\n',
}
LONG_BODY = "    step();\n" * 60


def complaints(check, changes):
    with tempfile.TemporaryDirectory() as folder:
        for name, text in {**SOUND, **changes}.items():
            if text is not None:
                path = Path(folder, name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
        with contextlib.redirect_stdout(io.StringIO()):
            return list(check.check(Path(folder)))


class Checks(unittest.TestCase):
    def finds(self, check, changes, *words):
        self.assertEqual([], complaints(check, {}))
        found = complaints(check, changes)
        self.assertEqual(1, len(found), found)
        for word in words:
            self.assertIn(word, found[0])

    def test_layering_finds_a_reversed_arrow(self):
        self.finds(layering_test, {"bpf/plan.cpp": APACHE + '\n#include "probe/compose/plan.hpp"\n'},
                   "bpf/plan.cpp:3: ", "bpf ← probe reversed", "move")

    def test_layering_finds_an_include_of_tests(self):
        self.finds(layering_test, {"probe/a.cpp": APACHE + '#include "tests/support/packet.hpp"\n'}, "probe/a.cpp:2: ", "tests")

    def test_layering_finds_a_relative_include(self):
        self.finds(layering_test, {"probe/a.cpp": APACHE + '#include "../bpf/layout.hpp"\n'}, "relative")

    def test_layering_finds_libbpf_in_the_exporter(self):
        self.finds(layering_test, {"exporter/a.cpp": APACHE + "#include <bpf/libbpf.h>\n"}, "exporter/a.cpp:2", "libbpf")

    def test_layering_finds_a_log_in_a_library(self):
        self.finds(layering_test, {"exporter/a.cpp": APACHE + "#include <spdlog/spdlog.h>\n"}, "log")

    def test_layering_finds_sockets_in_the_configuration(self):
        self.finds(layering_test, {"config/a.cpp": APACHE + "#include <sys/socket.h>\n"}, "sockets")

    def test_sizes_finds_a_long_file(self):
        self.finds(sizes_test, {"config/long.hpp": "\n" * 401}, "config/long.hpp", "401", "400")

    def test_sizes_finds_a_long_fragment(self):
        self.finds(sizes_test, {"bpf/features/in_bytes.h": "\n" * 41}, "bpf/features/in_bytes.h", "41", "40")

    def test_sizes_finds_a_long_function(self):
        self.finds(sizes_test, {"config/a.cpp": "\nint work(int x) {\n" + LONG_BODY + "}\n"}, "config/a.cpp:2: work: 62 lines")

    def test_sizes_finds_a_long_constructor_behind_initialisers(self):
        text = "namespace config {\nWork::Work(int x) : a_{x}, b_(x) {\n" + LONG_BODY + "}\n}  // namespace config\n"
        self.finds(sizes_test, {"config/a.cpp": text}, "config/a.cpp:2: Work::Work")

    def test_sizes_finds_a_long_member_function_and_a_long_test(self):
        text = "struct S {\n    int x{0};\n    bool f() const noexcept {\n" + LONG_BODY + "    }\n};\n"
        self.finds(sizes_test, {"config/a.hpp": text}, "config/a.hpp:3: f")
        self.finds(sizes_test, {"tests/a_test.cpp": "TEST(Layout, Works) {\n" + LONG_BODY + "}\n"}, "TEST(Layout, Works)")

    def test_sizes_finds_a_long_kernel_function(self):
        text = "static __always_inline void f(struct packet *packet)\n{\n" + LONG_BODY + "}\n"
        self.finds(sizes_test, {"bpf/frame.h": text}, "bpf/frame.h:1: f")

    def test_sizes_takes_no_table_class_or_text_for_a_function(self):
        table = "constexpr int kTable[] = {\n" + "    f(1),\n" * 70 + "};\n"
        klass = "class C : public B<int(int)> {\n" + "    void f();\n" * 70 + "};\n"
        text = 'const char* kText = R"(void f() {\n' + "\n" * 70 + '})";\n'
        self.assertEqual([], complaints(sizes_test, {"config/a.cpp": table + klass + text}))

    def test_spdx_finds_a_missing_licence(self):
        self.finds(spdx_test, {"config/a.cpp": "int x;\n"}, "config/a.cpp:1", "no licence", "Apache-2.0")

    def test_spdx_finds_the_wrong_licence_on_a_kernel_text(self):
        self.finds(spdx_test, {"bpf/frame.h": APACHE}, "bpf/frame.h:1", "GPL-2.0-only OR BSD-2-Clause")

    def test_spdx_finds_the_kernel_licence_on_cpp(self):
        self.finds(spdx_test, {"bpf/layout.hpp": KERNEL}, "bpf/layout.hpp:1", "must be Apache-2.0")

    def test_fragment_test_finds_a_field_without_a_test(self):
        self.finds(fragment_test_test, {"bpf/features/in_pkts.h": KERNEL}, "tests/program/features/in_pkts_test.cpp")

    def test_names_finds_an_empty_word(self):
        self.finds(names_test, {"config/string_utils.cpp": APACHE}, "utils")
        self.finds(names_test, {"config/common/x.cpp": APACHE}, "common")

    def test_hygiene_finds_a_path_of_one_machine(self):
        self.finds(hygiene_test, {"config/a.cpp": APACHE + 'open("/wor' + 'k/x");\n'}, "config/a.cpp:2")
        self.finds(hygiene_test, {"config/a.cpp": APACHE + 'open("/tm' + 'p/x");\n'}, "config/a.cpp:2")

    def test_hygiene_finds_a_sleeping_test(self):
        for line in ("std::this_thread::slee" + "p_for(1s);", "slee" + "p(1);", "uslee" + "p(5);"):
            self.finds(hygiene_test, {"tests/unit/a_test.cpp": APACHE + line + "\n"}, "tests/unit/a_test.cpp:2", "sleep")
        self.finds(hygiene_test, {"tests/vm/init.sh": "slee" + "p 0.1\n"}, "tests/vm/init.sh:1")

    def test_hygiene_finds_unfinished_work(self):
        self.finds(hygiene_test, {"config/a.cpp": APACHE + "// TO" + "DO: more\n"}, "config/a.cpp:2", "README")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
