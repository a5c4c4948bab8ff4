#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""packaging/dev/coverage.py on a toy tree, and on this one: every base element of nProbe's is a field or has a reason. The list of
elements is ../nprobe/elements.tsv beside the folder that XDPFLOW_CORPUS names."""
import contextlib
import io
import os
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(sys.argv[1]).resolve()
sys.path.insert(0, str(ROOT / "packaging/dev"))
import coverage  # noqa: E402

FIELD = '/* licence */\n/* xdpflow feature\nname = "IN_PKTS"\nid = 2\n*/\n'
ELEMENTS = "group\tname\tnfv9_id\tipfix_id\tlen\tiana_name\nbase\tIN_PKTS\t2\t2\t4\tpacketDeltaCount\n"
NO_REASONS = "name\tkind\treason\n"


class ToyTree(unittest.TestCase):
    def complaints(self, elements=ELEMENTS, field=FIELD, reasons=NO_REASONS):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            for name, text in {"bpf/features/in_pkts.h": field, "packaging/doc/coverage.tsv": reasons, "elements.tsv": elements}.items():
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                (root / name).write_text(text)
            coverage.main(root, root / "elements.tsv")
            printed = io.StringIO()
            with contextlib.redirect_stdout(printed):
                code = coverage.main(root, root / "elements.tsv", "--check")
            self.assertEqual(code, 1 if printed.getvalue().strip() else 0)
            return printed.getvalue().strip()

    def test_is_sound(self):
        self.assertEqual(self.complaints(), "")

    def test_an_element_without_field_and_reason_is_found(self):
        more = ELEMENTS + "base\tL7_PROTO\t57590\t35632.118\t2\t\nplugin\tHTTP_URL\t57652\t35632.180\t128\t\n"
        self.assertIn("L7_PROTO: is no field", self.complaints(more))
        self.assertNotIn("HTTP_URL", self.complaints(more))
        self.assertEqual(self.complaints(more, reasons=NO_REASONS + "L7_PROTO\tapplication\twhy\n"), "")

    def test_a_reason_for_a_field_or_for_nothing_is_found(self):
        self.assertIn("IN_PKTS: is a field", self.complaints(reasons=NO_REASONS + "IN_PKTS\tx\twhy\n"))
        self.assertIn("OTHER: has a reason", self.complaints(reasons=NO_REASONS + "OTHER\tx\twhy\n"))

    def test_a_wrong_number_is_found(self):
        self.assertIn("IN_PKTS: the field has the number 3, the element 2", self.complaints(field=FIELD.replace("id = 2", "id = 3")))


class ThisTree(unittest.TestCase):
    def test_every_base_element_is_a_field_or_has_a_reason(self):
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            code = coverage.main(ROOT, elements, "--check")
        self.assertEqual((code, printed.getvalue().strip()), (0, ""))


if __name__ == "__main__":
    elements = Path(os.environ.get("XDPFLOW_CORPUS", "nowhere"), "../nprobe/elements.tsv")
    if elements.exists():
        unittest.main(argv=sys.argv[:1])
    if unittest.main(argv=[*sys.argv[:1], "ToyTree"], exit=False).result.wasSuccessful():
        print(f"skipped: there is no {elements}, the list of nProbe's elements")
        sys.exit(77)
    sys.exit(1)
