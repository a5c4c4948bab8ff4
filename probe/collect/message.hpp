// SPDX-License-Identifier: Apache-2.0
// The structure of an IPFIX message (RFC 7011 section 3): header, sets, template records.
//
// This is read here, and not by libfixbuf, because messages come from anywhere: libfixbuf (2.4.1) takes templates of any size,
// among them such as keep it busy for seconds or overflow its 16-bit lengths. It gets what has been looked at: one template or
// one set of data at a time, see domain.hpp. All numbers here are in this machine's byte order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <variant>
#include <vector>

#include "bpf/result.hpp"

namespace probe::collect {

inline constexpr std::size_t kHeaderOctets = 16;    // of a message (RFC 7011 section 3.1)
inline constexpr std::size_t kSetHeaderOctets = 4;  // section 3.3.2
inline constexpr std::size_t kMostMessageOctets = 65'535;
inline constexpr std::uint16_t kVariableLength = 65'535;  // as the length of a field (RFC 7011 section 7)

struct MessageHeader {
    std::uint16_t octets = 0;         // of the message, the header's 16 included
    std::uint32_t export_time_s = 0;  // seconds since 1970
    std::uint32_t sequence = 0;       // data records of this stream before this message, modulo 2^32
    std::uint32_t domain = 0;         // observation domain
};

struct FieldSpecifier {
    std::uint16_t id = 0;
    std::uint32_t pen = 0;     // private enterprise number; 0: an element of IANA's
    std::uint16_t octets = 0;  // or kVariableLength
    friend bool operator==(const FieldSpecifier&, const FieldSpecifier&) = default;
};

// A template, or without fields the withdrawal of one; without fields and with the id of a template set (2 or 3), of all of its
// kind (RFC 7011 section 8.1).
struct TemplateRecord {
    std::uint16_t id = 0;            // 256 and above
    std::uint16_t scope_fields = 0;  // so many of the first ones; 0: not a template of options
    std::vector<FieldSpecifier> fields;
    friend bool operator==(const TemplateRecord&, const TemplateRecord&) = default;
};

struct DataSet {
    std::uint16_t template_id = 0;
    std::span<const std::byte> octets;  // of the message; the set's header included
};

struct Message {
    MessageHeader header;
    std::vector<std::variant<TemplateRecord, DataSet>> parts;  // in their order; data refers to the octets that were read
};

// Reads the first 16 octets of a message; fails if it is not one of IPFIX. `octets` has at least 16.
[[nodiscard]] Result<MessageHeader> read_header(std::span<const std::byte> octets);

// Reads a message. Fails, for the whole message (RFC 7011 section 9), if a length in it lies. Whether records of data have the
// length of their templates is not known here.
[[nodiscard]] Result<Message> read_message(std::span<const std::byte> octets);

}  // namespace probe::collect
