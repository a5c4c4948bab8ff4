// SPDX-License-Identifier: Apache-2.0
// A mixed list of packets, the same in every run, each with what its writer knows of it: the value of every field.
#pragma once

#include <nlohmann/json.hpp>

#include <map>
#include <random>
#include <string>
#include <vector>

#include "tests/support/metered.hpp"

namespace support {

using Json = nlohmann::json;

struct WrittenPacket {
    Captured frame;
    bool is_flow = false;  // else malformed or not IP
    bool ipv6 = false;
    std::map<std::string, Json> values{};  // by field, as JSON output shows it
};

class PacketWriter {
 public:
    WrittenPacket write(std::uint64_t number) {
        values_ = {
            {"IN_PKTS", 1},     {"FLOW_END_REASON", 4},  {"DIRECTION", 0},      {"OUTPUT_SNMP", 0},         {"SRC_AS", 0},
            {"DST_AS", 0},      {"ICMP_TYPE", 0},        {"TCP_FLAGS", 0},      {"tcpControlBits", 0},      {"L4_SRC_PORT", 0},
            {"L4_DST_PORT", 0}, {"tcpAckTotalCount", 0}, {"TCP_WIN_MAX_IN", 0}, {"CUMULATIVE_ICMP_TYPE", 0}};
        const std::uint64_t time_ms = 1'700'000'000'000 + 10 * number + pick(10);
        const auto interface = static_cast<std::uint32_t>(pick(2));
        values_["FLOW_START_MILLISECONDS"] = values_["FLOW_END_MILLISECONDS"] = time_ms;
        values_["INPUT_SNMP"] = interface;
        values_["observationPointId"] = points_.emplace(interface, points_.size()).first->second;
        if (pick(12) == 0) return {Captured(stranger(), {time_ms * 1'000'000, interface, {}})};

        Packet packet = link();
        const bool ipv6 = pick(2) == 1, later = pick(6) == 0;
        const std::size_t payload = pick(3) * 50;
        transport_octets_ = 0;
        const Layer inside = transport(ipv6, later);
        const std::size_t ip_octets = ipv6 ? add_ipv6(packet, later, payload) : add_ipv4(packet, later, payload);
        packet.add(inside).add(Raw{.payload = zeros(payload)});
        values_["IN_BYTES"] = values_["MIN_IP_PKT_LEN"] = values_["MAX_IP_PKT_LEN"] = ip_octets;
        values_["SHORTEST_FLOW_PKT"] = values_["LONGEST_FLOW_PKT"] = values_["ipTotalLength"] = ip_octets;
        values_["octetDeltaSumOfSquares"] = ip_octets * ip_octets;
        values_["NUM_PKTS_UP_TO_128_BYTES"] = ip_octets <= 128 ? 1 : 0;
        values_["fragmentOffset"] = later ? 185 : 0;
        values_["SRC_FRAGMENTS"] = later ? 1 : 0;
        Octets octets = packet.octets();
        const auto wire = static_cast<std::uint32_t>(octets.size() + pick(2) * 4);
        values_["layer2OctetDeltaCount"] = wire;
        if (pick(8) == 0) cut(octets, octets.size() - payload - 1);
        return {Captured(octets, {time_ms * 1'000'000, interface, wire}), true, ipv6, values_};
    }

 private:
    std::size_t pick(std::size_t count) { return random_() % count; }

    // ARP, a third tag, another version, half an IP header.
    Octets stranger() {
        if (pick(4) == 0) return Ethernet{} / Raw{.payload = zeros(46), .type = 0x0806};
        if (pick(3) == 0) return Ethernet{} / Vlan{} / Vlan{} / Vlan{} / Ipv4{} / Udp{};
        if (pick(2) == 0) return Ethernet{} / Ipv4{.version = 5} / Udp{};
        Octets half = Ethernet{} / Ipv6{} / Udp{};
        half.resize(53);
        return half;
    }

    Packet link() {
        const std::string source = pick(2) ? "00:00:5e:00:53:11" : "00:00:5e:00:53:12";
        const std::string destination = pick(2) ? "00:00:5e:00:53:21" : "00:00:5e:00:53:22";
        Packet packet{Ethernet{.destination = destination, .source = source}};
        const std::size_t tags = pick(3), labels = pick(3);
        const auto outer = static_cast<std::uint16_t>(100 + pick(3)), inner = static_cast<std::uint16_t>(200 + pick(3));
        if (tags == 2) packet.add(Vlan{.tpid = 0x88a8, .id = outer});
        if (tags >= 1) packet.add(Vlan{.id = inner});
        for (std::size_t i = 0; i < labels; i++) packet.add(Mpls{});
        values_["mplsLabelStackDepth"] = labels;
        values_["IN_SRC_MAC"] = source;
        values_["IN_DST_MAC"] = destination;
        values_["SRC_VLAN"] = tags ? inner : 0;
        values_["DOT1Q_SRC_VLAN"] = tags == 2 ? outer : tags == 1 ? inner : 0;
        return packet;
    }

