// SPDX-License-Identifier: Apache-2.0
// A veth pair between two network namespaces without names: both vanish with the process that made them, however it ends.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "bpf/result.hpp"
#include "probe/unique_fd.hpp"

namespace bench {

// For as long as it lives, the calling thread is in this network namespace; then back where it was. Sockets, interfaces and
// programs that are made meanwhile belong to it.
class InNamespace {
 public:
    explicit InNamespace(int descriptor);
    InNamespace(const InNamespace&) = delete;
    InNamespace& operator=(const InNamespace&) = delete;
    ~InNamespace();

 private:
    probe::UniqueFd before_;
};

// "xfsend" in one namespace, "xfrecv" in the other, both up. Needs CAP_SYS_ADMIN and `ip`.
class VethPair {
 public:
    static Result<VethPair> make();

    // The namespaces' descriptors, owned by this object.
    [[nodiscard]] int sender() const { return sender_.get(); }
    [[nodiscard]] int receiver() const { return receiver_.get(); }
    // Frames that are redirected into the pair reach the receiving end's stack, hence TC, also where it has no XDP program: GRO on.
    [[nodiscard]] Result<> take_frames_without_xdp() const;
    [[nodiscard]] static const char* sending_interface() { return "xfsend"; }
    [[nodiscard]] static const char* receiving_interface() { return "xfrecv"; }

    // The receiving end's statistics as `ethtool -S` has them, summed over queues: "xdp_packets", "xdp_drops", "drops".
    [[nodiscard]] Result<std::map<std::string, std::uint64_t>> received() const;

 private:
    VethPair() = default;
    probe::UniqueFd sender_, receiver_;
};

}  // namespace bench
