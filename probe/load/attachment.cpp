// SPDX-License-Identifier: Apache-2.0
#include "probe/load/attachment.hpp"

#include <bpf/bpf.h>
#include <linux/bpf.h>

#include <cerrno>
#include <cstring>

namespace probe {

Result<bool> replace(Attachment& attachment, KernelProgram& next) {
    const Place place{attachment.mode == Mode::tc ? Hook::tc : Hook::xdp, attachment.interface.ethernet};
    const bool sits = attachment.seat.is_taken();
    const auto program = next.program(attachment.port, attachment.multi_buffer, place, sits ? attachment.seat.tail() : Tail{});
    if (!program) return tl::unexpected(program.error());
    if (sits && !is_attached(attachment)) return false;
    if (sits) {
        auto set = attachment.seat.set(*program);
        return set ? Result<bool>(true) : tl::unexpected(set.error());
    }
    const int error = replace_program(attachment, *program);
    if (error == 0) return true;
    if (!is_attached(attachment)) return false;
    return fail(attachment.interface.name + ": cannot replace the program: " + std::strerror(error));
}

int replace_program(Attachment& attachment, int program) {
    return attachment.link.is_open() ? -::bpf_link_update(attachment.link.get(), program, nullptr)
                                     : attachment.filter.replace(program);
}

bool is_attached(const Attachment& attachment) {
    if (attachment.seat.is_taken()) return attachment.seat.chain().is_attached();
    if (!attachment.link.is_open()) return attachment.filter.is_there();
    bpf_link_info info{};
    __u32 size = sizeof info;
    // A TCX link has its interface at the same place as one of XDP; the header is older.
    return bpf_obj_get_info_by_fd(attachment.link.get(), &info, &size) == 0 && info.xdp.ifindex != 0;
}

}  // namespace probe
