#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# This kernel's verifier takes every program that was compiled for it.
exec "${tree:?}/tests/vm/vm_programs" load /var/cache/xdpflow </vm/programs
