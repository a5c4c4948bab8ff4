// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

#include "bpf/catalogue.hpp"
#include "exporter/completion.hpp"
#include "exporter/ipfix_encoder.hpp"
#include "tests/unit/exporter/ipfix_layouts.hpp"

namespace exporter {
namespace {

using bpf::Role;
using bpf::Type;
using testing::Bytes;
using testing::element;
using testing::hex;
using testing::record_of;
using testing::sibling_layouts;
using testing::ValueLayouts;

// An encoder and the messages that it has completed.
class Encoding {
 public:
    explicit Encoding(const bpf::Layouts& layouts, const EncoderSettings& settings = {}) : layouts_(layouts) {
        auto sink = [this](std::span<const std::byte> message, std::uint32_t records) {
            messages.emplace_back(message.begin(), message.end());
            counts.push_back(records);
        };
        auto made = make_encoder(config::Protocol::ipfix, settings, layouts, sink);
        if (made)
            encoder = std::move(*made);
        else
            error = made.error().text();
    }

    void add_empty(std::size_t table, int times = 1) {
        const Bytes bytes(layouts_.tables[table]);
        for (int i = 0; i < times; ++i) encoder->add(record_of(layouts_.tables[table], bytes));
    }

    std::unique_ptr<Encoder> encoder;
    std::string error;
    std::vector<std::vector<std::byte>> messages;
    std::vector<std::uint32_t> counts;

