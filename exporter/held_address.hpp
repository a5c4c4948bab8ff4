// SPDX-License-Identifier: Apache-2.0
// The addresses of a flow, where a layout holds them.
#pragma once

#include <cstddef>

#include "bpf/layout.hpp"
#include "config/network.hpp"
#include "exporter/record.hpp"

namespace exporter {

enum class Side : std::uint8_t { source, destination };

class HeldAddress {
 public:
    HeldAddress(const bpf::Layout& held, Side side) {
        const bpf::Member* ipv4 = held.find(side == Side::source ? "IPV4_SRC_ADDR" : "IPV4_DST_ADDR");
        const bpf::Member* ipv6 = held.find(side == Side::source ? "IPV6_SRC_ADDR" : "IPV6_DST_ADDR");
        is_held_ = ipv4 || ipv6;
        is_ipv6_ = ipv6 != nullptr;
        if (is_held_) offset_ = (ipv6 ? ipv6 : ipv4)->offset;
    }

    [[nodiscard]] bool is_held() const { return is_held_; }
    // Of a record of that layout, which must hold it.
    [[nodiscard]] config::Address operator()(const Record& record) const {
        const std::byte* octets = record.bytes + offset_;
        if (!is_ipv6_) return {false, load_big_endian(octets, 4) << 32, 0};
        return {true, load_big_endian(octets, 8), load_big_endian(octets + 8, 8)};
    }

 private:
    bool is_held_ = false, is_ipv6_ = false;
    std::size_t offset_ = 0;
};

}  // namespace exporter
