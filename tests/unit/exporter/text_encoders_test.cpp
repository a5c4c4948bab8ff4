// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "exporter/encoder.hpp"
#include "tests/unit/exporter/ipfix_layouts.hpp"

namespace exporter {
namespace {

using testing::Bytes;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::record_of;
using testing::sibling_layouts;

std::string text_of(std::span<const std::byte> octets) { return {reinterpret_cast<const char*>(octets.data()), octets.size()}; }

class TextEncoders : public ::testing::Test {
 protected:
    std::unique_ptr<Encoder> make(config::Protocol protocol, const EncoderSettings& settings = {}) {
        auto made =
            make_encoder(protocol, settings, sibling_layouts(), [this](std::span<const std::byte> octets, std::uint32_t records) {
                messages_.push_back(text_of(octets));
                records_.push_back(records);
            });
        EXPECT_TRUE(made) << made.error().message;
        return made ? std::move(*made) : nullptr;
    }
    static void add(Encoder& encoder, int times, std::size_t table = 0) {
        const bpf::Layout& layout = sibling_layouts().tables[table];
        Bytes bytes(layout);
        bytes.put_octets(0, {192, 0, 2, 1, 198, 51, 100, 7, 4, 0});
        for (int i = 0; i < times; ++i) encoder.add(record_of(layout, bytes));
    }

    std::vector<std::string> messages_;
    std::vector<std::uint32_t> records_;
};

constexpr const char* kJson =
    R"({"IPV4_SRC_ADDR":"192.0.2.1","IPV4_DST_ADDR":"198.51.100.7","L4_SRC_PORT":1024,"IN_BYTES":0,"TCP_FLAGS":0,)"
    R"("FLOW_START_MILLISECONDS":0})";

TEST_F(TextEncoders, JsonIsLinesAsPrinted) {
    const auto encoder = make(config::Protocol::json);
    add(*encoder, 2);
    EXPECT_EQ(encoder->pending(), 2U);
    encoder->flush();

    EXPECT_THAT(messages_, ElementsAre(std::string(kJson) + "\n" + kJson + "\n"));
    EXPECT_THAT(records_, ElementsAre(2));
    EXPECT_EQ(encoder->pending(), 0U);
    EXPECT_EQ(encoder->header(), HeaderForm::none);
    EXPECT_TRUE(encoder->templates().empty());
}

TEST_F(TextEncoders, CsvHasTheNamesAsItsTemplate) {
    const auto encoder = make(config::Protocol::csv);
    add(*encoder, 1);
    encoder->flush();

    ASSERT_EQ(encoder->templates().size(), 1U);
    EXPECT_EQ(text_of(encoder->templates()[0]),
              "IPV4_SRC_ADDR,IPV6_SRC_ADDR,IPV4_DST_ADDR,IPV6_DST_ADDR,L4_SRC_PORT,IN_BYTES,TCP_FLAGS,FLOW_START_MILLISECONDS\n");
    EXPECT_THAT(messages_, ElementsAre("192.0.2.1,,198.51.100.7,,1024,0,0,0\n"));
}

TEST_F(TextEncoders, MessagesAreWholeLinesOfAtMost16KiB) {
    const auto encoder = make(config::Protocol::csv);
    add(*encoder, 1000);  // of 36 octets: 455 make 16,380
    encoder->flush();

    EXPECT_THAT(records_, ElementsAre(455, 455, 90));
    EXPECT_EQ(messages_[0].size(), 16'380U);
    for (const std::string& message : messages_) EXPECT_EQ(message.substr(0, 11) + message.back(), "192.0.2.1,,\n");
}

TEST_F(TextEncoders, LongerMessagesAreMadeIfAllowed) {
    const auto encoder = make(config::Protocol::csv, {.max_message_octets = 65'000});
    add(*encoder, 1000);
    encoder->flush();

    EXPECT_THAT(records_, ElementsAre(1000));
}

TEST_F(TextEncoders, ChosenFieldsAndTheKeysAreSent) {
    const auto json = make(config::Protocol::json, {.fields = {"IN_BYTES"}});
    add(*json, 1);
    json->flush();
    const auto csv = make(config::Protocol::csv, {.fields = {"IN_BYTES"}});
    add(*csv, 1);
    csv->flush();

    EXPECT_THAT(messages_,
                ElementsAre(R"({"IPV4_SRC_ADDR":"192.0.2.1","IPV4_DST_ADDR":"198.51.100.7","L4_SRC_PORT":1024,"IN_BYTES":0})"
                            "\n",
                            "192.0.2.1,,198.51.100.7,,1024,0\n"));
}

TEST_F(TextEncoders, AFieldThatIsNotMeteredIsRefused) {
    for (const config::Protocol protocol : {config::Protocol::json, config::Protocol::csv}) {
        const auto made = make_encoder(protocol, {.fields = {"IN_PKTS"}}, sibling_layouts(), {});
        ASSERT_FALSE(made);
        EXPECT_THAT(made.error().message, HasSubstr("IN_PKTS"));
    }
}

TEST_F(TextEncoders, OneRecordAMessageHasNoLineEnd) {
    const auto encoder = make(config::Protocol::json, {.one_record = true});
    add(*encoder, 2);

    EXPECT_THAT(messages_, ElementsAre(kJson, kJson));
    EXPECT_THAT(records_, ElementsAre(1, 1));
    EXPECT_EQ(encoder->pending(), 0U);
}

TEST_F(TextEncoders, OneRecordAMessageOfIpfixToo) {
    const auto encoder = make(config::Protocol::ipfix, {.one_record = true});
    add(*encoder, 2);

    EXPECT_THAT(records_, ElementsAre(1, 1));
}

TEST_F(TextEncoders, ARecordOfAnotherLayoutIsCountedAsFailed) {
    const testing::ValueLayouts others({testing::field("IN_PKTS", bpf::Type::u64, bpf::Role::sum)});
    const auto encoder = make(config::Protocol::json);
    const Bytes bytes(others.table());

    encoder->add(record_of(others.table(), bytes));
    encoder->flush();

    EXPECT_EQ(encoder->failed(), 1U);
    EXPECT_TRUE(messages_.empty());
}

TEST_F(TextEncoders, OtherFieldsCompleteTheMessageUnderWay) {
    const testing::ValueLayouts others({testing::field("IN_PKTS", bpf::Type::u64, bpf::Role::sum)});
    const auto encoder = make(config::Protocol::csv);
    add(*encoder, 1);

    ASSERT_TRUE(encoder->use(others.get()));
    Bytes bytes(others.table());
    encoder->add(record_of(others.table(), bytes.put(8, std::uint64_t{3})));
    encoder->flush();

    EXPECT_EQ(text_of(encoder->templates()[0]), "IN_PKTS\n");
    EXPECT_THAT(messages_, ElementsAre("192.0.2.1,,198.51.100.7,,1024,0,0,0\n", "3\n"));
}

}  // namespace
}  // namespace exporter
