// SPDX-License-Identifier: Apache-2.0
// A program that is attached to an interface in one direction.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "probe/load/chain.hpp"
#include "probe/load/clsact.hpp"
#include "probe/load/interface.hpp"
#include "probe/load/kernel_program.hpp"
#include "probe/unique_fd.hpp"

namespace probe {

// native: XDP in the driver, before the kernel makes a packet of the frame; generic: XDP behind that, on any device, at about three
// times the cost; tc: later still, at little more; automatic: the first of these that the device can. What leaves an interface is
// always metered by tc.
enum class Mode { automatic, native, generic, tc };
[[nodiscard]] constexpr const char* name_of(Mode mode) {
    return mode == Mode::native ? "native" : mode == Mode::generic ? "generic" : mode == Mode::tc ? "tc" : "auto";
}

struct Attachment {
    Interface interface;
    Direction direction = Direction::in;
    std::uint32_t port = 0;
    Mode mode = Mode::native;   // not automatic
    bool multi_buffer = false;  // the program's kind: see KernelProgram::program
    std::string remark;         // one line for the user, if it did not go as one might expect; else empty

    // One of them: it ends when this is destroyed.
    UniqueFd link;
    ClsactFilter filter;
    Seat seat;  // with other programs at the same place, who are attached together
};

// The descriptor of what is to be attached, for frames of one buffer or of several (KernelProgram::program).
using ProgramOf = std::function<Result<int>(bool multi_buffer)>;

// Puts the copy that this program has for the attachment's port in the place of the one that is there, without a moment of none: a
// packet sees the one or the other, and Grace tells when none sees the old one any more. False: the attachment has ended by itself.
[[nodiscard]] Result<bool> replace(Attachment& attachment, KernelProgram& next);

// Puts this program in the place of the one that is attached by itself, not in a chain; 0, or an errno.
[[nodiscard]] int replace_program(Attachment& attachment, int program);

// Whether it still is: the kernel detaches when the interface is removed, and others may with the privilege to do so.
[[nodiscard]] bool is_attached(const Attachment& attachment);

}  // namespace probe
