// SPDX-License-Identifier: Apache-2.0
// Packets as expressions of protocol names: Ethernet{} / Vlan{.id = 7} / Ipv4{.ttl = 3} / Tcp{.flags = 0x12}. Lengths, types and
// protocol numbers are filled in from what follows, unless a member says otherwise; checksums are 0, nothing here looks at them.
// Addresses are from the documentation ranges (RFC 5737, 3849, 7042), so that a stray packet can hurt nobody.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace support {

using Octets = std::vector<std::byte>;

[[nodiscard]] Octets octets(std::initializer_list<int> values);
[[nodiscard]] Octets zeros(std::size_t count);

struct Ethernet {
    std::string destination = "00:00:5e:00:53:02", source = "00:00:5e:00:53:01";
    std::optional<std::uint16_t> type{};
};

struct Vlan {
    std::uint16_t tpid = 0x8100;
    std::uint16_t id = 1;
    std::uint8_t priority = 0;  // 0 to 7
    std::optional<std::uint16_t> type{};
};

struct Mpls {
    std::uint32_t label = 16;
    std::optional<bool> bottom{};  // unless given: whether no label follows
    std::uint16_t type = 0x8847;   // by which Ethernet announces it
    std::uint8_t traffic_class = 0, ttl = 64;
};

struct Ipv4 {
    std::string source = "192.0.2.1", destination = "198.51.100.2";
    std::uint8_t tos = 0, ttl = 64;
    Octets options{};                   // padded to 4 octets
    std::uint16_t fragment_offset = 0;  // in 8 octets
    bool more_fragments = false, dont_fragment = false;
    std::uint8_t version = 4;
    std::optional<std::uint8_t> header_words{};  // of 4 octets
    std::optional<std::uint16_t> total_length{};
    std::optional<std::uint8_t> protocol{};
    std::uint16_t identification = 1;
};

struct Ipv6 {
    std::string source = "2001:db8::1", destination = "2001:db8::2";
    std::uint8_t traffic_class = 0, hop_limit = 64;
    std::uint32_t flow_label = 0;
    std::uint8_t version = 6;
    std::optional<std::uint16_t> payload_length{};
    std::optional<std::uint8_t> next_header{};
};

// Extension headers; options are padded so that the header is a multiple of 8 octets.
struct HopByHop {
    Octets options{};
    std::optional<std::uint8_t> next_header{};
};
struct Routing {
    Octets options{};
    std::optional<std::uint8_t> next_header{};
};
struct DestinationOptions {
    Octets options{};
    std::optional<std::uint8_t> next_header{};
};
struct Fragment {
    std::uint16_t offset = 0;  // in 8 octets
    bool more = false;
    std::optional<std::uint8_t> next_header{};
    std::uint32_t identification = 1;
};

struct Tcp {
    std::uint16_t source_port = 49152, destination_port = 443;
    std::uint16_t flags = 0x010;  // 12 bits
    std::uint32_t sequence = 1, acknowledgement = 0;
    std::uint16_t window = 0xffff, urgent = 0;
    Octets options{};                            // padded to 4 octets
    std::optional<std::uint8_t> header_words{};  // of 4 octets
};
struct Udp {
    std::uint16_t source_port = 49152, destination_port = 53;
    std::optional<std::uint16_t> length{};
};
struct UdpLite {
    std::uint16_t source_port = 49152, destination_port = 53;
};
struct Sctp {
    std::uint16_t source_port = 49152, destination_port = 3868;
};
struct Dccp {
    std::uint16_t source_port = 49152, destination_port = 5004;
};
struct Icmp {
    std::uint8_t type = 8, code = 0;
};
struct Icmp6 {
    std::uint8_t type = 128, code = 0;
};

// Tunnels and what they carry; see bpf/parsers/tunnels.h for the standards.
struct Gre {
    std::optional<std::uint32_t> key{}, sequence{};
    bool checksum = false;
    std::uint16_t more_flags = 0;
    std::optional<std::uint16_t> type{};
};
struct Pptp {
    std::uint16_t call = 1;
    std::optional<std::uint32_t> sequence{1}, acknowledgement{};
};
struct Vxlan {
    std::uint32_t network = 1;
    std::uint8_t flags = 8;
};
struct Geneve {
    std::uint32_t network = 1;
    Octets options{};  // a multiple of 4
    std::uint8_t version = 0, flags = 0;
    std::optional<std::uint16_t> type{};
};
struct GtpU {
    std::uint32_t tunnel = 1;
    std::uint8_t message = 255;
    bool sequence = false;
    std::uint8_t extension = 0;  // type of the first of ...
    Octets extensions{};         // ... these
    std::uint8_t version = 1;
};
struct L2tp {
    std::uint16_t tunnel = 1, session = 1;
    bool length = false, sequence = false;
    std::optional<std::uint16_t> padding{};
    std::uint16_t more_flags = 0;
    std::uint8_t version = 2;
};
struct Ppp {
    bool address = true, short_protocol = false;
    std::optional<std::uint16_t> protocol{};
};
struct Pppoe {
    std::uint16_t session = 1;
    std::uint8_t code = 0;
};
struct Snap {
    std::uint32_t organization = 0;
    std::optional<std::uint16_t> type{};
};

// Octets as they are, and how the layer in front announces them.
struct Raw {
    Octets payload{};
    std::uint8_t protocol = 253;  // for experiments (RFC 3692)
    std::uint16_t type = 0x88b5;  // for experiments (IEEE 802)
};

using Layer = std::variant<Ethernet, Vlan, Mpls, Ipv4, Ipv6, HopByHop, Routing, DestinationOptions, Fragment, Tcp, Udp, UdpLite,
                           Sctp, Dccp, Icmp, Icmp6, Gre, Pptp, Vxlan, Geneve, GtpU, L2tp, Ppp, Pppoe, Snap, Raw>;

template <class T>
concept IsLayer = std::constructible_from<Layer, std::in_place_type_t<T>, T>;

class Packet {
 public:
    explicit Packet(Layer outermost) : layers_{std::move(outermost)} {}

    [[nodiscard]] Octets octets() const;
    operator Octets() const { return octets(); }
    Packet& add(Layer inner) {
        layers_.push_back(std::move(inner));
        return *this;
    }

 private:
    std::vector<Layer> layers_;
};

template <IsLayer Outer, IsLayer Inner>
[[nodiscard]] Packet operator/(Outer outer, Inner inner) {
    Packet packet{Layer(std::move(outer))};
    packet.add(std::move(inner));
    return packet;
}

template <IsLayer Inner>
[[nodiscard]] Packet operator/(Packet outer, Inner inner) {
    outer.add(std::move(inner));
    return outer;
}

}  // namespace support
