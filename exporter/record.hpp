// SPDX-License-Identifier: Apache-2.0
// A flow on its way out: the octets of one record and what must be known to read them. Encoders and printers take this.
// Plus the few functions that read and write octets whatever their alignment and byte order.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>

#include "bpf/layout.hpp"
#include "exporter/points.hpp"

namespace exporter {

// Why a flow ended: the values of flowEndReason (IANA element 136, RFC 5102 section 5.11.3).
enum class EndReason : std::uint8_t { idle = 1, active = 2, end = 3, forced = 4, resources = 5 };

// What export needs and the record does not hold.
struct RecordContext {
    std::int64_t time_offset_ns = 0;  // added to times of the record to get nanoseconds since the Unix epoch: 0 in captures
    Point point{};                    // where its packets were seen
    Point reverse_point{};            // where those of the other direction were, if there are any
};

// A view: valid only during the call it is passed to.
struct Record {
    const bpf::Layout* layout;  // never null
    const std::byte* bytes;     // layout->key_octets + layout->value_octets of them: key, then value
    EndReason reason;
    RecordContext context{};
    const std::byte* reverse = nullptr;  // the record of the other direction, of the same layout; null: none, or flows have one
    bool is_reverse = false;             // `bytes` are those of the end that answered, `reverse` those of the initiator
};

template <class T>
[[nodiscard]] inline T load(const std::byte* bytes) {
    T value;
    std::memcpy(&value, bytes, sizeof value);
    return value;
}

template <class T>
inline void store(std::byte* bytes, T value) {
    std::memcpy(bytes, &value, sizeof value);
}

// Octets as on the wire, as a number; at most 8 of them.
[[nodiscard]] inline std::uint64_t load_big_endian(const std::byte* bytes, std::size_t octets) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < octets; ++i) value = value << 8 | std::to_integer<std::uint64_t>(bytes[i]);
    return value;
}

// A number as octets in network byte order.
template <class T>
inline void store_big_endian(std::byte* bytes, T value) {
    if constexpr (std::endian::native == std::endian::little) {
        if constexpr (sizeof value == 2) value = __builtin_bswap16(value);
        if constexpr (sizeof value == 4) value = __builtin_bswap32(value);
        if constexpr (sizeof value == 8) value = __builtin_bswap64(value);
    }
    store<T>(bytes, value);
}

// The value of a member of at most 8 octets as a number (an IPv4 or MAC address as its octets read in order); 0 for others.
[[nodiscard]] inline std::uint64_t number_at(bpf::Type type, const std::byte* bytes) {
    switch (type) {
        case bpf::Type::u8: return load<std::uint8_t>(bytes);
        case bpf::Type::u16: return load<std::uint16_t>(bytes);
        case bpf::Type::u32: return load<std::uint32_t>(bytes);
        case bpf::Type::u64:
        case bpf::Type::time_ns: return load<std::uint64_t>(bytes);
        case bpf::Type::be16:
        case bpf::Type::be24:
        case bpf::Type::be32:
        case bpf::Type::ipv4:
        case bpf::Type::mac: return load_big_endian(bytes, bpf::size_of(type));
        case bpf::Type::ipv6:
        case bpf::Type::string:
        case bpf::Type::octets: return 0;
    }
    return 0;
}

// Where a record of this layout holds the time of its first (`start`) and last (`end`) packet: offsets of the time_ns members
// of role min and max. An IANA flowStart… or flowEnd… element (150 to 157) wins over other times that happen to merge alike.
struct TimeOffsets {
    std::optional<std::size_t> start;
    std::optional<std::size_t> end;
};

[[nodiscard]] TimeOffsets time_offsets(const bpf::Layout& layout);

}  // namespace exporter
