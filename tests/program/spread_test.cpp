// SPDX-License-Identifier: Apache-2.0
// Flows whose addresses and ports count up, alone or together, spread over the sets of the table as random ones do: a set that
// gets more than its share evicts, and every eviction is one more record to merge.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "probe/offline/native_engine.hpp"
#include "probe/session/program_source.hpp"
#include "tests/support/packets.hpp"

namespace support {

namespace {

constexpr std::uint32_t kFlows = 25'000;

struct Counting {
    const char* name;
    std::function<void(Octets&, std::uint32_t)> write;  // into the frame of this flow
};

void write32(Octets& frame, std::size_t at, std::uint32_t value) {
    for (std::size_t i = 0; i < 4; i++) frame[at + i] = static_cast<std::byte>(value >> (24 - 8 * i));
}

void write16(Octets& frame, std::size_t at, std::uint32_t value) {
    for (std::size_t i = 0; i < 2; i++) frame[at + i] = static_cast<std::byte>(value >> (8 - 8 * i));
}

// The worst of several seeds.
template <class Evictions>
unsigned worst(Evictions evictions) {
    unsigned result = 0;
    for (int seed = 0; seed < 6; seed++) result = std::max(result, evictions());
    return result;
}

// Evictions per 1000 flows in a table with room for 65,536 records. Random flows: 67 (the third and later ones of each set).
unsigned evictions(const Octets& frame, const Counting& counting) {
    const auto catalogue = bpf::Catalogue::load("");
    const auto plan = probe::make_plan({probe::split_names(probe::kDefaultFields), {}, {}}, *catalogue);
    const auto object = probe::object_of(*plan, probe::Source::capture, probe::Machine::native,
                                         probe::ObjectCache({XDPFLOW_BUILD_DIR "/objects"}));
    if (!object) throw std::runtime_error(object.error().text());
    const auto engine = probe::make_native_engine(*object, *plan);  // with a seed of its own
    while ((*engine)->memory().tables.front().slots < 65'536) EXPECT_TRUE((*engine)->grow());
    Octets octets = frame;
    for (std::uint32_t flow = 0; flow < kFlows; flow++) {
        counting.write(octets, flow);
        EXPECT_TRUE((*engine)->meter({1, static_cast<std::uint32_t>(octets.size()), 0, {octets.data(), octets.size()}}, 0));
    }
    return static_cast<unsigned>(sum_counters((*engine)->memory()).evicted * 1000 / kFlows);
}

}  // namespace

class Spread : public testing::TestWithParam<Counting> {};

// Offsets of IPv4 behind Ethernet: source 26, destination 30, ports 34 and 36. Of IPv6: 22, 38, 54 and 56.
TEST_P(Spread, OfIpv4FlowsIsThatOfRandomOnes) {
    const Octets frame = (Ethernet{} / Ipv4{} / Udp{}).octets();
    EXPECT_LT(worst([&] { return evictions(frame, GetParam()); }), 76U);
}

INSTANTIATE_TEST_SUITE_P(
    Ipv4, Spread,
    testing::Values(Counting{"Sources", [](Octets& f, std::uint32_t i) { write32(f, 26, 0x0a000001 + i); }},
                    Counting{"Destinations", [](Octets& f, std::uint32_t i) { write32(f, 30, 0xc6336401 + i); }},
                    Counting{"Networks", [](Octets& f, std::uint32_t i) { write32(f, 26, 0x0a000001 + (i << 8)); }},
                    Counting{"SourcePorts", [](Octets& f, std::uint32_t i) { write16(f, 34, i); }},
                    Counting{"SourcesAndPorts",
                             [](Octets& f, std::uint32_t i) {
                                 write32(f, 26, 0x0a000001 + i);
                                 write16(f, 34, i);
                             }},
                    Counting{"BothAddresses",
                             [](Octets& f, std::uint32_t i) {
                                 write32(f, 26, 0x0a000001 + i);
                                 write32(f, 30, 0x0a010001 + i);
                             }}),
    [](const auto& one) { return one.param.name; });

class SpreadOfIpv6 : public testing::TestWithParam<std::size_t> {};

TEST_P(SpreadOfIpv6, IsThatOfRandomOnes) {
    const Octets frame = (Ethernet{} / Ipv6{} / Udp{}).octets();
    const std::size_t at = GetParam();
    const Counting counting{"", [at](Octets& f, std::uint32_t i) { write32(f, at, i); }};
    EXPECT_LT(worst([&] { return evictions(frame, counting); }), 76U) << "octets from " << at;
}

// Each 4 octets of both addresses but the first ones, which hold the prefix.
INSTANTIATE_TEST_SUITE_P(Octets, SpreadOfIpv6, testing::Values(26, 30, 34, 42, 46, 50));

}  // namespace support
