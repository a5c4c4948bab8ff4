// SPDX-License-Identifier: Apache-2.0
// What the encoder makes is read by libfixbuf's collector side, which knows the elements' types from IANA's list.
#include <gtest/gtest.h>

#include <random>

#include "exporter/ipfix_encoder.hpp"
#include "tests/unit/exporter/ipfix_layouts.hpp"

namespace exporter {
namespace {

using testing::Bytes;
using testing::sibling_layouts;

// As libfixbuf fills it, in the byte order of this machine.
struct Read {
    std::uint64_t octets = 0;
    std::uint64_t start_ms = 0;
    std::uint8_t source_v6[16] = {};
    std::uint8_t destination_v6[16] = {};
    std::uint32_t source_v4 = 0;
    std::uint32_t destination_v4 = 0;
    std::uint16_t port = 0;
    std::uint16_t flags = 0;
    std::uint8_t padding[4] = {};
};

class Collector {
 public:
    Collector() {
        char octets[] = "octetDeltaCount", start[] = "flowStartMilliseconds", source6[] = "sourceIPv6Address",
             destination6[] = "destinationIPv6Address", source4[] = "sourceIPv4Address",
             destination4[] = "destinationIPv4Address", port[] = "sourceTransportPort", flags[] = "tcpControlBits",
             padding[] = "paddingOctets";
        fbInfoElementSpec_t spec[] = {{octets, 8, 0},  {start, 8, 0},        {source6, 16, 0}, {destination6, 16, 0},
                                      {source4, 4, 0}, {destination4, 4, 0}, {port, 2, 0},     {flags, 2, 0},
                                      {padding, 4, 0}, FB_IESPEC_NULL};
        fbSession_t* session = fbSessionAlloc(model_.get());
        fbTemplate_t* internal = fbTemplateAlloc(model_.get());
        EXPECT_TRUE(fbTemplateAppendSpecArray(internal, spec, 0, &error_));
        EXPECT_EQ(fbSessionAddTemplate(session, TRUE, 999, internal, &error_), 999);
        buffer_ = fBufAllocForCollection(session, nullptr);
        EXPECT_TRUE(fBufSetInternalTemplate(buffer_, 999, &error_));
        fBufSetAutomaticMode(buffer_, FALSE);
    }
    Collector(const Collector&) = delete;
    Collector& operator=(const Collector&) = delete;
    ~Collector() {
        g_clear_error(&error_);
        fBufFree(buffer_);
    }

    void read(std::span<const std::byte> message, std::vector<Read>& records) {
        std::vector<std::byte> copy(message.begin(), message.end());
        fBufSetBuffer(buffer_, reinterpret_cast<std::uint8_t*>(copy.data()), copy.size());
        for (;;) {
            Read record;
            std::size_t size = sizeof record;
            if (!fBufNext(buffer_, reinterpret_cast<std::uint8_t*>(&record), &size, &error_)) break;
            records.push_back(record);
        }
        EXPECT_TRUE(g_error_matches(error_, FB_ERROR_DOMAIN, FB_ERROR_EOM) ||
                    g_error_matches(error_, FB_ERROR_DOMAIN, FB_ERROR_BUFSZ))
            << error_->message;
        g_clear_error(&error_);
    }

 private:
    FixbufModel model_{fbInfoModelAlloc()};
    fBuf_t* buffer_ = nullptr;
    GError* error_ = nullptr;
};

TEST(IpfixRoundTrip, AThousandRandomRecordsComeBack) {
    std::mt19937_64 random(42);
    std::vector<std::pair<std::size_t, Bytes>> sent;
    std::vector<Read> received;
    Collector collector;
    const auto encoder = make_encoder(config::Protocol::ipfix, {}, sibling_layouts(),
                                      [&](auto message, std::uint32_t) { collector.read(message, received); });
    ASSERT_TRUE(encoder);
    std::vector<Read> none;
    collector.read((*encoder)->templates()[0], none);
    EXPECT_TRUE(none.empty());

    for (int i = 0; i < 1000; ++i) {
        const std::size_t table = random() % 2;
        const bpf::Layout& layout = sibling_layouts().tables[table];
        Bytes bytes(layout);
        for (std::size_t k = 0; k < layout.key_octets + layout.value_octets; ++k)
            bytes.put(k, static_cast<std::uint8_t>(random()));
        (*encoder)->add({&layout, bytes.data(), EndReason::idle, {}});
        sent.emplace_back(table, std::move(bytes));
    }
    (*encoder)->flush();

    ASSERT_EQ(received.size(), 1000U);
    for (std::size_t i = 0; i < sent.size(); ++i) {
        const auto& [table, bytes] = sent[i];
        const std::byte* value = bytes.data() + sibling_layouts().tables[table].key_octets;
        EXPECT_EQ(received[i].octets, load<std::uint64_t>(value));
        EXPECT_EQ(received[i].flags, load<std::uint8_t>(value + 8));
        EXPECT_EQ(received[i].start_ms, load<std::uint64_t>(value + 9) / 1'000'000);
        EXPECT_EQ(received[i].port, load_big_endian(bytes.data() + (table == 0 ? 8 : 32), 2));
        EXPECT_EQ(received[i].source_v4, table == 0 ? load_big_endian(bytes.data(), 4) : 0);
        EXPECT_EQ(received[i].destination_v4, table == 0 ? load_big_endian(bytes.data() + 4, 4) : 0);
        EXPECT_EQ(std::memcmp(received[i].source_v6, table == 1 ? bytes.data() : Bytes(16).data(), 16), 0);
        EXPECT_EQ(std::memcmp(received[i].destination_v6, table == 1 ? bytes.data() + 16 : Bytes(16).data(), 16), 0);
    }
}

}  // namespace
}  // namespace exporter
