// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

#include "bpf/catalogue.hpp"
#include "exporter/completion.hpp"
#include "exporter/netflow9_encoder.hpp"
#include "tests/unit/exporter/ipfix_layouts.hpp"

namespace exporter {
namespace {

using namespace std::chrono_literals;
using bpf::Role;
using bpf::Type;
using testing::Bytes;
using testing::element;
using testing::hex;
using testing::record_of;
using testing::sibling_layouts;
using testing::TestLayout;
using testing::ValueLayouts;

// The encoder starts an hour behind 1,700,000,000 s = 0x6553f100, which is the boot.
constexpr std::chrono::system_clock::time_point kStart{1'700'003'600s + 999ms};
constexpr std::uint64_t kBoot = 1'700'000'000'000'000'000;  // ns
constexpr std::uint64_t kMillisecond = 1'000'000, kSecond = 1000 * kMillisecond, kDay = 86'400 * kSecond;

// An encoder and the messages that it has completed.
class Encoding {
 public:
    explicit Encoding(const bpf::Layouts& layouts, const EncoderSettings& settings = {}) : layouts_(layouts) {
        auto made = Netflow9Encoder::make(
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

    void add_empty(std::size_t table, int times = 1) {
        const Bytes bytes(layouts_.tables[table]);
        for (int i = 0; i < times; ++i) encoder->add(record_of(layouts_.tables[table], bytes));
    }

    std::unique_ptr<Netflow9Encoder> encoder;
    std::string error;
    std::vector<std::vector<std::byte>> messages;
    std::vector<std::uint32_t> counts;

 private:
    const bpf::Layouts& layouts_;
};

// FIRST_SWITCHED and LAST_SWITCHED and nothing else; the record has them at 8 and 16.
class Switched {
 public:
    Switched()
        : layout_({}, {element("FLOW_START_MILLISECONDS", 152, Type::time_ns, Role::min),
                       element("FLOW_END_MILLISECONDS", 153, Type::time_ns, Role::max)}),
          first_(element("FIRST_SWITCHED", 22, Type::time_ns, Role::min)),
          last_(element("LAST_SWITCHED", 21, Type::time_ns, Role::max)) {
        layout_.get().columns = {{&first_, 0}, {&last_, 1}};
        layouts_.tables = {layout_.get()};
    }
    [[nodiscard]] const bpf::Layouts& get() const { return layouts_; }
    [[nodiscard]] const bpf::Layout& table() const { return layouts_.tables[0]; }

    void add_to(Encoding& encoding, std::uint64_t first_ns, std::uint64_t last_ns, std::int64_t offset_ns = 0) const {
        Bytes bytes(table());
        bytes.put(8, first_ns).put(16, last_ns);
        encoding.encoder->add(record_of(table(), bytes, {.time_offset_ns = offset_ns}));
    }

 private:
    TestLayout layout_;
    bpf::Feature first_, last_;
    bpf::Layouts layouts_;
};

std::string part(const std::vector<std::byte>& message, std::size_t at, std::size_t octets) {
    return hex(std::span(message).subspan(at, octets));
}

TEST(Netflow9Encoder, TemplatesOfBothFamiliesAreOneMessage) {
    const Encoding encoding(sibling_layouts(), {1420, 0x0a0b0c0d});

    const auto templates = encoding.encoder->templates();

    ASSERT_EQ(templates.size(), 1U);
    EXPECT_EQ(
        hex(templates[0]),
        "00 09 00 02 00 00 00 00 65 53 f1 00 00 00 00 00 0a 0b 0c 0d "  // version 9, 2 templates, uptime 0 at the boot, domain
        "00 00 00 3c "                                                  // template set of 60 octets
        "d2 88 00 06 00 08 00 04 00 0c 00 04 00 07 00 02 "              // template 53896 of 6 fields: IPv4 addresses, port,
        "00 01 00 08 00 06 00 01 00 98 00 08 "                          // octets, flags, milliseconds
        "bd 99 00 06 00 1b 00 10 00 1c 00 10 00 07 00 02 "              // template 48537 of 6 fields: IPv6 addresses, port,
        "00 01 00 08 00 06 00 01 00 98 00 08");
}

TEST(Netflow9Encoder, DataIsAHeaderASetTheRecordsAndPadding) {
    Encoding encoding(sibling_layouts(), {1420, 7});
    const bpf::Layout& layout = sibling_layouts().tables[0];
    Bytes bytes(layout);
    bytes.put_octets(0, {192, 0, 2, 1, 198, 51, 100, 7, 0x04, 0xd2}).put(16, std::uint64_t{1500}).put(24, std::uint8_t{0x1b});
    bytes.put(25, std::uint64_t{1'700'000'000'123'456'789});

    encoding.encoder->add(record_of(layout, bytes));
    encoding.encoder->flush();

    ASSERT_EQ(encoding.messages.size(), 1U);
    EXPECT_EQ(hex(encoding.messages[0]),
              "00 09 00 01 00 00 00 00 65 53 f1 00 00 00 00 00 00 00 00 07 "
              "d2 88 00 20 "  // set 53896 of 32 octets
              "c0 00 02 01 c6 33 64 07 04 d2 00 00 00 00 00 00 05 dc 1b 00 00 01 8b cf e5 68 7b 00");
}

TEST(Netflow9Encoder, TimesCountFromTheBootThatTheHeaderTells) {
    const Switched switched;
    Encoding encoding(switched.get());
    EXPECT_EQ(part(encoding.encoder->templates()[0], 24, 12), "35 a4 00 02 00 16 00 04 00 15 00 04");

    switched.add_to(encoding, kBoot + 1999 * kMillisecond + 999'999, kBoot + 61'001 * kMillisecond);
    switched.add_to(encoding, 5 * kMillisecond, 3 * kSecond, static_cast<std::int64_t>(kBoot));
    encoding.encoder->flush();

    ASSERT_EQ(encoding.messages.size(), 1U);
    EXPECT_EQ(part(encoding.messages[0], 0, 20),
              "00 09 00 02 00 00 f2 30 65 53 f1 3e 00 00 00 00 00 00 00 00");  // 62,000 ms, 62 s behind the boot
    EXPECT_EQ(part(encoding.messages[0], 24, 16), "00 00 07 cf 00 00 ee 49 00 00 00 05 00 00 0b b8");
}

TEST(Netflow9Encoder, OldFlowsGetABootOfTheirOwnAndTemplatesToo) {
    const Switched switched;
    Encoding encoding(switched.get());
    switched.add_to(encoding, kBoot, kBoot);
    switched.add_to(encoding, 3'605 * kSecond + 7 * kMillisecond, 3'606 * kSecond);
    switched.add_to(encoding, 5 * kSecond, 4'000 * kSecond);
    EXPECT_EQ(encoding.messages.size(), 1U);  // the first; the third lies within an hour before the second
    encoding.encoder->flush();

    ASSERT_EQ(encoding.messages.size(), 2U);
    EXPECT_EQ(part(encoding.messages[0], 4, 8), "00 00 03 e8 65 53 f1 01");
    EXPECT_EQ(part(encoding.messages[1], 2, 10), "00 02 00 3c f9 60 00 00 0f a1");  // 3,996,000 ms at 4,001 s: boot 5 s
    EXPECT_EQ(part(encoding.messages[1], 24, 16), "00 36 ee 87 00 36 f2 68 00 00 00 00 00 3c f5 78");
    EXPECT_EQ(part(encoding.encoder->templates()[0], 4, 8), "00 36 f6 50 00 00 0e 17");  // 3,602,000 ms at 3,607 s: boot 5 s
    EXPECT_EQ(encoding.encoder->counters().inexact_flows, 0U);
}

TEST(Netflow9Encoder, ALongRunGetsANewBoot) {
    const Switched switched;
    Encoding encoding(switched.get());
    switched.add_to(encoding, kBoot + 2'147'483'647 * kMillisecond, kBoot + 2'147'483'647 * kMillisecond);
    switched.add_to(encoding, kBoot + 2'147'483'648 * kMillisecond, kBoot + 2'147'483'648 * kMillisecond);
    encoding.encoder->flush();

    ASSERT_EQ(encoding.messages.size(), 2U);
    EXPECT_EQ(part(encoding.messages[0], 24, 8), "7f ff ff ff 7f ff ff ff");
    EXPECT_EQ(part(encoding.messages[1], 24, 8), "00 36 f1 08 00 36 f1 08");  // an hour and 648 ms
}

TEST(Netflow9Encoder, WhatNoBootAllowsIsCounted) {
    const Switched switched;
    Encoding encoding(switched.get());
    switched.add_to(encoding, kBoot - 49 * kDay, kBoot);  // fits
    EXPECT_EQ(encoding.encoder->counters().inexact_flows, 0U);
    switched.add_to(encoding, kBoot - 50 * kDay, kBoot);
    EXPECT_EQ(encoding.encoder->counters().inexact_flows, 1U);
    switched.add_to(encoding, 0, UINT64_MAX);
    EXPECT_EQ(encoding.encoder->counters().inexact_flows, 2U);
    encoding.encoder->flush();

    ASSERT_EQ(encoding.messages.size(), 3U);
    // The boot is the first whole second from which the last time can be told: 2^32 ms before it are 4,294,967.296 s.
    EXPECT_EQ(part(encoding.messages[1], 24, 8), "00 00 00 00 ff ff fe d8");
    EXPECT_EQ(part(encoding.messages[1], 4, 8), "ff ff fe d8 65 53 f1 00");
    EXPECT_EQ(part(encoding.messages[2], 24, 8), "00 00 00 00 ff ff ff ff");
    EXPECT_EQ(part(encoding.messages[2], 4, 8), "ff ff fe d8 ff ff ff ff");
}

TEST(Netflow9Encoder, ChangesTheSetWithTheFamilyWithinAMessage) {
    Encoding encoding(sibling_layouts());
    encoding.add_empty(0);
    encoding.add_empty(1, 2);
    encoding.add_empty(0);
    encoding.encoder->flush();

    ASSERT_EQ(encoding.messages.size(), 1U);
    const std::vector<std::byte>& message = encoding.messages[0];
    ASSERT_EQ(message.size(), 20U + 32 + 108 + 32);
    EXPECT_EQ(part(message, 2, 2), "00 04");
    EXPECT_EQ(part(message, 20, 4), "d2 88 00 20");
    EXPECT_EQ(part(message, 52, 4), "bd 99 00 6c");  // 4 + 2 * 51 + 2 of padding
    EXPECT_EQ(part(message, 158, 2), "00 00");
    EXPECT_EQ(part(message, 160, 4), "d2 88 00 20");
}

TEST(Netflow9Encoder, FillsMessagesToTheLimitAndNotBeyond) {
    for (const std::size_t limit : {76U, 127U, 128U, 129U, 130U, 131U, 132U, 512U, 1420U, 65'535U}) {
        Encoding encoding(sibling_layouts(), {limit, 0});
        encoding.add_empty(0, 5000);
        encoding.encoder->flush();
        const auto octets = [](std::size_t records) { return 24 + (records * 27 + 3) / 4 * 4; };
        for (std::size_t i = 0; i < encoding.messages.size(); ++i) {
            EXPECT_LE(encoding.messages[i].size(), limit);
            EXPECT_EQ(encoding.messages[i].size(), octets(encoding.counts[i]));
            EXPECT_TRUE(i + 1 == encoding.messages.size() || octets(encoding.counts[i] + 1U) > limit);
        }
        EXPECT_EQ(std::accumulate(encoding.counts.begin(), encoding.counts.end(), 0U), 5000U);
        EXPECT_EQ(encoding.encoder->failed(), 0U);
    }
}

TEST(Netflow9Encoder, PaddingIsNeverAsLongAsARecord) {
    const ValueLayouts layouts({element("PROTOCOL", 4, Type::u8, Role::first)});
    Encoding encoding(layouts.get());
    encoding.add_empty(0, 5);
    encoding.encoder->flush();
    EXPECT_EQ(encoding.messages.at(0).size(), 29U);
    EXPECT_EQ(part(encoding.messages[0], 22, 2), "00 09");
}

TEST(Netflow9Encoder, SplitsTemplatesThatDoNotFitTogether) {
    const Encoding encoding(sibling_layouts(), {79, 0});

    const auto templates = encoding.encoder->templates();

    ASSERT_EQ(templates.size(), 2U);
    EXPECT_EQ(part(templates[0], 0, 4), "00 09 00 01");
    EXPECT_EQ(templates[0].size(), 52U);
    EXPECT_EQ(part(templates[1], 20, 8), "00 00 00 20 bd 99 00 06");
}

TEST(Netflow9Encoder, IcmpTypeIsTheSameInBothFamilies) {
    TestLayout layout({}, {element("ICMP_TYPE", 32, Type::u16, Role::first)});
    layout.get().family = bpf::Family::ipv6;
    const bpf::Layouts layouts{{layout.get()}, 0, 0, {}, 0};
    const Encoding encoding(layouts);
    EXPECT_EQ(part(encoding.encoder->templates()[0], 28, 4), "00 20 00 02");
}

TEST(Netflow9Encoder, FieldsOfNtopHaveNumbersAndOthersAreRefused) {
    const ValueLayouts ntop({element("SRC_FRAGMENTS", 80, Type::u16, Role::sum, 35'632)});
    EXPECT_EQ(part(Encoding(ntop.get()).encoder->templates()[0], 28, 4), "e0 d0 00 02");  // 57552
    const ValueLayouts far({element("FAR", 8064, Type::u16, Role::sum, 35'632)});
    EXPECT_THAT(Encoding(far.get()).error, ::testing::HasSubstr("no number for FAR (enterprise 35632, element 8064)"));
    const ValueLayouts other({element("IN_BYTES", 1, Type::u64, Role::sum), element("MINE", 1, Type::u64, Role::sum, 32'473)});
    EXPECT_THAT(Encoding(other.get()).error, ::testing::AllOf(::testing::HasSubstr("no number for MINE (enterprise 32473"),
                                                              ::testing::HasSubstr("?fields="), ::testing::HasSubstr("ipfix")));
    EncoderSettings settings;
    settings.fields = {"IN_BYTES"};
    EXPECT_EQ(Encoding(other.get(), settings).error, "");
}

TEST(Netflow9Encoder, RefusesWhatCannotBeSent) {
    const ValueLayouts none({}, {element("NOBODY_KNOWS", 999, Type::u32, Role::computed)});
    EXPECT_THAT(Encoding(none.get()).error, ::testing::HasSubstr("none of the fields"));
    EXPECT_THAT(Encoding(sibling_layouts(), {74, 0}).error, ::testing::HasSubstr("allow 76"));
    EXPECT_THAT(Encoding(sibling_layouts(), {63, 0}).error, ::testing::HasSubstr("64 to 65535"));
}

TEST(Netflow9Encoder, NewFieldsCompleteTheMessageUnderWay) {
    const ValueLayouts other({element("IN_BYTES", 1, Type::u64, Role::sum)});
    const ValueLayouts refused({element("MINE", 1, Type::u64, Role::sum, 32'473)});
    Encoding encoding(sibling_layouts());
    encoding.add_empty(0, 3);

    EXPECT_FALSE(encoding.encoder->use(refused.get()));
    EXPECT_EQ(encoding.messages.size(), 0U);
    ASSERT_TRUE(encoding.encoder->use(other.get()));
    const Bytes bytes(other.table());
    encoding.encoder->add(record_of(other.table(), bytes));
    encoding.encoder->add(record_of(sibling_layouts().tables[0], bytes));
    encoding.encoder->flush();

    EXPECT_THAT(encoding.counts, ::testing::ElementsAre(3, 1));
    EXPECT_EQ(part(encoding.messages.at(1), 20, 12), "02 82 00 0c 00 00 00 00 00 00 00 00");
    EXPECT_EQ(encoding.encoder->failed(), 1U);
}

// NetFlow v9 has numbers of IANA's and, by nProbe's rule, of ntop's.
TEST(Netflow9Encoder, EveryBuiltInFieldWithANumberCanBeSent) {
    const auto catalogue = bpf::Catalogue::load("");
    ASSERT_TRUE(catalogue);
    for (const bpf::Feature& feature : catalogue->features()) {
        if (feature.internal) continue;
        const bpf::Layouts layouts = completed(bpf::make_layouts({&feature}, {}, *catalogue));
        const std::string error = Encoding(layouts).error;
        const std::string none = "NetFlow v9 has no number for " + feature.name;
        const bool has_number = feature.pen == 0 || feature.pen == 35'632;
        EXPECT_EQ(error.substr(0, none.size()), has_number ? "" : none);
    }
}

}  // namespace
}  // namespace exporter
