// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/live_round.hpp"

#include <bpf/bpf.h>
#include <fmt/format.h>
#include <linux/if_link.h>
#include <net/if.h>

namespace bench {

namespace {

constexpr auto kTcxIngress = static_cast<bpf_attach_type>(46);  // younger than Debian's header: linux/bpf.h of 6.6

}  // namespace

Attached::Attached(const VethPair& veth, int program, probe::Hook hook) {
    const InNamespace here(veth.receiver());
    bpf_link_create_opts options{};
    options.sz = sizeof options;
    const bool is_xdp = hook == probe::Hook::xdp;
    if (is_xdp) options.flags = XDP_FLAGS_DRV_MODE;
    const auto interface = static_cast<int>(::if_nametoindex(VethPair::receiving_interface()));
    const int link = bpf_link_create(program, interface, is_xdp ? BPF_XDP : kTcxIngress, &options);
    if (link >= 0) link_ = probe::UniqueFd(link);
}

Result<double> ns_per_frame(const VethPair& veth, Generator& generator, std::uint64_t frames) {
    const auto before = veth.received();
    const InNamespace here(veth.sender());
    const auto sent = generator.send(frames);
    if (!sent) return tl::unexpected(sent.error());
    const auto after = veth.received();
    if (!before || !after) return tl::unexpected((before ? after : before).error());
    const std::uint64_t received = after->at("xdp_packets") - before->at("xdp_packets");
    if (received != sent->frames_sent || sent->frames_sent != sent->frames_asked)
        fmt::print(stderr, "live: {} frames asked, {} sent, {} received\n", sent->frames_asked, sent->frames_sent, received);
    return sent->cpu_seconds * 1e9 / static_cast<double>(sent->frames_sent);
}

Result<double> ns_per_frame(const VethPair& veth, Generator& generator, std::uint64_t frames, int program, probe::Hook hook) {
    const Attached attached(veth, program, hook);
    if (!attached.is_attached())
        return fail(hook == probe::Hook::xdp ? "no native XDP on the receiving veth"
                                             : "no TCX on the receiving veth: needs Linux 6.6");
    return ns_per_frame(veth, generator, frames);
}

}  // namespace bench
