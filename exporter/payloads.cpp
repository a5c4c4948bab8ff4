// SPDX-License-Identifier: Apache-2.0
// What is told of the payload of a flow's first packet that has some.
#include <algorithm>

#include "exporter/makers.hpp"

namespace exporter {
namespace {

// The larger number is the earlier packet's; the hash is its lower half.
Maker hash(const bpf::Layout& held, Sources&) {
    return [from = held.find("FIRST_PAYLOAD_HASH")->offset](const Record& record, std::byte* out) {
        auto first = load<std::uint64_t>(record.bytes + from);
        if (record.reverse != nullptr) first = std::max(first, load<std::uint64_t>(record.reverse + from));
        store(out, static_cast<std::uint32_t>(first));
    };
}

constexpr NamedMaker kMakers[] = {{"PAYLOAD_HASH", hash}};

}  // namespace

std::span<const NamedMaker> payload_makers() { return kMakers; }

}  // namespace exporter
