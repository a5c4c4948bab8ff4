#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Several collectors, of both IP versions, are sent the same messages; one that is away costs the others nothing."""
import subprocess

from judging import FIELDS, Judging, Listener, main


class TwoCollectors(Judging):
    def test_get_the_same_messages(self):
        four, six = Listener("127.0.0.1"), Listener("::1")
        self.addCleanup(four.close)
        self.addCleanup(six.close)
        self.send(2000, four.url, six.url)
        messages = four.messages()
        self.assertGreater(len(messages), 100)
        self.assertEqual(messages, six.messages())

    def test_one_that_is_away_costs_the_other_nothing(self):
        here, gone = Listener(), Listener()
        self.addCleanup(here.close)
        gone.close()
        done = subprocess.run([self.sender, FIELDS, "500", "1420", gone.url, here.url], capture_output=True, text=True, check=False)
        self.assertEqual(1, done.returncode)
        self.assertIn(f"{gone.url}: 0 messages, 0 records, 1 of templates; lost 500 records nobody listens at its port", done.stderr)
        self.assertRegex(done.stderr, f"{here.url}: .* 500 records, 2 of templates; lost 0 records")
        self.assertGreater(len(here.messages()), 30)


if __name__ == "__main__":
    main()
