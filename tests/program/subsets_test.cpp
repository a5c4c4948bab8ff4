// SPDX-License-Identifier: Apache-2.0
// Any subset of fields composes and meters what a naive model says: a map from the chosen key fields to merged values. The model
// parses nothing; what a packet is, it knows from the one who wrote it.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <random>
#include <set>

#include "bpf/catalogue.hpp"
#include "tests/program/written_packets.hpp"
#include "tests/support/metered.hpp"

namespace support::subsets {

namespace {

enum class Rule { key, sum, bits, least, most, first };

const std::map<std::string, Rule>& rules() {
    static const std::map<std::string, Rule> kRules = {{"INPUT_SNMP", Rule::key},
                                                       {"observationPointId", Rule::key},
                                                       {"IP_PROTOCOL_VERSION", Rule::key},
                                                       {"IPV4_SRC_ADDR", Rule::key},
                                                       {"IPV4_DST_ADDR", Rule::key},
                                                       {"IPV6_SRC_ADDR", Rule::key},
                                                       {"IPV6_DST_ADDR", Rule::key},
                                                       {"PROTOCOL", Rule::key},
                                                       {"L4_SRC_PORT", Rule::key},
                                                       {"L4_DST_PORT", Rule::key},
                                                       {"SRC_TOS", Rule::first},
                                                       {"SRC_VLAN", Rule::first},
                                                       {"DOT1Q_SRC_VLAN", Rule::first},
                                                       {"IN_SRC_MAC", Rule::first},
                                                       {"IN_DST_MAC", Rule::first},
                                                       {"ICMP_TYPE", Rule::first},
                                                       {"IN_PKTS", Rule::sum},
                                                       {"IN_BYTES", Rule::sum},
                                                       {"layer2OctetDeltaCount", Rule::sum},
                                                       {"TCP_FLAGS", Rule::bits},
                                                       {"tcpControlBits", Rule::bits},
                                                       {"MIN_TTL", Rule::least},
                                                       {"MAX_TTL", Rule::most},
                                                       {"MIN_IP_PKT_LEN", Rule::least},
                                                       {"MAX_IP_PKT_LEN", Rule::most},
                                                       {"FLOW_START_MILLISECONDS", Rule::least},
                                                       {"FLOW_END_MILLISECONDS", Rule::most},
                                                       {"ipTTL", Rule::first},
                                                       {"ipDiffServCodePoint", Rule::first},
                                                       {"ipTotalLength", Rule::first},
                                                       {"ipHeaderLength", Rule::first},
                                                       {"ethernetType", Rule::first},
                                                       {"mplsLabelStackDepth", Rule::first},
                                                       {"fragmentOffset", Rule::first},
                                                       {"SRC_FRAGMENTS", Rule::sum},
                                                       {"LONGEST_FLOW_PKT", Rule::most},
                                                       {"SHORTEST_FLOW_PKT", Rule::least},
                                                       {"octetDeltaSumOfSquares", Rule::sum},
                                                       {"NUM_PKTS_UP_TO_128_BYTES", Rule::sum},
                                                       {"NUM_PKTS_TTL_32_64", Rule::sum},
                                                       {"tcpAckTotalCount", Rule::sum},
                                                       {"TCP_WIN_MAX_IN", Rule::most},
                                                       {"CUMULATIVE_ICMP_TYPE", Rule::bits},
                                                       {"FLOW_END_REASON", Rule::first},
                                                       {"DIRECTION", Rule::first},
                                                       {"OUTPUT_SNMP", Rule::first},
                                                       {"SRC_AS", Rule::first},
                                                       {"DST_AS", Rule::first}};
    return kRules;
}

void merge(Json& into, const Json& value, Rule rule) {
    if (rule == Rule::sum) into = into.get<std::uint64_t>() + value.get<std::uint64_t>();
    if (rule == Rule::bits) into = into.get<std::uint64_t>() | value.get<std::uint64_t>();
    if (rule == Rule::least) into = std::min(into.get<std::uint64_t>(), value.get<std::uint64_t>());
    if (rule == Rule::most) into = std::max(into.get<std::uint64_t>(), value.get<std::uint64_t>());
}

// As it is shown in flows of one family.
std::string shown_name(const std::string& field, bool ipv6) {
    if (field == "FIRST_SWITCHED") return "FLOW_START_MILLISECONDS";
    if (field == "LAST_SWITCHED") return "FLOW_END_MILLISECONDS";
    if (field.starts_with("IPV")) return std::string(ipv6 ? "IPV6" : "IPV4") + field.substr(4);
    return field;
}

std::vector<std::string> model(const std::vector<std::string>& fields, const std::vector<WrittenPacket>& packets) {
    std::map<std::vector<std::string>, Json> flows;
    for (const WrittenPacket& packet : packets) {
        if (!packet.is_flow) continue;
        std::set<std::string> names;
        for (const std::string& field : fields) names.insert(shown_name(field, packet.ipv6));
        std::vector<std::string> key;
        for (const std::string& name : names)
            if (rules().at(name) == Rule::key) key.push_back(name + packet.values.at(name).dump());
        const auto [flow, is_new] = flows.try_emplace(key);
        for (const std::string& name : names) {
            if (is_new)
                flow->second[name] = packet.values.at(name);
            else
                merge(flow->second[name], packet.values.at(name), rules().at(name));
        }
    }
    std::vector<std::string> lines;
    for (const auto& [key, flow] : flows) lines.push_back(flow.dump());
    std::sort(lines.begin(), lines.end());
    return lines;
}

const std::vector<WrittenPacket>& packets() {
    static const std::vector<WrittenPacket> kPackets = write_packets(400);
    return kPackets;
}

std::vector<Captured> frames() {
    std::vector<Captured> result;
    for (const WrittenPacket& packet : packets()) result.push_back(packet.frame);
    return result;
}

std::string joined(const std::vector<std::string>& fields) {
    std::string text;
    for (const std::string& field : fields) text += field + " ";
    return text;
}

void expect_as_modelled(const std::vector<std::string>& fields, const MeterSetup& setup) {
    const Metering metering = Meter(joined(fields), setup).run(frames());

    EXPECT_EQ(metering.flows, model(fields, packets())) << joined(fields);
    const auto flows =
        static_cast<std::size_t>(std::count_if(packets().begin(), packets().end(), [](const auto& p) { return p.is_flow; }));
    EXPECT_EQ(metering.counters.frames, packets().size());
    EXPECT_EQ(metering.counters.frames - metering.counters.non_ip - metering.counters.malformed, flows) << joined(fields);
}

std::vector<std::string> known_fields() {
    std::vector<std::string> names;
    for (const bpf::Feature& feature : built_in().features())
        if (rules().contains(shown_name(feature.name, false))) names.push_back(feature.name);
    return names;
}

std::uint64_t seed() {
    const char* chosen = std::getenv("XDPFLOW_SEED");
    const std::uint64_t seed = chosen ? std::strtoull(chosen, nullptr, 10) : std::random_device{}();
    std::printf("XDPFLOW_SEED=%llu\n", static_cast<unsigned long long>(seed));
    return seed;
}

}  // namespace

TEST(Subsets, OfOneFieldEach) {
    EXPECT_EQ(known_fields().size(), rules().size() + 2);  // FIRST_SWITCHED and LAST_SWITCHED are shown as others
    for (const std::string& field : known_fields()) expect_as_modelled({field}, {});
}

TEST(Subsets, OfOneFieldAreLoadedWhateverTheField) {
    for (const bpf::Feature& feature : built_in().features())
        if (!feature.internal) {
            EXPECT_EQ(Meter(feature.name).run(frames()).counters.frames, packets().size()) << feature.name;
        }
}

TEST(Subsets, OfAllFields) { expect_as_modelled(known_fields(), {}); }

TEST(Subsets, OfAllFieldsWhereTunnelsAreLookedInto) { expect_as_modelled(known_fields(), {.tunnels = 8}); }

TEST(Subsets, OfTheDefaultTemplate) {
    expect_as_modelled({"IPV4_SRC_ADDR", "IPV4_DST_ADDR", "INPUT_SNMP", "OUTPUT_SNMP", "IN_PKTS", "IN_BYTES", "FIRST_SWITCHED",
                        "LAST_SWITCHED", "L4_SRC_PORT", "L4_DST_PORT", "TCP_FLAGS", "PROTOCOL", "SRC_TOS", "SRC_AS", "DST_AS"},
                       {});
}

// 300 subsets in six parts, which CTest may run side by side; 50 of them in the kernel as well. Every other program looks into tunnels,
// of which there are none.
class RandomSubsets : public testing::TestWithParam<unsigned> {};

TEST_P(RandomSubsets, AreMeteredAsModelled) {
    std::mt19937_64 random(seed() * 6 + GetParam());
    for (unsigned number = 0; number < 50; number++) {
        std::vector<std::string> fields = known_fields();
        std::shuffle(fields.begin(), fields.end(), random);
        fields.resize(1 + random() % fields.size());
        const auto tunnels = static_cast<std::uint32_t>(random() % 2 * (1 + random() % 8));
        expect_as_modelled(fields, {.kernel = number % 6 == GetParam() % 6, .keep_objects = false, .tunnels = tunnels});
        if (HasFailure()) break;
    }
}

INSTANTIATE_TEST_SUITE_P(Part, RandomSubsets, testing::Range(0U, 6U));

}  // namespace support::subsets
