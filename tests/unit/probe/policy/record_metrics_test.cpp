// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cstring>

#include "bpf/layout.hpp"
#include "config/names.hpp"
#include "probe/policy/record_metrics.hpp"
#include "tests/support/metered.hpp"

namespace probe {
namespace {

struct Watched {
    explicit Watched(const std::string& fields)
        : layouts(bpf::make_layouts(*config::choose_fields(config::split_names(fields), support::built_in()), {},
                                    support::built_in())),
          metrics(layouts) {}

    // A record of this source (its last octet), with these packets and TCP flags, where the layout has them.
    void see(std::uint32_t table, std::uint8_t source, std::uint64_t packets, std::uint8_t flags = 0) {
        const bpf::Layout& layout = layouts.tables[table];
        std::vector<std::byte> record(layout.slot_octets);
        const auto put = [&](const char* name, auto value, std::size_t at = 0) {
            if (const bpf::Member* member = layout.find(name))
                std::memcpy(record.data() + member->offset + at, &value, sizeof value);
        };
        put("IPV4_SRC_ADDR", source, 3);
        put("IPV6_SRC_ADDR", source, 15);
        put("IN_PKTS", packets);
        put("TCP_FLAGS", flags);
        metrics.see(table, record.data());
    }

    bpf::Layouts layouts;
    RecordMetrics metrics;
};

TEST(RecordMetrics, SumPacketsOverTheRecordsOfASource) {
    Watched watched("IPV4_SRC_ADDR L4_SRC_PORT IN_PKTS");
    watched.see(0, 1, 10);
    watched.see(0, 2, 40);
    watched.see(0, 1, 30);
    watched.see(1, 1, 20);  // IPv6: another address

    const auto shares = watched.metrics.take();
    EXPECT_EQ(shares.top_source, 0.4);
    EXPECT_FALSE(shares.syn);
    EXPECT_EQ(watched.metrics.take().top_source, 0);
}

TEST(RecordMetrics, CountPacketsOfRecordsThatHaveSynAlone) {
    Watched watched("L4_SRC_PORT TCP_FLAGS IN_PKTS");
    watched.see(0, 0, 10, 0x02);
    watched.see(0, 0, 5, 0xc2);  // SYN with ECE and CWR (RFC 3168)
    watched.see(0, 0, 20, 0x12);
    watched.see(0, 0, 20, 0x06);
    watched.see(0, 0, 20, 0x03);
    watched.see(0, 0, 25, 0x00);

    const auto shares = watched.metrics.take();
    EXPECT_EQ(shares.syn, 0.15);
    EXPECT_FALSE(shares.top_source);
}

TEST(RecordMetrics, AreNotKnownWithoutACounterOfPackets) {
    Watched watched("IPV4_SRC_ADDR TCP_FLAGS IN_BYTES");
    watched.see(0, 1, 10, 2);

    EXPECT_FALSE(watched.metrics.take().top_source);
    EXPECT_FALSE(watched.metrics.take().syn);
}

}  // namespace
}  // namespace probe
