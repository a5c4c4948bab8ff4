// SPDX-License-Identifier: Apache-2.0
// What tells of a flow's directions themselves.
#include "exporter/makers.hpp"

namespace exporter {
namespace {

// RFC 5103 section 6.3.
enum BiflowDirection : std::uint8_t { kInitiator = 1, kReverseInitiator = 2 };

Maker biflow_direction(const bpf::Layout&, Sources&) {
    return [](const Record& record, std::byte* out) { store(out, record.is_reverse ? kReverseInitiator : kInitiator); };
}

Maker client_tcp_flags(const bpf::Layout& held, Sources&) {
    const bpf::Member* flags = held.find("TCP_FLAGS");
    return [offset = flags->offset](const Record& record, std::byte* out) { *out = record.bytes[offset]; };
}

constexpr NamedMaker kMakers[] = {
    {"BIFLOW_DIRECTION", biflow_direction},
    {"CLIENT_TCP_FLAGS", client_tcp_flags},
};

}  // namespace

std::span<const NamedMaker> direction_makers() { return kMakers; }

}  // namespace exporter
