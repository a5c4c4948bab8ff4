// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "exporter/header_stamp.hpp"
#include "tests/unit/exporter/ipfix_layouts.hpp"

namespace exporter {
namespace {

using namespace std::chrono_literals;
using testing::hex;
using Kind = Message::Kind;

const HeaderStamp::Time kNow{0x65000000s + 999ms};

Message message(std::initializer_list<int> octets, Kind kind = Kind::data, std::uint32_t records = 1) {
    Message made{kind, records, {}};
    for (const int octet : octets) made.octets.push_back(static_cast<std::byte>(octet));
    return made;
}

std::string stamped(const HeaderStamp& stamp, const Message& message, HeaderStamp::Time now = kNow) {
    return hex(stamp.header_of(message, now).span());
}

const Message kIpfix = message({0, 10, 0, 17, 0, 0, 0, 1, 0, 0, 0, 0, 1, 2, 3, 4, 0xff}, Kind::data, 3);

TEST(HeaderStamp, OfIpfixIsTheExportTimeAndTheRecordsBefore) {
    HeaderStamp stamp(HeaderForm::ipfix);
    EXPECT_EQ(stamped(stamp, kIpfix), "00 0a 00 11 65 00 00 00 00 00 00 00 01 02 03 04");
    stamp.pass(kIpfix);
    stamp.pass(message({}, Kind::templates, 0));
    EXPECT_EQ(stamped(stamp, kIpfix), "00 0a 00 11 65 00 00 00 00 00 00 03 01 02 03 04");
}

// Encoded at uptime 5,000 ms = 0x64ffff00: the boot is 5 s before that.
const Message kNetflow9 =
    message({0, 9, 0, 1, 0, 0, 0x13, 0x88, 0x64, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0, 0, 7, 0xff}, Kind::data, 3);

TEST(HeaderStamp, OfNetflow9KeepsTheBootAndCountsMessages) {
    HeaderStamp stamp(HeaderForm::netflow9);
    EXPECT_EQ(stamped(stamp, kNetflow9), "00 09 00 01 00 03 ff 70 65 00 00 01 00 00 00 00 00 00 00 07");  // 262,000 ms
    stamp.pass(kNetflow9);
    stamp.pass(message({}, Kind::templates, 0));
    EXPECT_EQ(stamped(stamp, kNetflow9).substr(36, 11), "00 00 00 02");
}

TEST(HeaderStamp, OfNetflow5CountsFlowsAndHasNoNanoseconds) {
    HeaderStamp stamp(HeaderForm::netflow5);
    const Message netflow5 =
        message({0, 5, 0, 1, 0, 0, 0x13, 0x88, 0x64, 0xff, 0xff, 0, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0xff}, Kind::data, 3);
    stamp.pass(netflow5);
    EXPECT_EQ(stamped(stamp, netflow5), "00 05 00 01 00 03 ff 70 65 00 00 01 00 00 00 00 00 00 00 03 00 00 00 00");
}

TEST(HeaderStamp, AnUptimeThatDoesNotFitStaysAsItWasEncoded) {
    const HeaderStamp stamp(HeaderForm::netflow9);
    const std::string encoded = "00 09 00 01 00 00 13 88 64 ff ff 00 00 00 00 00 00 00 00 07";
    const HeaderStamp::Time boot{0x64ffff00s - 5s};
    EXPECT_EQ(stamped(stamp, kNetflow9, boot + 4'294'966s).substr(12, 23), "ff ff fe d8 65 41 88 32");
    EXPECT_EQ(stamped(stamp, kNetflow9, boot + 4'294'967s), encoded);
    EXPECT_EQ(stamped(stamp, kNetflow9, boot - 2s), encoded);
}

TEST(HeaderStamp, AnUptimeThatNothingCountsFromBeginsAgainAt0) {
    const HeaderStamp stamp(HeaderForm::netflow9);
    const Message templates = message({0, 9, 0, 1, 0, 0, 0, 0, 0x65, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7}, Kind::templates, 0);
    const HeaderStamp::Time boot{0x65000000s};
    EXPECT_EQ(stamped(stamp, templates, boot).substr(12, 23), "00 00 03 e8 65 00 00 01");
    EXPECT_EQ(stamped(stamp, templates, boot + 4'294'967s).substr(12, 23), "00 00 02 c0 65 41 89 38");  // 704 ms
    EXPECT_EQ(stamped(stamp, templates, boot - 2s).substr(12, 23), "00 00 00 00 65 00 00 00");
}

TEST(HeaderStamp, TextHasNone) { EXPECT_EQ(stamped(HeaderStamp(HeaderForm::none), kIpfix), ""); }

}  // namespace
}  // namespace exporter
