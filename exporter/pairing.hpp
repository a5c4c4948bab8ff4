// SPDX-License-Identifier: Apache-2.0
// Which records are the two directions of one flow, and which of the two is the one that began it (RFC 5103 section 3). Knows keys;
// where flows are kept, it does not.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "bpf/layout.hpp"
#include "exporter/record.hpp"

namespace exporter {

// Immutable after construction. Keeps nothing of the layout.
class Pairing {
 public:
    explicit Pairing(const bpf::Layout& layout);

    // Whether keys tell directions apart, and say enough to find the other one: the key has a source or a port, and of each its
    // counterpart. Else no record has a partner.
    [[nodiscard]] bool is_possible() const { return is_possible_; }

    // Writes the key of the other direction, seen at the same point: addresses and ports swapped; ICMP and ICMPv6, where the key has
    // the protocol: the type of the answer in place of that of the question, and the other way round (echo, timestamp,
    // information, address mask). False, and nothing of use written: such a packet has no answer, or is its own one.
    [[nodiscard]] bool reverse(const std::byte* key, std::byte* out) const;

    // For each word of 8 octets of the key the bits that both directions have in common once one of them is reversed: all but those of
    // the point and of the tunnel's identifier, because answers come in elsewhere, and in other tunnels.
    [[nodiscard]] const std::uint64_t* masks() const { return masks_.data(); }

    // Whether the flow began with `a`, of two records that are directions of one flow; their first packets came at a_ns and b_ns.
    // In this order: a SYN that was never acknowledged by its sender; in TCP that was seen without a SYN the port below 1024;
    // the earlier packet; the lower destination port.
    [[nodiscard]] bool is_forward(const std::byte* a, std::uint64_t a_ns, const std::byte* b, std::uint64_t b_ns) const;

 private:
    struct Pair {
        std::size_t source, destination, octets;  // offsets in the key
    };

    [[nodiscard]] bool reverse_icmp(std::byte* key) const;
    [[nodiscard]] std::uint64_t flags(const std::byte* record) const;
    [[nodiscard]] std::uint64_t port(const std::byte* record) const;

    bool is_possible_ = false;
    std::size_t key_octets_;
    std::vector<std::uint64_t> masks_;
    std::vector<Pair> pairs_;
    std::optional<Pair> ports_;  // among the pairs, too
    std::optional<std::size_t> protocol_;
    std::optional<bpf::Member> flags_;  // of TCP
};

}  // namespace exporter