 private:
    const bpf::Layouts& layouts_;
};

TEST(IpfixEncoder, TemplatesOfBothFamiliesAreOneMessage) {
    Encoding encoding(sibling_layouts(), {1420, 0x0a0b0c0d});

    const auto templates = encoding.encoder->templates();

    ASSERT_EQ(templates.size(), 1U);
    EXPECT_EQ(
        hex(templates[0]),
        "00 0a 00 4c 00 00 00 01 00 00 00 00 0a 0b 0c 0d "  // version 10, 76 octets, time and sequence for HeaderStamp, domain
        "00 02 00 3c "                                      // template set of 60 octets
        "d2 88 00 06 00 08 00 04 00 0c 00 04 00 07 00 02 "  // template 53896 of 6 fields: IPv4 addresses, port,
        "00 01 00 08 00 06 00 01 00 98 00 08 "              // octets, flags in 1 octet instead of 2, milliseconds
        "bd 99 00 06 00 1b 00 10 00 1c 00 10 00 07 00 02 "  // template 48537 of 6 fields: IPv6 addresses, port,
        "00 01 00 08 00 06 00 01 00 98 00 08");
}

TEST(IpfixEncoder, DataIsAHeaderASetAndTheRecords) {
    Encoding encoding(sibling_layouts(), {1420, 7});
    const bpf::Layout& layout = sibling_layouts().tables[0];
    Bytes bytes(layout);
    bytes.put_octets(0, {192, 0, 2, 1, 198, 51, 100, 7, 0x04, 0xd2}).put(16, std::uint64_t{1500}).put(24, std::uint8_t{0x1b});
    bytes.put(25, std::uint64_t{1'700'000'000'123'456'789});

    encoding.encoder->add(record_of(layout, bytes));
    encoding.encoder->flush();

    ASSERT_EQ(encoding.messages.size(), 1U);
    EXPECT_EQ(hex(encoding.messages[0]),
              "00 0a 00 2f 00 00 00 01 00 00 00 00 00 00 00 07 "  // 47 octets
              "d2 88 00 1f "                                      // set 53896 of 31 octets
              "c0 00 02 01 c6 33 64 07 04 d2 00 00 00 00 00 00 05 dc 1b 00 00 01 8b cf e5 68 7b");
}

TEST(IpfixEncoder, ChangesTheSetWithTheFamilyWithinAMessage) {
    Encoding encoding(sibling_layouts());
    encoding.add_empty(0);
    encoding.add_empty(1, 2);
    encoding.add_empty(0);
    encoding.encoder->flush();

    ASSERT_EQ(encoding.messages.size(), 1U);
    const std::vector<std::byte>& message = encoding.messages[0];
    ASSERT_EQ(message.size(), 16U + (4 + 27) + (4 + 2 * 51) + (4 + 27));
    EXPECT_EQ(hex(std::span(message).subspan(16, 4)), "d2 88 00 1f");
    EXPECT_EQ(hex(std::span(message).subspan(47, 4)), "bd 99 00 6a");
    EXPECT_EQ(hex(std::span(message).subspan(153, 4)), "d2 88 00 1f");
}

TEST(IpfixEncoder, FillsMessagesToTheLimitAndNotBeyond) {
    for (const std::size_t limit : {100U, 101U, 102U, 127U, 128U, 512U, 1420U, 65'535U}) {
        Encoding encoding(sibling_layouts(), {limit, 0});
        encoding.add_empty(0, 5000);
        encoding.encoder->flush();
        for (std::size_t i = 0; i < encoding.messages.size(); ++i) {
            EXPECT_LE(encoding.messages[i].size(), limit);
            EXPECT_EQ(encoding.messages[i].size(), 20 + encoding.counts[i] * 27U);
            const bool is_last = i + 1 == encoding.messages.size();
            EXPECT_TRUE(is_last || encoding.messages[i].size() + 27 > limit);
        }
        EXPECT_EQ(std::accumulate(encoding.counts.begin(), encoding.counts.end(), 0U), 5000U);
        EXPECT_EQ(encoding.encoder->failed(), 0U);
    }
}

TEST(IpfixEncoder, SplitsTemplatesThatDoNotFitTogether) {
    Encoding encoding(sibling_layouts(), {71, 0});

    const auto templates = encoding.encoder->templates();

    ASSERT_EQ(templates.size(), 2U);
    EXPECT_EQ(templates[0].size(), 48U);
    EXPECT_EQ(hex(std::span(templates[1]).subspan(16, 8)), "00 02 00 20 bd 99 00 06");
}

TEST(IpfixEncoder, APrivateElementHasItsEnterpriseNumber) {
    const ValueLayouts layouts({element("MY_FIELD", 100, Type::u64, Role::sum, 35'632)});
    Encoding encoding(layouts.get());
    EXPECT_EQ(hex(std::span(encoding.encoder->templates()[0]).subspan(20)), "0e ea 00 01 80 64 00 08 00 00 8b 30");
}

TEST(IpfixEncoder, BuiltInFieldsOfNtopHaveItsEnterpriseNumber) {
    const auto catalogue = bpf::Catalogue::load("");
    ASSERT_TRUE(catalogue);
    const bpf::Layouts layouts =
        bpf::make_layouts({catalogue->find("LONGEST_FLOW_PKT"), catalogue->find("TCP_WIN_SCALE_IN")}, {}, *catalogue);
    Encoding encoding(layouts);

    EXPECT_EQ(hex(std::span(encoding.encoder->templates()[0]).subspan(22)),
              "00 02 80 6b 00 04 00 00 8b 30 81 a2 00 01 00 00 8b 30");  // 2 fields: 107 of 35632, 418 of 35632
}

TEST(IpfixEncoder, MplsLabelsHaveThreeOctets) {
    const auto catalogue = bpf::Catalogue::load("");
    ASSERT_TRUE(catalogue);
    const bpf::Layouts layouts = bpf::make_layouts({catalogue->find("MPLS_LABEL_10")}, {}, *catalogue);
    Encoding encoding(layouts);
    Bytes bytes(layouts.tables[0]);
    bytes.put_octets(8, {0x12, 0x34, 0x57});

    EXPECT_EQ(hex(std::span(encoding.encoder->templates()[0]).subspan(22)), "00 01 00 4f 00 03");
    encoding.encoder->add(record_of(layouts.tables[0], bytes));
    encoding.encoder->flush();
    EXPECT_EQ(hex(std::span(encoding.messages.at(0)).subspan(20, 3)), "12 34 57");
}

TEST(IpfixEncoder, RefusesWhatCannotBeSent) {
    const ValueLayouts wide({element("WIDE", 4, Type::u32, Role::max)});
    EXPECT_THAT(Encoding(wide.get()).error, ::testing::HasSubstr("cannot export WIDE (element 4, 4 octets)"));
    const ValueLayouts none({}, {element("NOBODY_KNOWS", 999, Type::u32, Role::computed)});
    EXPECT_THAT(Encoding(none.get()).error, ::testing::HasSubstr("none of the fields"));
    EXPECT_THAT(Encoding(sibling_layouts(), {70, 0}).error, ::testing::HasSubstr("allow 71"));
    EXPECT_THAT(Encoding(sibling_layouts(), {63, 0}).error, ::testing::HasSubstr("64 to 65535"));
}

TEST(IpfixEncoder, NewFieldsCompleteTheMessageUnderWay) {
    const ValueLayouts other({element("IN_BYTES", 1, Type::u64, Role::sum)});
    Encoding encoding(sibling_layouts());
    encoding.add_empty(0, 3);

    ASSERT_TRUE(encoding.encoder->use(other.get()));
    const Bytes bytes(other.table());
    encoding.encoder->add(record_of(other.table(), bytes));
    encoding.encoder->flush();
    ASSERT_TRUE(encoding.encoder->use(sibling_layouts()));
    encoding.add_empty(1);
    encoding.encoder->flush();

    ASSERT_EQ(encoding.messages.size(), 3U);
    EXPECT_THAT(encoding.counts, ::testing::ElementsAre(3, 1, 1));
    EXPECT_EQ(hex(std::span(encoding.messages[1]).subspan(16)), "02 82 00 0c 00 00 00 00 00 00 00 00");
    EXPECT_EQ(hex(std::span(encoding.messages[2]).subspan(16, 4)), "bd 99 00 37");
}

TEST(IpfixEncoder, WithdrawsTemplatesThatAreNoLongerUsed) {
    Encoding encoding(sibling_layouts(), {1420, 0x0a0b0c0d});
    EXPECT_EQ(encoding.encoder->withdrawals().size(), 0U);
    const std::vector<std::uint16_t> ids = encoding.encoder->template_ids_in_use();
    EXPECT_TRUE(encoding.encoder->use(sibling_layouts()));
    EXPECT_EQ(encoding.encoder->withdrawals().size(), 0U);

    const ValueLayouts other({element("IN_PKTS", 2, Type::u64, Role::sum)});
    EXPECT_TRUE(encoding.encoder->use(other.get()));

    const auto withdrawals = encoding.encoder->withdrawals();
    ASSERT_EQ(withdrawals.size(), ids.size());
    for (std::size_t i = 0; i < ids.size(); ++i) {
        ASSERT_EQ(withdrawals[i].size(), 24U);
        EXPECT_EQ(hex(withdrawals[i]).substr(0, 5), "00 0a");
        EXPECT_EQ(load_big_endian(withdrawals[i].data() + 16, 8), 0x0002'0008'0000'0000U | std::uint64_t{ids[i]} << 16);
    }
}

TEST(IpfixEncoder, FieldsThatCannotBeSentChangeNothing) {
    const ValueLayouts wide({element("WIDE", 4, Type::u32, Role::max)});
    Encoding encoding(sibling_layouts());
    EXPECT_FALSE(encoding.encoder->use(wide.get()));
    encoding.add_empty(0);
    encoding.encoder->flush();
    EXPECT_EQ(encoding.messages.size(), 1U);
}

TEST(IpfixEncoder, LeavesOutWhatACollectorDoesNotWantButNoKeys) {
    EncoderSettings settings;
    settings.fields = {"IN_BYTES"};
    Encoding encoding(sibling_layouts(), settings);
    EXPECT_EQ(hex(std::span(encoding.encoder->templates()[0]).subspan(22, 18)),
              "00 04 00 08 00 04 00 0c 00 04 00 07 00 02 00 01 00 08");
    settings.fields = {"IN_PKTS"};
    EXPECT_THAT(Encoding(sibling_layouts(), settings).error, ::testing::HasSubstr("IN_PKTS is not one of the fields"));
}

TEST(IpfixEncoder, EveryBuiltInFieldIsAsWideAsItsElementAllows) {
    const auto catalogue = bpf::Catalogue::load("");
    ASSERT_TRUE(catalogue);
    for (const bpf::Feature& feature : catalogue->features()) {
        if (feature.internal) continue;
        const bpf::Layouts layouts = completed(bpf::make_layouts({&feature}, {}, *catalogue));
        EXPECT_EQ(Encoding(layouts).error, "") << feature.name;
    }
}

}  // namespace
}  // namespace exporter
