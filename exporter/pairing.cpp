// SPDX-License-Identifier: Apache-2.0
#include "exporter/pairing.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace exporter {
namespace {

constexpr std::uint64_t kSyn = 0x02, kAck = 0x10;
constexpr std::uint64_t kWellKnownPorts = 1024;  // below: RFC 6335 section 6
constexpr unsigned kIcmp = 1, kIcmpv6 = 58;

struct Counterparts {
    const char *source, *destination;
};
constexpr Counterparts kCounterparts[] = {{"IPV4_SRC_ADDR", "IPV4_DST_ADDR"},
                                          {"IPV6_SRC_ADDR", "IPV6_DST_ADDR"},
                                          {"L4_SRC_PORT", "L4_DST_PORT"},
                                          {"IN_SRC_MAC", "IN_DST_MAC"}};

struct Question {
    unsigned protocol;
    std::uint8_t asks, answers;
};
// RFC 792: echo, timestamp, information; RFC 950: address mask; RFC 4443: echo.
constexpr Question kQuestions[] = {{kIcmp, 8, 0}, {kIcmp, 13, 14}, {kIcmp, 15, 16}, {kIcmp, 17, 18}, {kIcmpv6, 128, 129}};

const bpf::Member* key_member(const bpf::Layout& layout, const char* name) {
    const bpf::Member* member = layout.find(name);
    return member != nullptr && member->feature->role == bpf::Role::key ? member : nullptr;
}

std::vector<std::uint64_t> masks_of(const bpf::Layout& layout) {
    std::vector<std::uint64_t> masks(layout.key_octets / 8, ~std::uint64_t{0});
    for (const char* name : {"observationPointId", "UPSTREAM_TUNNEL_ID", "UPSTREAM_SESSION_ID"})
        if (const bpf::Member* own = key_member(layout, name))
            std::memset(reinterpret_cast<std::byte*>(masks.data()) + own->offset, 0, bpf::size_of(own->feature->type));
    return masks;
}

}  // namespace

Pairing::Pairing(const bpf::Layout& layout) : key_octets_(layout.key_octets), masks_(masks_of(layout)) {
    bool has_all = true;
    for (const auto& [source, destination] : kCounterparts) {
        const bpf::Member* from = key_member(layout, source);
        const bpf::Member* to = key_member(layout, destination);
        if ((from == nullptr) != (to == nullptr)) has_all = false;
        if (from == nullptr || to == nullptr) continue;
        pairs_.push_back({from->offset, to->offset, bpf::size_of(from->feature->type)});
        if (to->feature->name == "L4_DST_PORT") ports_ = pairs_.back();
    }
    is_possible_ = has_all && !pairs_.empty();
    if (const bpf::Member* protocol = key_member(layout, "PROTOCOL")) protocol_ = protocol->offset;
    for (const char* name : {"tcpControlBits", "TCP_FLAGS"})
        if (const bpf::Member* flags = layout.find(name)) flags_ = *flags;
}

bool Pairing::reverse(const std::byte* key, std::byte* out) const {
    std::memcpy(out, key, key_octets_);
    for (const Pair& pair : pairs_) {
        std::memcpy(out + pair.source, key + pair.destination, pair.octets);
        std::memcpy(out + pair.destination, key + pair.source, pair.octets);
    }
    if (protocol_ && ports_) {
        const auto protocol = std::to_integer<unsigned>(key[*protocol_]);
        if ((protocol == kIcmp || protocol == kIcmpv6) && !reverse_icmp(out)) return false;
    }
    return std::memcmp(key, out, key_octets_) != 0;
}

// The ports of ICMP are 0 and type * 256 + code; they have been swapped.
bool Pairing::reverse_icmp(std::byte* key) const {
    const auto type = std::to_integer<unsigned>(key[ports_->source]);
    const auto protocol = std::to_integer<unsigned>(key[*protocol_]);
    const auto* question = std::find_if(std::begin(kQuestions), std::end(kQuestions), [&](const Question& one) {
        return one.protocol == protocol && (one.asks == type || one.answers == type);
    });
    if (question == std::end(kQuestions)) return false;
    std::swap_ranges(key + ports_->source, key + ports_->source + ports_->octets, key + ports_->destination);
    key[ports_->destination] = std::byte{question->asks == type ? question->answers : question->asks};
    return true;
}

std::uint64_t Pairing::flags(const std::byte* record) const {
    return flags_ ? number_at(flags_->feature->type, record + flags_->offset) : 0;
}

std::uint64_t Pairing::port(const std::byte* record) const {
    return ports_ ? load_big_endian(record + ports_->destination, ports_->octets) : 0;
}

bool Pairing::is_forward(const std::byte* a, std::uint64_t a_ns, const std::byte* b, std::uint64_t b_ns) const {
    const std::uint64_t a_flags = flags(a), b_flags = flags(b);
    const bool a_asks = (a_flags & (kSyn | kAck)) == kSyn, b_asks = (b_flags & (kSyn | kAck)) == kSyn;
    if (a_asks != b_asks) return a_asks;
    const bool a_serves = port(b) < kWellKnownPorts, b_serves = port(a) < kWellKnownPorts;
    const bool is_torn = (a_flags | b_flags) != 0 && ((a_flags | b_flags) & kSyn) == 0;
    if (is_torn && a_serves != b_serves) return b_serves;
    if (a_ns != b_ns) return a_ns < b_ns;
    if (port(a) != port(b)) return port(a) < port(b);
    return std::memcmp(a, b, key_octets_) < 0;
}

}  // namespace exporter
