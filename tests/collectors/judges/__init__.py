# SPDX-License-Identifier: Apache-2.0
"""The collectors of other projects that judge what xdpflow sends. One file each; judge.py says what a judge is."""
from judges.fastnetmon import Fastnetmon
from judges.ipfixdump import IpfixDump
from judges.nfacctd import Nfacctd
from judges.nfcapd import Nfcapd
from judges.python_ipfix import PythonIpfix
from judges.python_lines import PythonLines
from judges.tshark import Tshark

ALL = (Nfcapd, Nfacctd, Tshark, IpfixDump, PythonIpfix, Fastnetmon, PythonLines)  # the order of the README's columns
