// SPDX-License-Identifier: Apache-2.0
// Attaches a program to TC: by a link (TCX, kernel 6.6), which goes with its process, or by a filter in clsact. Programs of others at
// the same place keep running: in a TCX link ours comes first where packets enter and last where they leave, so that it sees what is
// on the wire.
#pragma once

#include "probe/load/attachment.hpp"
#include "probe/load/kernel_program.hpp"

namespace probe {

// Attaches this program, which is not for several buffers.
[[nodiscard]] Result<Attachment> attach_tc(const ProgramOf& program, std::uint32_t port, const Interface& interface,
                                           Direction direction);

}  // namespace probe
