// SPDX-License-Identifier: Apache-2.0
#include "probe/load/tc_link.hpp"

#include <bpf/bpf.h>
#include <linux/bpf.h>

#include <cerrno>
#include <cstring>

namespace probe {

namespace {

// Younger than Debian's header: linux/bpf.h of 6.6.
constexpr auto kTcxIngress = static_cast<bpf_attach_type>(46), kTcxEgress = static_cast<bpf_attach_type>(47);
constexpr std::uint32_t kBefore = 1U << 3, kAfter = 1U << 4;  // BPF_F_BEFORE, BPF_F_AFTER: of all others

struct Attempt {
    UniqueFd link;
    int error = 0;  // errno
};

Attempt try_tcx(int program, const Interface& interface, Direction direction) {
    const bool in = direction == Direction::in;
    bpf_link_create_opts options{};
    options.sz = sizeof options;
    options.flags = in ? kBefore : kAfter;
    const int link = ::bpf_link_create(program, static_cast<int>(interface.index), in ? kTcxIngress : kTcxEgress, &options);
    return link >= 0 ? Attempt{UniqueFd(link), 0} : Attempt{UniqueFd(), -link};
}

}  // namespace

Result<Attachment> attach_tc(const ProgramOf& program, std::uint32_t port, const Interface& interface, Direction direction) {
    Attachment result{interface, direction, port, Mode::tc, false, {}, {}, {}, {}};
    const auto descriptor = program(false);
    if (!descriptor) return tl::unexpected(descriptor.error());
    Attempt attempt = try_tcx(*descriptor, interface, direction);
    if (attempt.error == EPERM)
        return fail(interface.name + ": no permission to attach TC programs: run as root or with CAP_NET_ADMIN");
    if (attempt.error == ENODEV) return fail(interface.name + " is gone");
    if (attempt.error == 0) {
        result.link = std::move(attempt.link);
        return result;
    }
    if (attempt.error != EINVAL)  // which is how a kernel without TCX says that it has none
        return fail(interface.name + ": cannot attach the program to TC: " + std::strerror(attempt.error));
    auto filter = ClsactFilter::attach(*descriptor, interface, direction, result.remark);
    if (!filter) return tl::unexpected(filter.error());
    result.filter = std::move(*filter);
    return result;
}

}  // namespace probe
