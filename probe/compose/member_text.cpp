// SPDX-License-Identifier: Apache-2.0
#include "probe/compose/member_text.hpp"

#include <fmt/format.h>

namespace probe {

namespace {

const char* c_type(bpf::Type type) {
    switch (type) {
        case bpf::Type::u8: return "__u8";
        case bpf::Type::u16: return "__u16";
        case bpf::Type::u32: return "__u32";
        case bpf::Type::be16: return "__be16";
        case bpf::Type::be32:
        case bpf::Type::ipv4: return "__be32";
        case bpf::Type::be24:
        case bpf::Type::octets: return "__u8";
        case bpf::Type::mac: return "struct mac_address";
        case bpf::Type::ipv6: return "struct ipv6_address";
        default: return "__u64";
    }
}

}  // namespace

std::string declaration(const bpf::Feature& feature) {
    const bool is_array = feature.type == bpf::Type::be24 || feature.type == bpf::Type::octets;
    return fmt::format("{} {}", c_type(feature.type), feature.symbol) +
           (is_array ? fmt::format("[{}]", bpf::size_of(feature)) : "");
}

}  // namespace probe
