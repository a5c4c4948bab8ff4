// SPDX-License-Identifier: Apache-2.0
#include "probe/load/attachment.hpp"

#include <bpf/bpf.h>
#include <linux/bpf.h>

namespace probe {

bool is_attached(const Attachment& attachment) {
    if (!attachment.link.is_open()) return attachment.filter.is_there();
    bpf_link_info info{};
    __u32 size = sizeof info;
    // A TCX link has its interface at the same place as one of XDP; the header is older.
    return bpf_obj_get_info_by_fd(attachment.link.get(), &info, &size) == 0 && info.xdp.ifindex != 0;
}

}  // namespace probe
