// SPDX-License-Identifier: Apache-2.0
#include "tests/support/packets.hpp"

#include <arpa/inet.h>

#include <array>
#include <cstdio>
#include <stdexcept>

namespace support {

namespace {

class Writer {
 public:
    template <class Number>
    Writer& put(Number number, std::size_t octets) {
        for (std::size_t i = octets; i-- > 0;)
            out_.push_back(static_cast<std::byte>(static_cast<std::uint64_t>(number) >> (8 * i)));
        return *this;
    }
    Writer& put(const Octets& octets) {
        out_.insert(out_.end(), octets.begin(), octets.end());
        return *this;
    }
    Writer& pad(std::size_t multiple) {
        while (out_.size() % multiple != 0) out_.push_back(std::byte{0});
        return *this;
    }
    Writer& put_address(int family, const std::string& text) {
        std::array<std::byte, 16> address{};
        if (::inet_pton(family, text.c_str(), address.data()) != 1) throw std::invalid_argument("no address: " + text);
        return put(Octets(address.begin(), address.begin() + (family == AF_INET ? 4 : 16)));
    }
    Writer& put_mac(const std::string& text) {
        std::array<unsigned, 6> part{};
        if (std::sscanf(text.c_str(), "%2x:%2x:%2x:%2x:%2x:%2x", &part[0], &part[1], &part[2], &part[3], &part[4], &part[5]) != 6)
            throw std::invalid_argument("no MAC address: " + text);
        for (const unsigned octet : part) put(octet, 1);
        return *this;
    }
    [[nodiscard]] std::size_t size() const { return out_.size(); }
    [[nodiscard]] Octets done() { return std::move(out_); }

 private:
    Octets out_;
};

struct EtherType {
    std::uint16_t operator()(const Vlan& vlan) const { return vlan.tpid; }
    std::uint16_t operator()(const Mpls& mpls) const { return mpls.type; }
    std::uint16_t operator()(const Ipv4&) const { return 0x0800; }
    std::uint16_t operator()(const Ipv6&) const { return 0x86dd; }
    std::uint16_t operator()(const Ethernet&) const { return 0x6558; }
    std::uint16_t operator()(const Ppp&) const { return 0x880b; }
    std::uint16_t operator()(const Pppoe&) const { return 0x8864; }
    std::uint16_t operator()(const Raw& raw) const { return raw.type; }
    template <class Other>
    std::uint16_t operator()(const Other&) const {
        return 0xffff;
    }
};

struct Protocol {
    std::uint8_t operator()(const HopByHop&) const { return 0; }
    std::uint8_t operator()(const Icmp&) const { return 1; }
    std::uint8_t operator()(const Ipv4&) const { return 4; }
    std::uint8_t operator()(const Tcp&) const { return 6; }
    std::uint8_t operator()(const Udp&) const { return 17; }
    std::uint8_t operator()(const Dccp&) const { return 33; }
    std::uint8_t operator()(const Ipv6&) const { return 41; }
    std::uint8_t operator()(const Routing&) const { return 43; }
    std::uint8_t operator()(const Fragment&) const { return 44; }
    std::uint8_t operator()(const Gre&) const { return 47; }
    std::uint8_t operator()(const Pptp&) const { return 47; }
    std::uint8_t operator()(const Icmp6&) const { return 58; }
    std::uint8_t operator()(const DestinationOptions&) const { return 60; }
    std::uint8_t operator()(const Sctp&) const { return 132; }
    std::uint8_t operator()(const UdpLite&) const { return 136; }
    std::uint8_t operator()(const Raw& raw) const { return raw.protocol; }
    template <class Other>
    std::uint8_t operator()(const Other&) const {
        return 255;
    }
};

// Nothing inside: an experimental type, the IPv6 number for "no next header".
std::uint16_t type_of(const Layer* inner) { return inner ? std::visit(EtherType{}, *inner) : std::uint16_t{0x88b5}; }
std::uint8_t protocol_of(const Layer* inner) { return inner ? std::visit(Protocol{}, *inner) : std::uint8_t{59}; }

std::uint16_t ppp_protocol_of(const Layer* inner) {
    return inner && std::holds_alternative<Ipv4>(*inner)   ? std::uint16_t{0x21}
           : inner && std::holds_alternative<Ipv6>(*inner) ? std::uint16_t{0x57}
                                                           : std::uint16_t{0xc021};
}

// Each call: one header, followed by what is inside.
struct Encode {
    const Layer* inner;
    const Octets& inside;

