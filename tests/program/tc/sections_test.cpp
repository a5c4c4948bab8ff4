// SPDX-License-Identifier: Apache-2.0
// Octets of packets in TC, where what follows the headers may lie elsewhere in memory.
#include <gtest/gtest.h>

#include "tests/support/tc_metered.hpp"

namespace support::tc_sections {
namespace {

constexpr const char* kFoobar = "3214735720";  // FNV-1a: RFC 9923

Raw foobar(std::size_t behind = 0) {
    Raw raw{octets({'f', 'o', 'o', 'b', 'a', 'r'})};
    raw.payload.resize(6 + behind);
    return raw;
}

}  // namespace

TEST(TcSections, HaveTheHashOfThePayload) {
    EXPECT_EQ(metered_in_tc("PAYLOAD_HASH", {{Ethernet{} / Ipv4{} / Udp{} / foobar()}}), kFoobar);
    EXPECT_EQ(metered_in_tc("PAYLOAD_HASH", {{Ethernet{} / Ipv6{} / HopByHop{} / Tcp{.options = zeros(12)} / foobar()}}),
              kFoobar);
    EXPECT_EQ(metered_in_tc("PAYLOAD_HASH", {{Ethernet{} / Ipv4{} / Tcp{}}, {Ethernet{} / Ipv4{} / Tcp{} / foobar()}}), kFoobar);
    EXPECT_EQ(metered_in_tc("PAYLOAD_HASH", {{Ethernet{} / Ipv4{} / Udp{}}}), "0");
}

// A frame that stands for packets of 6 octets of payload each: those behind the first are others.
TEST(TcSections, AreOfTheFirstPacketOfAFrame) {
    const Octets frame = Ethernet{} / Ipv4{} / Tcp{} / foobar(12);

    EXPECT_EQ(metered_in_tc("PAYLOAD_HASH sectionExportedOctets SAMPLED_PACKET_SIZE", {{frame, 6, 3}}),
              std::string(kFoobar) + " 46 46");
}

TEST(TcSections, HaveTheFirstOctetsOfThePacket) {
    EXPECT_EQ(metered_in_tc("ipHeaderPacketSection sectionExportedOctets", {{Ethernet{} / Ipv4{} / Udp{} / foobar()}}),
              "\"4500002200010000"
              "40110000c0000201c6336402"
              "c0000035000e0000"
              "666f6f626172" +
                  std::string(60, '0') + "\" 34");
}

}  // namespace support::tc_sections
