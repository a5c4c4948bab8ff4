// SPDX-License-Identifier: Apache-2.0
// The C++ view of a fragment: one field of a flow record (or one dropper), its facts and its code.
// A fragment is one text file; see bpf/catalogue.hpp for how it is read and README.md for how to write one.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace bpf {

// Width, byte order and meaning of a field's bytes in a flow record. u8 to u64 are in the byte order of this machine;
// be16, be24, be32, ipv4, ipv6 and mac are octets as on the wire. time_ns is a u64 of nanoseconds: since the Unix epoch in
// captures, of CLOCK_MONOTONIC on live interfaces (the exporter adds the offset). string is UTF-8 of a fixed number of octets
// (Feature::length), padded with zeros; it exists only in computed fields. octets are octets of a packet in their order, of a fixed
// number likewise; they are of the first or the last packet, or computed.
enum class Type : std::uint8_t { u8, u16, u32, u64, be16, be24, be32, ipv4, ipv6, mac, time_ns, string, octets };

// How two partial records of one flow become one. `key` fields tell flows apart; `computed` ones are made when exporting.
// `first` and `last`: the value of the earlier or later record.
enum class Role : std::uint8_t { key, sum, bit_or, min, max, first, last, computed };

// The deepest header that must have been parsed before the field's code may run, from the outside to the inside.
// ipv4, ipv6, icmpv4 and icmpv6 fields exist only in flows of that family. icmp is ICMP and ICMPv6.
enum class Layer : std::uint8_t { frame, ethernet, vlan, ip, ipv4, ipv6, protocol, transport, tcp, icmp, icmpv4, icmpv6 };

[[nodiscard]] constexpr bool is_of_ipv4(Layer layer) { return layer == Layer::ipv4 || layer == Layer::icmpv4; }
[[nodiscard]] constexpr bool is_of_ipv6(Layer layer) { return layer == Layer::ipv6 || layer == Layer::icmpv6; }

// The words of the facts: "u8", "sum", "ip".
[[nodiscard]] const char* text_of(Type type);
[[nodiscard]] const char* text_of(Role role);
[[nodiscard]] const char* text_of(Layer layer);

// One number that a field keeps of a flow from packet to packet, beyond snapshots: a member of struct flow_state. Fields that name the
// same member share it, and must write the same to it.
struct StateMember {
    std::string name;
    Type type = Type::u64;  // u8 to u64
    friend bool operator==(const StateMember&, const StateMember&) = default;
};

// Every state has the time of the latest packet of its flow.
inline constexpr const char* kStateTime = "seen_ns";

struct Feature {
    std::string symbol;     // file stem = C function = member of the record: "in_bytes"
    std::string name;       // what a user types: "IN_BYTES"; its IANA name where NetFlow v9 has none
    std::string element;    // IANA name: "octetDeltaCount"
    std::uint32_t pen = 0;  // private enterprise number; 0 = IANA
    std::uint16_t id = 0;   // element number under pen; 0 if internal
    std::vector<std::string> aliases;
    Type type = Type::u64;
    std::uint16_t length = 0;  // of types string and octets: how many octets; else 0
    Role role = Role::sum;
    Layer layer = Layer::ip;
    std::string unit;
    std::string description;
    std::string reference;
    std::string sibling;  // name of the field that stands for this one in flows of the other IP family; or empty
    std::string held_as;  // name of the field whose value this one shows (FIRST_SWITCHED: FLOW_START_MILLISECONDS); or empty
    std::vector<std::string> needs;  // names of the fields that its code or its maker reads; they are held, too
    std::string source;              // name of the setting without which its value is not known, and 0; or empty
    std::vector<StateMember> state;  // what its code keeps in packet->state; empty: nothing
    std::string reverse_of;          // name of the field that this one shows for the other direction of the flow; or empty
    std::uint16_t reverse_id = 0;    // with reverse_of: IANA's number of that field's element as IPFIX carries it; 0: not IANA's
    Role reverse_role = Role::sum;   // with reverse_of: that field's role
    bool has_reverse = false;        // another field shows this one for the other direction
    bool bidirectional = false;      // it is made of both directions of a flow, which are joined where it is asked for
    bool internal = false;           // others are computed from it: no element number, not listed, not to be asked for
    std::string code;                // C text of the function, without the facts; empty if computed or held_as
    std::string origin;              // file it was read from, for messages; built-in ones: "bpf/features/in_bytes.h"
    int code_line = 1;               // line of `origin` at which `code` starts
};

struct Dropper {
    std::string symbol;  // file stem = C function: "drop_all"
    std::string name;    // what a user types: "all"
    Layer layer = Layer::frame;
    std::string description;
    std::string code;
    std::string origin;
    int code_line = 1;
};

// Whether a field of this type says how many octets it has.
[[nodiscard]] constexpr bool has_length(Type type) { return type == Type::string || type == Type::octets; }

// Octets that a field of this type takes in a record; 0 where its field says that.
[[nodiscard]] constexpr std::size_t size_of(Type type) {
    switch (type) {
        case Type::u8: return 1;
        case Type::u16:
        case Type::be16: return 2;
        case Type::be24: return 3;
        case Type::u32:
        case Type::be32:
        case Type::ipv4: return 4;
        case Type::mac: return 6;
        case Type::u64:
        case Type::time_ns: return 8;
        case Type::ipv6: return 16;
        case Type::string:
        case Type::octets: return 0;
    }
    return 0;
}

// Octets that this field takes in a record.
[[nodiscard]] inline std::size_t size_of(const Feature& feature) {
    return has_length(feature.type) ? feature.length : size_of(feature.type);
}

// Whether the field's source is among the settings that are set, or it needs none.
[[nodiscard]] inline bool has_source(const Feature& feature, const std::vector<std::string>& configured) {
    return feature.source.empty() || std::find(configured.begin(), configured.end(), feature.source) != configured.end();
}

}  // namespace bpf