    // Also says how long it is, and what is known of it unless it is the later fragment of something.
    Layer transport(bool ipv6, bool later) {
        const auto source = static_cast<std::uint16_t>(49152 + pick(2)), destination = static_cast<std::uint16_t>(53 + pick(2));
        const auto flags = static_cast<std::uint16_t>(1U << pick(12));
        const std::size_t kind = pick(5);
        if (kind == 4) return transport_octets_ = 24, protocol_ = 47, Raw{.payload = Octets(24, std::byte{1}), .protocol = 47};
        if (!later && kind < 3) values_["L4_SRC_PORT"] = source, values_["L4_DST_PORT"] = destination;
        if (kind == 0) return transport_octets_ = 8, protocol_ = 17, Udp{.source_port = source, .destination_port = destination};
        if (kind == 1)
            return transport_octets_ = 12, protocol_ = 132, Sctp{.source_port = source, .destination_port = destination};
        if (kind == 3) {
            transport_octets_ = 8;
            protocol_ = ipv6 ? 58 : 1;
            if (!later) values_["ICMP_TYPE"] = values_["L4_DST_PORT"] = ipv6 ? 129 * 256 + 1 : 3 * 256 + 1;
            if (!later) values_["CUMULATIVE_ICMP_TYPE"] = ipv6 ? 1 << 1 : 1 << 3;
            return ipv6 ? Layer(Icmp6{.type = 129, .code = 1}) : Layer(Icmp{.type = 3, .code = 1});
        }
        if (!later) values_["tcpControlBits"] = flags, values_["TCP_FLAGS"] = flags & 255;
        if (!later) values_["tcpAckTotalCount"] = flags >> 4 & 1, values_["TCP_WIN_MAX_IN"] = 65535;
        return transport_octets_ = 20, protocol_ = 6, Tcp{.source_port = source, .destination_port = destination, .flags = flags};
    }

    std::size_t add_ipv4(Packet& packet, bool later, std::size_t payload) {
        Ipv4 ip{.options = zeros(pick(3) * 4), .fragment_offset = static_cast<std::uint16_t>(later ? 185 : 0)};
        if (pick(2)) ip.source = "192.0.2.77";
        if (pick(2)) ip.destination = "203.0.113.9";
        ip.tos = static_cast<std::uint8_t>(pick(3) * 8), ip.ttl = static_cast<std::uint8_t>(pick(4) * 60);
        values_["IPV4_SRC_ADDR"] = ip.source, values_["IPV4_DST_ADDR"] = ip.destination;
        known_of_ip(4, ip.tos, ip.ttl);
        values_["ipHeaderLength"] = 20 + ip.options.size();
        packet.add(ip);
        return 20 + ip.options.size() + transport_octets_ + payload;
    }

    std::size_t add_ipv6(Packet& packet, bool later, std::size_t payload) {
        Ipv6 ip;
        if (pick(2)) ip.source = "2001:db8::77";
        if (pick(2)) ip.destination = "2001:db8:9::9";
        ip.traffic_class = static_cast<std::uint8_t>(pick(3) * 8), ip.hop_limit = static_cast<std::uint8_t>(pick(4) * 60);
        values_["IPV6_SRC_ADDR"] = ip.source, values_["IPV6_DST_ADDR"] = ip.destination;
        known_of_ip(6, ip.traffic_class, ip.hop_limit);
        values_["ipHeaderLength"] = 40;
        packet.add(ip);
        const std::size_t options = pick(3);
        for (std::size_t i = 0; i < options; i++) packet.add(DestinationOptions{});
        if (later) packet.add(Fragment{.offset = 185});
        return 40 + options * 8 + (later ? 8U : 0U) + transport_octets_ + payload;
    }

    void known_of_ip(int version, int tos, int ttl) {
        values_["IP_PROTOCOL_VERSION"] = version;
        values_["PROTOCOL"] = protocol_;
        values_["SRC_TOS"] = tos;
        values_["ipDiffServCodePoint"] = tos / 4;
        values_["ethernetType"] = values_["mplsLabelStackDepth"] != 0 ? 34887 : version == 4 ? 2048 : 34525;
        values_["ipTTL"] = ttl;
        values_["NUM_PKTS_TTL_32_64"] = ttl > 32 && ttl <= 64 ? 1 : 0;
        values_["MIN_TTL"] = values_["MAX_TTL"] = ttl;
    }

    // Into the transport header: ports, flags and type are gone, but for ICMPv6, which needs four octets only.
    void cut(Octets& octets, std::size_t size) {
        octets.resize(size);
        if (protocol_ == 58) return;
        for (const char* name : {"L4_SRC_PORT", "L4_DST_PORT", "ICMP_TYPE", "TCP_FLAGS", "tcpControlBits", "tcpAckTotalCount",
                                 "TCP_WIN_MAX_IN", "CUMULATIVE_ICMP_TYPE"})
            values_[name] = 0;
    }

    std::mt19937 random_{20241105};  // the standard says what follows from it, on every machine
    std::map<std::string, Json> values_;
    std::map<std::uint32_t, std::size_t> points_;  // numbers of interfaces, in the order in which they appear
    std::size_t transport_octets_ = 0;
    int protocol_ = 0;
};

[[nodiscard]] inline std::vector<WrittenPacket> write_packets(std::uint64_t count) {
    PacketWriter writer;
    std::vector<WrittenPacket> packets;
    for (std::uint64_t number = 0; number < count; number++) packets.push_back(writer.write(number));
    return packets;
}

}  // namespace support
