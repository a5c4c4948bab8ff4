#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""packaging/dev/run_ctest.py on toy trees of a few shell commands: what it prints last, and when it fails."""
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PASSES = ("passes", "true")
FAILS = ("fails", "false")
SKIPS = ("skips", "echo no such kernel; exit 77")
CTEST_IN_A_TEST = ("nested", "echo; echo '50% tests passed, 1 tests failed out of 2'; exit 1")


class RunCtest(unittest.TestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        for name in ("packaging/dev", "tests/check", "tree"):
            (self.folder / name).mkdir(parents=True)
        shutil.copy(ROOT / "packaging/dev/run_ctest.py", self.folder / "packaging/dev")
        self.allow("# nothing\n")

    def allow(self, text):
        (self.folder / "tests/check/allowed_skips.txt").write_text(text)

    def run_tree(self, *tests, ci="true", arguments=()):
        with (self.folder / "tree/CTestTestfile.cmake").open("w") as file:
            for name, command in tests:
                file.write(f'add_test({name} sh -c [=[{command}]=])\n')
                file.write(f"set_tests_properties({name} PROPERTIES SKIP_RETURN_CODE 77)\n")
        environment = {**os.environ, "CI": ci}
        command = [sys.executable, "-B", "packaging/dev/run_ctest.py", "tree", *arguments]
        done = subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout

    def test_ends_with_the_summary_and_passes(self):
        status, output = self.run_tree(PASSES)
        self.assertEqual(0, status)
        self.assertRegex(output, r"\n100% tests passed, 0 tests failed out of 1\n\nTotal Test time \(real\) = .* sec\n$")

    def test_fails_with_a_failed_test_and_names_it_last(self):
        status, output = self.run_tree(PASSES, FAILS)
        self.assertNotEqual(0, status)
        self.assertRegex(output, r"\n50% tests passed, 1 tests failed out of 2\n(.*\n)*.* - fails \(Failed\)\nErrors while running CTest\n")

    def test_prints_why_a_test_was_skipped(self):
        status, output = self.run_tree(PASSES, SKIPS, ci="")
        self.assertEqual(0, status)
        self.assertIn("1 skipped:\n  skips: no such kernel\n", output)
        self.assertLess(output.index("1 skipped:"), output.index("100% tests passed"))

    def test_a_skip_without_permission_fails_in_ci(self):
        status, output = self.run_tree(PASSES, SKIPS)
        self.assertEqual(1, status)
        self.assertIn("skips: no such kernel — NOT ALLOWED", output)

    def test_a_permitted_skip_passes_in_ci(self):
        self.allow("sk*ps | such kernel\n")
        self.assertEqual(0, self.run_tree(PASSES, SKIPS)[0])

    def test_a_permission_is_for_one_reason_only(self):
        self.allow("skips | no captures\n")
        self.assertEqual(1, self.run_tree(PASSES, SKIPS)[0])

    def test_a_gtest_skip_is_reported_with_its_reason(self):
        status, output = self.run_tree(("gtest", "echo '[ RUN      ] A.B'; echo 'a_test.cpp:7: Skipped'; echo needs root; echo; echo end; exit 77"))
        self.assertEqual(1, status)
        self.assertIn("gtest: needs root — NOT ALLOWED", output)

    def test_a_summary_inside_of_a_test_is_not_taken_for_the_end(self):
        status, output = self.run_tree(CTEST_IN_A_TEST, PASSES)
        self.assertNotEqual(0, status)
        self.assertEqual(1, output.count("1 tests failed out of 2\n\nTotal Test time"))
        self.assertLess(output.index("passes"), output.rindex("tests failed out of"))

    def test_no_tests_at_all_fail(self):
        status, output = self.run_tree(PASSES, arguments=["-R", "nothing"])
        self.assertNotEqual(0, status)
        self.assertIn("No tests were found", output)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
