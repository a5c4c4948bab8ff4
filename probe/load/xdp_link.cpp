// SPDX-License-Identifier: Apache-2.0
#include "probe/load/xdp_link.hpp"

#include <bpf/bpf.h>
#include <linux/bpf.h>
#include <linux/if_link.h>

#include <cerrno>
#include <cstring>

namespace probe {

namespace {

constexpr std::uint32_t kUsualMtu = 1500;

// The id of the XDP program that the interface carries in any mode, or 0.
std::uint32_t program_on(std::uint32_t interface) {
    bpf_xdp_query_opts query{};
    query.sz = sizeof query;
    if (bpf_xdp_query(static_cast<int>(interface), 0, &query) != 0) return 0;
    for (const std::uint32_t id : {query.prog_id, query.drv_prog_id, query.hw_prog_id, query.skb_prog_id})
        if (id != 0) return id;
    return 0;
}

Error occupied(const Interface& interface, std::uint32_t id) {
    bpf_prog_info info{};
    __u32 size = sizeof info;
    const UniqueFd program(bpf_prog_get_fd_by_id(id));
    const bool known = program.is_open() && bpf_obj_get_info_by_fd(program.get(), &info, &size) == 0;
    return {interface.name + " carries another XDP program already: \"" + (known ? info.name : "unknown") + "\", id " +
                std::to_string(id) + "; stop the program that attached it, run: ip link set dev " + interface.name +
                " xdp off, or use --mode tc",
            {},
            0,
            0};
}

struct Attempt {
    UniqueFd link;
    int error = 0;  // errno
};

Attempt try_to_attach(int program, const Interface& interface, std::uint32_t flags) {
    bpf_link_create_opts options{};
    options.sz = sizeof options;
    options.flags = flags;
    const int link = bpf_link_create(program, static_cast<int>(interface.index), BPF_XDP, &options);
    return link >= 0 ? Attempt{UniqueFd(link), 0} : Attempt{UniqueFd(), -link};
}

}  // namespace

bool carries_xdp(const Interface& interface) { return program_on(interface.index) != 0; }

std::string why_not_native(const Interface& interface, int error) {
    const std::string mtu = std::to_string(interface.mtu) + " octets";
    const bool jumbo = interface.mtu > kUsualMtu;
    // EOPNOTSUPP is the kernel's word for a driver without XDP, and some drivers' word for a large MTU.
    if (error == EOPNOTSUPP) return "its driver has no native XDP" + (jumbo ? ", or none at an MTU of " + mtu : "");
    if (jumbo && (error == ERANGE || error == EINVAL))
        return "its MTU of " + mtu + " is too large for native XDP in its driver: ip link set dev " + interface.name +
               " mtu 1500 makes it smaller";
    return std::string("its driver refuses native XDP (") + std::strerror(error) + ")";
}

Result<Attachment> attach_xdp(const ProgramOf& program, std::uint32_t port, const Interface& interface, Mode mode) {
    Attachment result{interface, Direction::in, port, mode == Mode::generic ? Mode::generic : Mode::native, false, {}, {}, {},
                      {}};
    if (const std::uint32_t id = program_on(interface.index)) return tl::unexpected(occupied(interface, id));
    const auto plain = program(false);
    if (!plain) return tl::unexpected(plain.error());
    Attempt attempt;
    if (mode != Mode::generic) {
        attempt = try_to_attach(*plain, interface, XDP_FLAGS_DRV_MODE);
        if (attempt.error != 0 && attempt.error != EBUSY && interface.mtu > kUsualMtu)
            if (const auto frags = program(true)) {
                const int first_error = attempt.error;
                attempt = try_to_attach(*frags, interface, XDP_FLAGS_DRV_MODE);
                result.multi_buffer = attempt.error == 0;
                if (attempt.error != 0) attempt.error = first_error;
            }
        if (attempt.error != 0 && attempt.error != EBUSY) {
            const std::string why = interface.name + ": " + why_not_native(interface, attempt.error);
            if (mode == Mode::native) return fail(why + "; use --mode generic");
            result.remark = why + "; metering in generic mode, which costs about three times as much per packet";
        }
    }
    if (mode == Mode::generic || !result.remark.empty()) {
        result.mode = Mode::generic;
        attempt = try_to_attach(*plain, interface, XDP_FLAGS_SKB_MODE);
    }
    if (attempt.error == EBUSY || attempt.error == EEXIST)
        return tl::unexpected(occupied(interface, program_on(interface.index)));
    if (attempt.error == EPERM)
        return fail(interface.name + ": no permission to attach XDP programs: run as root or with CAP_NET_ADMIN");
    if (attempt.error != 0) return fail(interface.name + ": cannot attach the program: " + std::strerror(attempt.error));
    result.link = std::move(attempt.link);
    return result;
}

}  // namespace probe
