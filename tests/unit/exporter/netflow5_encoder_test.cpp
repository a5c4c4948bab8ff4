// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

#include "bpf/catalogue.hpp"
#include "exporter/completion.hpp"
#include "exporter/netflow5_encoder.hpp"
#include "exporter/netflow5_fields.hpp"
#include "tests/unit/exporter/ipfix_layouts.hpp"

namespace exporter {
namespace {

using namespace std::chrono_literals;
using bpf::Role;
using bpf::Type;
using testing::Bytes;
using testing::element;
using ::testing::HasSubstr;
using testing::hex;
using testing::record_of;
using testing::ValueLayouts;

// The encoder starts an hour behind 1,700,000,000 s = 0x6553f100, which is the boot.
constexpr std::chrono::system_clock::time_point kStart{1'700'003'600s};
constexpr std::uint64_t kBoot = 1'700'000'000'000'000'000;  // ns
constexpr std::uint64_t kMillisecond = 1'000'000;

// The layouts of built-in fields, as the probe has them.
class Asked {
 public:
    explicit Asked(std::initializer_list<const char*> names) {
        std::vector<const bpf::Feature*> features;
        for (const char* name : names) features.push_back(*catalogue().require(name));
        layouts_ = bpf::make_layouts(features, {}, catalogue());
    }
    static const bpf::Catalogue& catalogue() {
        static const auto loaded = bpf::Catalogue::load("");
        return *loaded;
    }
    [[nodiscard]] const bpf::Layouts& get() const { return layouts_; }
    [[nodiscard]] const bpf::Layout& ipv4() const { return layouts_.tables.front(); }

 private:
    bpf::Layouts layouts_;
};

const Asked& all_that_has_a_place() {
    static const Asked asked{"IPV4_SRC_ADDR", "IPV4_DST_ADDR",  "INPUT_SNMP",    "OUTPUT_SNMP", "IN_PKTS",
                             "IN_BYTES",      "FIRST_SWITCHED", "LAST_SWITCHED", "L4_SRC_PORT", "L4_DST_PORT",
                             "TCP_FLAGS",     "PROTOCOL",       "SRC_TOS",       "SRC_AS",      "DST_AS"};
    return asked;
}

class Flow {
 public:
    explicit Flow(const bpf::Layout& layout) : layout_(layout), bytes_(layout) {}

    template <class T>
    Flow& put(const char* name, T value) {
        bytes_.put(layout_.find(name)->offset, value);
        return *this;
    }
    Flow& put_octets(const char* name, std::initializer_list<int> values) {
        bytes_.put_octets(layout_.find(name)->offset, values);
        return *this;
    }
    [[nodiscard]] Record record(RecordContext context = {}) const { return record_of(layout_, bytes_, context); }

 private:
    const bpf::Layout& layout_;
    Bytes bytes_;
};

class Encoding {
 public:
    explicit Encoding(const bpf::Layouts& layouts, const EncoderSettings& settings = {}) {
        auto made = Netflow5Encoder::make(
            settings,
            [this](std::span<const std::byte> message, std::uint32_t records) {
                messages.emplace_back(message.begin(), message.end());
                counts.push_back(records);
            },
            kStart);
        if (!made) {
            error = made.error().text();
            return;
        }
        encoder = std::move(*made);
        if (const auto used = encoder->use(layouts); !used) error = used.error().text();
    }

    // A part of the record of this number in the only message.
    std::string part(std::size_t record, std::size_t at, std::size_t octets) {
        encoder->flush();
        EXPECT_EQ(messages.size(), 1U);
        return hex(std::span(messages.at(0)).subspan(24 + record * 48 + at, octets));
    }

    std::unique_ptr<Netflow5Encoder> encoder;
    std::string error;
    std::vector<std::vector<std::byte>> messages;
    std::vector<std::uint32_t> counts;
};

Flow with_times(const Asked& asked) {
    Flow flow(asked.ipv4());
    flow.put("FLOW_START_MILLISECONDS", kBoot).put("FLOW_END_MILLISECONDS", kBoot);
    return flow;
}

TEST(Netflow5Encoder, EveryValueHasItsPlace) {
    Encoding encoding(all_that_has_a_place().get(), {1420, 0x01020304});
    Flow flow(all_that_has_a_place().ipv4());
    flow.put_octets("IPV4_SRC_ADDR", {192, 0, 2, 1}).put_octets("IPV4_DST_ADDR", {198, 51, 100, 7});
    flow.put("IN_PKTS", std::uint64_t{3}).put("IN_BYTES", std::uint64_t{0x01020304});
    flow.put("FLOW_START_MILLISECONDS", kBoot + 1234 * kMillisecond + 999'999);
    flow.put("FLOW_END_MILLISECONDS", kBoot + 61'000 * kMillisecond);
    flow.put_octets("L4_SRC_PORT", {0x30, 0x39}).put_octets("L4_DST_PORT", {0x08, 0x00});
    flow.put("TCP_FLAGS", std::uint8_t{0x1b}).put("PROTOCOL", std::uint8_t{6}).put("SRC_TOS", std::uint8_t{0xb8});

    encoding.encoder->add(flow.record({.point = {.input = 0x0102, .output = 0xffff}}));
    encoding.encoder->flush();

    ASSERT_EQ(encoding.messages.size(), 1U);
    EXPECT_EQ(hex(encoding.messages[0]),
              "00 05 00 01 00 00 f2 30 65 53 f1 3e 00 00 00 00 00 00 00 00 03 04 00 00 "  // 62,000 ms, 62 s behind the boot
              "c0 00 02 01 c6 33 64 07 00 00 00 00 01 02 ff ff "                          // addresses, next hop, interfaces
              "00 00 00 03 01 02 03 04 00 00 04 d2 00 00 ee 48 "                          // packets, octets, first, last
              "30 39 08 00 00 1b 06 b8 00 00 00 00 00 00 00 00");  // ports, flags, protocol, ToS, AS, lengths of prefixes
    EXPECT_EQ(encoding.encoder->counters().inexact_flows, 0U);
    EXPECT_TRUE(encoding.encoder->templates().empty());
}

TEST(Netflow5Encoder, WhatIsNotAskedForIsZero) {
    const Asked asked{"L4_DST_PORT"};
    Encoding encoding(asked.get());
    encoding.encoder->add(Flow(asked.ipv4()).put_octets("L4_DST_PORT", {1, 187}).record());
    EXPECT_EQ(encoding.part(0, 0, 34), hex(std::vector<std::byte>(34)));
    EXPECT_EQ(encoding.part(0, 34, 14), "01 bb 00 00 00 00 00 00 00 00 00 00 00 00");
}

TEST(Netflow5Encoder, TheHeaderSaysHowPacketsWereSampled) {
    const Asked asked{"L4_DST_PORT"};
    const auto sampling = [&](SamplingMethod method, std::uint32_t interval) {
        EncoderSettings settings;
        settings.sampling = method;
        settings.sampling_interval = interval;
        Encoding encoding(asked.get(), settings);
        encoding.encoder->add(Flow(asked.ipv4()).record());
        encoding.encoder->flush();
        return hex(std::span(encoding.messages.at(0)).subspan(22, 2));
    };
    EXPECT_EQ(sampling(SamplingMethod::none, 1), "00 00");
    EXPECT_EQ(sampling(SamplingMethod::count, 100), "40 64");
    EXPECT_EQ(sampling(SamplingMethod::random, 0x3fff), "bf ff");
    EXPECT_EQ(sampling(SamplingMethod::random, 0x4000), "00 00");  // cannot be told
}

TEST(Netflow5Encoder, MillisecondsSince1970AreTheSameTimes) {
    const Asked asked{"FLOW_START_MILLISECONDS", "FIRST_SWITCHED", "FLOW_END_MILLISECONDS"};
    Encoding encoding(asked.get());
    Flow flow(asked.ipv4());
    flow.put("FLOW_START_MILLISECONDS", std::uint64_t{5'000'000}).put("FLOW_END_MILLISECONDS", std::uint64_t{7'000'000});
    encoding.encoder->add(flow.record({.time_offset_ns = static_cast<std::int64_t>(kBoot)}));
    EXPECT_EQ(encoding.part(0, 24, 8), "00 00 00 05 00 00 00 07");
}

TEST(Netflow5Encoder, AMessageHas30RecordsOrWhatItsLimitAllows) {
    const Asked asked{"L4_DST_PORT"};
    for (const auto& [limit, records] : {std::pair{72U, 1U}, {119U, 1U}, {120U, 2U}, {1420U, 29U}, {1464U, 30U}, {9000U, 30U}}) {
        Encoding encoding(asked.get(), {limit, 0});
        for (int i = 0; i < 100; ++i) encoding.encoder->add(Flow(asked.ipv4()).record());
        encoding.encoder->flush();
        EXPECT_EQ(encoding.counts.front(), records);
        EXPECT_EQ(encoding.messages.front().size(), 24 + 48 * records);
        EXPECT_EQ(hex(std::span(encoding.messages.front()).subspan(2, 2)), hex(std::vector{std::byte{0}, std::byte(records)}));
        EXPECT_EQ(std::accumulate(encoding.counts.begin(), encoding.counts.end(), 0U), 100U);
    }
    EXPECT_THAT(Encoding(asked.get(), {71, 0}).error, HasSubstr("choose 72 or more"));
}

TEST(Netflow5Encoder, FlowsOfIpv6AreCountedNotSent) {
    const Asked& asked = all_that_has_a_place();
    Encoding encoding(asked.get());
    const Flow ipv6(asked.get().tables[1]);
    encoding.encoder->add(ipv6.record());
    encoding.encoder->add(with_times(asked).record());
    encoding.encoder->add(ipv6.record());
    encoding.encoder->flush();

    EXPECT_THAT(encoding.counts, ::testing::ElementsAre(1));
    EXPECT_EQ(encoding.encoder->counters().unsupported_flows, 2U);
    EXPECT_EQ(encoding.encoder->failed(), 0U);
}

TEST(Netflow5Encoder, CountersOfMoreThan32BitsBecomeSeveralRecords) {
    const Asked& asked = all_that_has_a_place();
    Encoding encoding(asked.get());
    encoding.encoder->add(
        with_times(asked).put("IN_PKTS", std::uint64_t{0xffffffff}).put("IN_BYTES", std::uint64_t{0xffffffff}).record());
    EXPECT_EQ(encoding.encoder->counters().added_records, 0U);
    encoding.encoder->add(
        with_times(asked).put("IN_PKTS", std::uint64_t{7}).put("IN_BYTES", std::uint64_t{0x200000001}).record());
    EXPECT_EQ(encoding.encoder->counters().added_records, 2U);

    EXPECT_EQ(encoding.part(0, 16, 8), "ff ff ff ff ff ff ff ff");
    // 7 = 3 + 2 + 2; 0x200000001 = 3 * 0xaaaaaaab
    EXPECT_EQ(encoding.part(1, 16, 8), "00 00 00 03 aa aa aa ab");
    EXPECT_EQ(encoding.part(2, 16, 8), "00 00 00 02 aa aa aa ab");
    EXPECT_EQ(encoding.part(3, 16, 8), "00 00 00 02 aa aa aa ab");
    EXPECT_THAT(encoding.counts, ::testing::ElementsAre(4));
    EXPECT_EQ(encoding.encoder->counters().inexact_flows, 0U);
}

TEST(Netflow5Encoder, ACounterBeyondAllMeasureIsInexact) {
    const Asked asked{"IN_BYTES"};
    Encoding encoding(asked.get());
    encoding.encoder->add(Flow(asked.ipv4()).put("IN_BYTES", UINT64_MAX).record());
    EXPECT_EQ(encoding.encoder->counters().added_records, 4095U);
    EXPECT_EQ(encoding.encoder->counters().inexact_flows, 1U);
}

TEST(Netflow5Encoder, LargeInterfacesAreNotKnownAndCounted) {
    const Asked& asked = all_that_has_a_place();
    Encoding encoding(asked.get());
    encoding.encoder->add(with_times(asked).record({.point = {.input = 65'536, .output = 70'000}}));
    EXPECT_EQ(encoding.part(0, 12, 4), "00 00 00 00");
    EXPECT_EQ(encoding.encoder->counters().inexact_flows, 1U);
}

TEST(Netflow5Encoder, LargeAsNumbersAreAsTransAndCounted) {
    const ValueLayouts layouts(
        {element("MY_SRC_AS", 16, Type::u32, Role::first), element("MY_DST_AS", 17, Type::u32, Role::first)});
    Encoding encoding(layouts.get());
    Bytes bytes(layouts.table());
    bytes.put(8, std::uint32_t{4'200'000'000}).put(12, std::uint32_t{65'535});
    encoding.encoder->add(record_of(layouts.table(), bytes));
    EXPECT_EQ(encoding.part(0, 40, 4), "5b a0 ff ff");
    EXPECT_EQ(encoding.encoder->counters().inexact_flows, 1U);
}

TEST(Netflow5Encoder, AnOldFlowHasAMessageWithItsOwnBoot) {
    const Asked& asked = all_that_has_a_place();
    Encoding encoding(asked.get());
    encoding.encoder->add(with_times(asked).record());
    encoding.encoder->add(Flow(asked.ipv4())
                              .put("FLOW_START_MILLISECONDS", 3605'007 * kMillisecond)
                              .put("FLOW_END_MILLISECONDS", 3606'000 * kMillisecond)
                              .record());
    encoding.encoder->flush();
    ASSERT_EQ(encoding.messages.size(), 2U);
    EXPECT_EQ(hex(std::span(encoding.messages[1]).subspan(4, 8)), "00 36 f6 50 00 00 0e 17");  // 3,602,000 ms at 3,607 s
    EXPECT_EQ(hex(std::span(encoding.messages[1]).subspan(48, 8)), "00 36 ee 87 00 36 f2 68");
}

TEST(Netflow5Encoder, RefusesFieldsWithoutAPlaceByName) {
    for (const char* name :
         {"IN_SRC_MAC", "DIRECTION", "ICMP_TYPE", "layer2OctetDeltaCount", "IP_PROTOCOL_VERSION", "FLOW_END_REASON"})
        EXPECT_THAT(
            Encoding(Asked{"IPV4_SRC_ADDR", name}.get()).error,
            HasSubstr("NetFlow v5 has no place for " + std::string(name) + "; leave it out of the fields, or use netflow9"));
    EXPECT_THAT(Encoding(Asked{"tcpControlBits"}.get()).error,
                HasSubstr("has a place of another width or form for tcpControlBits"));
    const ValueLayouts mine({element("MINE", 8, Type::ipv4, Role::first, 32'473)});
    EXPECT_THAT(Encoding(mine.get()).error, HasSubstr("no place for MINE"));
    EXPECT_EQ(Encoding(Asked{"IPV6_SRC_ADDR", "IN_BYTES"}.get()).error, "");  // has a sibling in IPv4
}

TEST(Netflow5Encoder, FieldsThatCannotBeSentChangeNothing) {
    const Asked asked{"L4_DST_PORT"}, refused{"IN_SRC_MAC"};
    Encoding encoding(asked.get());
    encoding.encoder->add(Flow(asked.ipv4()).record());
    EXPECT_FALSE(encoding.encoder->use(refused.get()));
    encoding.encoder->add(Flow(asked.ipv4()).record());
    encoding.encoder->flush();
    EXPECT_THAT(encoding.counts, ::testing::ElementsAre(2));
}

TEST(Netflow5Fields, OfTheOtherDirectionHaveNoPlace) {
    const Asked asked{"IN_PKTS", "OUT_PKTS"};

    const auto fields = netflow5_fields(completed(asked.get()).tables.front());

    ASSERT_FALSE(fields);
    EXPECT_EQ(
        fields.error().text(),
        "NetFlow v5 has no place for OUT_PKTS; set split_biflow, which sends a record for each direction, leave it out of the "
        "fields, or use netflow9 or ipfix");
    const bpf::Layouts split = completed(asked.get(), {}, Directions::split);
    EXPECT_TRUE(netflow5_fields(split.tables.front()));
}

}  // namespace
}  // namespace exporter
