// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "exporter/encoder.hpp"
#include "tests/unit/exporter/ipfix_layouts.hpp"

namespace exporter {
namespace {

using bpf::Role;
using bpf::Type;
using testing::Bytes;
using testing::element;
using testing::hex;
using testing::record_of;
using testing::ValueLayouts;

constexpr std::size_t kBytes = 8, kPackets = 16;  // in the record

const ValueLayouts& counters() {
    static const ValueLayouts layouts({element("IN_BYTES", 1, Type::u64, Role::sum), element("IN_PKTS", 2, Type::u64, Role::sum),
                                       element("MAX_LENGTH", 26, Type::u32, Role::max)});
    return layouts;
}

// The sets of the templates, then those of the data, without the headers of messages.
std::string sets_of(config::Protocol protocol, std::initializer_list<std::pair<std::uint64_t, std::uint64_t>> records) {
    const std::size_t header = protocol == config::Protocol::ipfix ? 16 : 20;
    std::string text;
    const auto encoder = make_encoder(protocol, {.reduced = true}, counters().get(),
                                      [&](auto message, std::uint32_t) { text += " | " + hex(message.subspan(header)); });
    EXPECT_TRUE(encoder);
    text = hex(std::span((*encoder)->templates()[0]).subspan(header));
    for (const auto& [octets, packets] : records) {
        Bytes bytes(counters().table());
        bytes.put(kBytes, octets).put(kPackets, packets).put(24, std::uint32_t{9});
        (*encoder)->add(record_of(counters().table(), bytes));
    }
    (*encoder)->flush();
    EXPECT_EQ((*encoder)->template_ids_in_use().size(), 2U);
    return text;
}

class Reduced : public ::testing::TestWithParam<config::Protocol> {};

TEST_P(Reduced, CountersTake4OctetsUpTo32BitsAnd8Beyond) {
    EXPECT_EQ(sets_of(GetParam(), {{0xffffffff, 1}, {0x100000000, 1}, {1, 0x100000000}, {0, 0xffffffff}}),
              (GetParam() == config::Protocol::ipfix ? std::string("00 02 00 24 ") : std::string("00 00 00 24 ")) +  //
                  "a0 66 00 03 00 01 00 04 00 02 00 04 00 1a 00 04 "                          // in 4 octets
                  "2e e6 00 03 00 01 00 08 00 02 00 08 00 1a 00 04 "                          // in 8
                  "| a0 66 00 10 ff ff ff ff 00 00 00 01 00 00 00 09 "                        //
                  "2e e6 00 2c 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00 01 00 00 00 09 "  //
                  "00 00 00 00 00 00 00 01 00 00 00 01 00 00 00 00 00 00 00 09 "              //
                  "a0 66 00 10 00 00 00 00 ff ff ff ff 00 00 00 09");
}

INSTANTIATE_TEST_SUITE_P(Protocols, Reduced, ::testing::Values(config::Protocol::ipfix, config::Protocol::netflow9));

TEST(ReducedFields, WithoutCountersOfEightOctetsThereIsOneTemplate) {
    const ValueLayouts layouts({element("FLOW_START_MILLISECONDS", 152, Type::time_ns, Role::min)});
    const auto encoder = make_encoder(config::Protocol::ipfix, {.reduced = true}, layouts.get(), [](auto, auto) {});
    ASSERT_TRUE(encoder);
    EXPECT_EQ((*encoder)->template_ids_in_use().size(), 1U);
}

TEST(ReducedFields, MayBeAUsersOwn) {
    const ValueLayouts layouts({element("MINE", 1, Type::u64, Role::sum, 32473)});
    const auto encoder = make_encoder(config::Protocol::ipfix, {.reduced = true}, layouts.get(), [](auto, auto) {});
    ASSERT_TRUE(encoder) << encoder.error().text();
    EXPECT_EQ((*encoder)->template_ids_in_use().size(), 2U);
}

}  // namespace
}  // namespace exporter