    Octets operator()(const Ethernet& it) const {
        return Writer().put_mac(it.destination).put_mac(it.source).put(it.type.value_or(type_or_length()), 2).put(inside).done();
    }
    Octets operator()(const Vlan& it) const {
        return Writer().put(it.priority << 13 | it.id, 2).put(it.type.value_or(type_or_length()), 2).put(inside).done();
    }
    Octets operator()(const Mpls& it) const {
        const bool bottom = it.bottom.value_or(!inner || !std::holds_alternative<Mpls>(*inner));
        return Writer()
            .put(it.label << 12 | std::uint32_t{it.traffic_class} << 9 | (bottom ? 0x100U : 0U) | it.ttl, 4)
            .put(inside)
            .done();
    }
    Octets operator()(const Ipv4& it) const {
        const std::size_t header = 20 + (it.options.size() + 3) / 4 * 4;
        const auto words = it.header_words.value_or(static_cast<std::uint8_t>(header / 4));
        const auto length = it.total_length.value_or(static_cast<std::uint16_t>(header + inside.size()));
        const int flags = (it.dont_fragment ? 0x4000 : 0) | (it.more_fragments ? 0x2000 : 0) | it.fragment_offset;
        Writer out;
        out.put(it.version << 4 | words, 1).put(it.tos, 1).put(length, 2).put(it.identification, 2).put(flags, 2).put(it.ttl, 1);
        out.put(it.protocol.value_or(protocol_of(inner)), 1).put(0, 2);
        return out.put_address(AF_INET, it.source).put_address(AF_INET, it.destination).put(it.options).pad(4).put(inside).done();
    }
    Octets operator()(const Ipv6& it) const {
        Writer out;
        out.put(std::uint32_t{it.version} << 28 | std::uint32_t{it.traffic_class} << 20 | it.flow_label, 4);
        out.put(it.payload_length.value_or(static_cast<std::uint16_t>(inside.size())), 2);
        out.put(it.next_header.value_or(protocol_of(inner)), 1).put(it.hop_limit, 1);
        return out.put_address(AF_INET6, it.source).put_address(AF_INET6, it.destination).put(inside).done();
    }
    template <class Options>
    requires std::same_as<Options, HopByHop> || std::same_as<Options, Routing> || std::same_as<Options, DestinationOptions>
        Octets operator()(const Options& it) const {
        const std::size_t words = (2 + it.options.size() + 7) / 8;
        Writer out;
        out.put(it.next_header.value_or(protocol_of(inner)), 1).put(words - 1, 1).put(it.options);
        return out.pad(8).put(inside).done();
    }
    Octets operator()(const Fragment& it) const {
        return Writer()
            .put(it.next_header.value_or(protocol_of(inner)), 1)
            .put(0, 1)
            .put(it.offset << 3 | (it.more ? 1 : 0), 2)
            .put(it.identification, 4)
            .put(inside)
            .done();
    }
    Octets operator()(const Tcp& it) const {
        const auto words = it.header_words.value_or(static_cast<std::uint8_t>(5 + (it.options.size() + 3) / 4));
        Writer out = ports(it);
        out.put(it.sequence, 4).put(it.acknowledgement, 4).put(words << 12 | it.flags, 2).put(it.window, 2).put(0, 2);
        return out.put(it.urgent, 2).put(it.options).pad(4).put(inside).done();
    }
    Octets operator()(const Udp& it) const {
        return ports(it).put(it.length.value_or(8 + inside.size()), 2).put(0, 2).put(inside).done();
    }
    Octets operator()(const UdpLite& it) const { return ports(it).put(8, 2).put(0, 2).put(inside).done(); }
    Octets operator()(const Sctp& it) const { return ports(it).put(1, 4).put(0, 4).put(inside).done(); }
    Octets operator()(const Dccp& it) const { return ports(it).put(0x0300, 4).put(0, 4).put(inside).done(); }
    Octets operator()(const Icmp& it) const { return Writer().put(it.type, 1).put(it.code, 1).put(0, 6).put(inside).done(); }
    Octets operator()(const Icmp6& it) const { return Writer().put(it.type, 1).put(it.code, 1).put(0, 6).put(inside).done(); }
    Octets operator()(const Gre& it) const {
        const int flags = (it.checksum ? 0x8000 : 0) | (it.key ? 0x2000 : 0) | (it.sequence ? 0x1000 : 0) | it.more_flags;
        Writer out;
        out.put(flags, 2).put(it.type.value_or(type_of(inner)), 2).put(0, it.checksum ? 4 : 0);
        return out.put(it.key.value_or(0), it.key ? 4 : 0).put(it.sequence.value_or(0), it.sequence ? 4 : 0).put(inside).done();
    }
    Octets operator()(const Pptp& it) const {
        Writer out;
        out.put(0x2001 | (it.sequence ? 0x1000 : 0) | (it.acknowledgement ? 0x80 : 0), 2).put(0x880b, 2);
        out.put(inside.size(), 2).put(it.call, 2).put(it.sequence.value_or(0), it.sequence ? 4 : 0);
        return out.put(it.acknowledgement.value_or(0), it.acknowledgement ? 4 : 0).put(inside).done();
    }
    Octets operator()(const Vxlan& it) const {
        return Writer().put(it.flags, 1).put(0, 3).put(it.network, 3).put(0, 1).put(inside).done();
    }
    Octets operator()(const Geneve& it) const {
        Writer out;
        out.put(it.version << 6 | static_cast<int>(it.options.size() / 4), 1).put(it.flags, 1);
        return out.put(it.type.value_or(type_of(inner)), 2).put(it.network, 3).put(0, 1).put(it.options).put(inside).done();
    }
    Octets operator()(const GtpU& it) const {
        const bool more = it.sequence || it.extension;
        Writer out;
        out.put(it.version << 5 | 0x10 | (it.extension ? 4 : 0) | (it.sequence ? 2 : 0), 1).put(it.message, 1);
        out.put(inside.size() + it.extensions.size() + (more ? 4 : 0), 2).put(it.tunnel, 4);
        return out.put(it.extension, more ? 4 : 0).put(it.extensions).put(inside).done();
    }
    Octets operator()(const L2tp& it) const {
        const int flags = (it.length ? 0x4000 : 0) | (it.sequence ? 0x0800 : 0) | (it.padding ? 0x0200 : 0) | it.more_flags;
        Writer out;
        out.put(flags | it.version, 2).put(0, it.length ? 2 : 0).put(it.tunnel, 2).put(it.session, 2).put(0, it.sequence ? 4 : 0);
        if (it.padding) out.put(*it.padding, 2).put(zeros(*it.padding));
        return out.put(inside).done();
    }
    Octets operator()(const Ppp& it) const {
        const std::uint16_t protocol = it.protocol.value_or(ppp_protocol_of(inner));
        return Writer().put(0xff03, it.address ? 2 : 0).put(protocol, it.short_protocol ? 1 : 2).put(inside).done();
    }
    Octets operator()(const Pppoe& it) const {
        return Writer().put(0x11, 1).put(it.code, 1).put(it.session, 2).put(inside.size(), 2).put(inside).done();
    }
    Octets operator()(const Snap& it) const {
        return Writer().put(0xaaaa03, 3).put(it.organization, 3).put(it.type.value_or(type_of(inner)), 2).put(inside).done();
    }
    Octets operator()(const Raw& it) const { return Writer().put(it.payload).put(inside).done(); }

    [[nodiscard]] std::uint16_t type_or_length() const {
        return inner && std::holds_alternative<Snap>(*inner) ? static_cast<std::uint16_t>(inside.size()) : type_of(inner);
    }

    template <class WithPorts>
    static Writer ports(const WithPorts& it) {
        Writer out;
        out.put(it.source_port, 2).put(it.destination_port, 2);
        return out;
    }
};

}  // namespace

Octets octets(std::initializer_list<int> values) {
    Octets result;
    for (const int value : values) result.push_back(static_cast<std::byte>(value));
    return result;
}

Octets zeros(std::size_t count) { return Octets(count, std::byte{0}); }

Octets Packet::octets() const {
    Octets result;
    const Layer* inner = nullptr;
    for (auto layer = layers_.rbegin(); layer != layers_.rend(); ++layer) {
        result = std::visit(Encode{inner, result}, *layer);
        inner = &*layer;
    }
    return result;
}

}  // namespace support
