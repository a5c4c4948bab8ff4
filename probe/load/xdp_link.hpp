// SPDX-License-Identifier: Apache-2.0
// Attaches a program to an interface by bpf_link (kernel 5.9): when the process ends, however it ends, nothing stays attached.
#pragma once

#include <cstdint>
#include <string>

#include "bpf/result.hpp"
#include "probe/load/attachment.hpp"
#include "probe/load/kernel_program.hpp"

namespace probe {

// Why a driver refused a program with this errno, for people.
[[nodiscard]] std::string why_not_native(const Interface& interface, int error);

// Whether the interface carries an XDP program, in whatever mode.
[[nodiscard]] bool carries_xdp(const Interface& interface);

// Attaches this program; the mode is one of XDP's, or automatic: native where the driver can, else generic. An interface that carries another XDP program is refused with that program's name
// and id. Frames of several buffers are asked for only where the MTU demands them.
[[nodiscard]] Result<Attachment> attach_xdp(const ProgramOf& program, std::uint32_t port, const Interface& interface, Mode mode);

}  // namespace probe
