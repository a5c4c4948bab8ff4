// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <tuple>

#include "bpf/catalogue.hpp"
#include "exporter/completion.hpp"

namespace exporter {
namespace {

using ::testing::IsNull;

const bpf::Catalogue& catalogue() {
    static const auto loaded = bpf::Catalogue::load("");
    return *loaded;
}

class CompletionOf : public ::testing::Test {
 protected:
    void ask(const std::vector<const char*>& names) {
        std::vector<const bpf::Feature*> asked;
        for (const char* name : names) asked.push_back(catalogue().find(name));
        held_ = bpf::make_layouts(asked, {}, catalogue());
        full_ = completed(held_);
        bytes_.assign(held_.tables[0].slot_octets, std::byte{0});
    }
    void put(const char* name, std::uint64_t value) { store(bytes_.data() + held_.tables[0].find(name)->offset, value); }
    template <class T>
    T made(const char* name, std::uint32_t scale = 1) {
        Completion complete(held_.tables[0], full_.tables[0], sources_, scale);
        const Record record = complete({&held_.tables[0], bytes_.data(), EndReason::idle, {}});
        return load<T>(record.bytes + full_.tables[0].find(name)->offset);
    }

    bpf::Layouts held_, full_;
    Sources sources_;
    std::vector<std::byte> bytes_;
};

TEST_F(CompletionOf, NothingLeavesRecordsAsTheyAre) {
    ask({"IN_PKTS"});
    Completion complete(held_.tables[0], full_.tables[0], sources_);

    const Record record = complete({&held_.tables[0], bytes_.data(), EndReason::idle, {}});

    EXPECT_EQ(record.bytes, bytes_.data());
    EXPECT_EQ(record.layout, &full_.tables[0]);  // by which encoders know it
    EXPECT_EQ(full_.tables[0].members.size(), held_.tables[0].members.size());
}

TEST_F(CompletionOf, FieldsHoldsWhatTheyNeedWithoutShowingIt) {
    ask({"FLOW_DURATION_MILLISECONDS"});

    EXPECT_EQ(held_.tables[0].members.size(), 2U);
    EXPECT_EQ(full_.tables[0].columns.size(), 1U);
    EXPECT_EQ(full_.tables[0].columns[0].member, 2U);
}

TEST_F(CompletionOf, DurationsIsTheTimeBetweenFirstAndLastPacket) {
    ask({"FLOW_DURATION_MILLISECONDS", "FLOW_DURATION_MICROSECONDS", "IN_PKTS"});
    put("FLOW_START_MILLISECONDS", 1'000'000'007);
    put("FLOW_END_MILLISECONDS", 3'500'999'999);
    put("IN_PKTS", 77);

    EXPECT_EQ(made<std::uint32_t>("FLOW_DURATION_MILLISECONDS"), 2'500U);
    EXPECT_EQ(made<std::uint32_t>("FLOW_DURATION_MICROSECONDS"), 2'500'999U);
    EXPECT_EQ(made<std::uint64_t>("IN_PKTS"), 77U);
}

TEST_F(CompletionOf, DurationsStaysAtTheLargestNumber) {
    ask({"FLOW_DURATION_MICROSECONDS"});
    put("FLOW_START_MILLISECONDS", 1);
    put("FLOW_END_MILLISECONDS", 1 + 4'294'967'296'000);

    EXPECT_EQ(made<std::uint32_t>("FLOW_DURATION_MICROSECONDS"), 4'294'967'295U);
}

TEST_F(CompletionOf, DurationsIsZeroIfTheLastPacketCameFirst) {
    ask({"FLOW_DURATION_MICROSECONDS"});
    put("FLOW_START_MILLISECONDS", 5'000);
    put("FLOW_END_MILLISECONDS", 4'000);

    EXPECT_EQ(made<std::uint32_t>("FLOW_DURATION_MICROSECONDS"), 0U);
}

TEST_F(CompletionOf, SampledFlowsMultipliesTheirSumsAlone) {
    ask({"IN_PKTS", "NUM_PKTS_TTL_2_5", "MAX_IP_PKT_LEN", "FLOW_DURATION_MILLISECONDS"});
    put("IN_PKTS", 0x1000'0000'0000'0000);
    store(bytes_.data() + held_.tables[0].find("NUM_PKTS_TTL_2_5")->offset, std::uint32_t{7});
    store(bytes_.data() + held_.tables[0].find("MAX_IP_PKT_LEN")->offset, std::uint32_t{1500});
    put("FLOW_END_MILLISECONDS", 5'000'000);

    EXPECT_EQ(made<std::uint64_t>("IN_PKTS", 10), 0xa000'0000'0000'0000);
    EXPECT_EQ(made<std::uint64_t>("IN_PKTS", 16), 0xffff'ffff'ffff'ffff);  // the largest number
    EXPECT_EQ(made<std::uint32_t>("NUM_PKTS_TTL_2_5", 10), 70U);
    EXPECT_EQ(made<std::uint32_t>("MAX_IP_PKT_LEN", 10), 1500U);
    EXPECT_EQ(made<std::uint32_t>("FLOW_DURATION_MILLISECONDS", 10), 5U);
}

TEST_F(CompletionOf, FieldsWithoutTheirSourceHoldsNothing) {
    ask({"SRC_AS", "SRC_IP_CITY", "IN_PKTS"});

    EXPECT_EQ(held_.tables.size(), 1U);
    EXPECT_EQ(held_.tables[0].members.size(), 1U);
    EXPECT_THAT(full_.tables[0].find("SRC_AS"), IsNull());  // find_computed() has its 0, and no record becomes longer
    EXPECT_EQ(made<std::uint64_t>("SRC_IP_CITY"), 0U);
}

TEST(Makers, FillTheFieldsThatTheyMake) {
    const std::vector<std::string> all = {"as_list", "city_list", "route_lookup"};
    Sources sources;
    for (const bpf::Feature& feature : catalogue().features()) {
        if (!find_maker(feature.name)) continue;
        const bpf::Layouts held = bpf::make_layouts({&feature}, {}, catalogue(), all);
        for (const bpf::Layout& layout : held.tables) {
            std::vector<std::byte> record(layout.slot_octets), out(bpf::size_of(feature) + 8, std::byte{0xa5});
            find_maker(feature.name)(layout, sources)({&layout, record.data(), EndReason::idle, {}}, out.data());
            EXPECT_EQ(std::vector(out.end() - 8, out.end()), std::vector(8, std::byte{0xa5})) << feature.name;
            if (feature.type == bpf::Type::string) {
                EXPECT_NE(out[bpf::size_of(feature) - 1], std::byte{0xa5}) << feature.name;
            }
        }
    }
}

TEST(Makers, ExistForEveryFieldThatNeedsOthers) {
    for (const bpf::Feature& feature : catalogue().features())
        EXPECT_TRUE(feature.needs.empty() || !feature.reverse_of.empty() || find_maker(feature.name) != nullptr) << feature.name;
    EXPECT_THAT(find_maker("IN_PKTS"), IsNull());
}

// Two directions: `put` writes the forward one, `put_back` the other.
class CompletionOfBoth : public CompletionOf {
 protected:
    void ask(const std::vector<const char*>& names) {
        CompletionOf::ask(names);
        back_.assign(bytes_.size(), std::byte{0});
    }
    void put_back(const char* name, std::uint64_t value) { store(back_.data() + held_.tables[0].find(name)->offset, value); }
    [[nodiscard]] Record both() const {
        Record record{&held_.tables[0], bytes_.data(), EndReason::idle, {}};
        record.reverse = back_.data();
        return record;
    }
    std::uint64_t made_of_both(const char* name, bool swapped = false) {
        Completion complete(held_.tables[0], full_.tables[0], sources_, scale_, directions_);
        const Record record = complete(swapped ? reversed(both()) : both());
        const bpf::Member& member = *full_.tables[0].find(name);
        return number_at(member.feature->type, record.bytes + member.offset);
    }
    void split() {
        directions_ = Directions::split;
        full_ = completed(held_, {}, directions_);
    }

    std::vector<std::byte> back_;
    Directions directions_ = Directions::joined;
    std::uint32_t scale_ = 1;
};

TEST_F(CompletionOfBoth, FieldsHoldTheForwardOnesAndTheTimeOfTheFirstPacket) {
    ask({"OUT_PKTS"});

    ASSERT_EQ(held_.tables[0].members.size(), 2U);
    EXPECT_NE(held_.tables[0].find("IN_PKTS"), nullptr);
    EXPECT_NE(held_.tables[0].find("FLOW_START_MILLISECONDS"), nullptr);
    EXPECT_TRUE(held_.bidirectional);
}

TEST_F(CompletionOfBoth, ShowsWhatIsRememberedOfTheSourcesDirection) {
    ask({"OCTET_TOTAL", "OUT_PKTS"});
    put("OCTET_TOTAL", 100);
    put_back("OCTET_TOTAL", 700);

    EXPECT_EQ(made_of_both("OCTET_TOTAL"), 100U);
}

TEST_F(CompletionOfBoth, ShowsEachDirectionInItsField) {
    ask({"IN_PKTS", "OUT_PKTS"});
    put("IN_PKTS", 5);
    put_back("IN_PKTS", 7);

    EXPECT_EQ(made_of_both("IN_PKTS"), 5U);
    EXPECT_EQ(made_of_both("OUT_PKTS"), 7U);
    EXPECT_EQ(made<std::uint64_t>("OUT_PKTS"), 0U) << "without the other direction";
}

TEST_F(CompletionOfBoth, SampledFlowsMultipliesBoth) {
    ask({"IN_PKTS", "OUT_PKTS", "layer2OctetDeltaCount"});
    put("IN_PKTS", 5);
    put("layer2OctetDeltaCount", 100);
    put_back("IN_PKTS", 7);
    put_back("layer2OctetDeltaCount", 11);
    scale_ = 10;

    EXPECT_EQ(made_of_both("IN_PKTS"), 50U);
    EXPECT_EQ(made_of_both("OUT_PKTS"), 70U);
    EXPECT_EQ(made_of_both("layer2OctetDeltaCount"), 1'110U);
}

TEST_F(CompletionOfBoth, JoinsWhatHasNoCounterpartByItsRole) {
    ask({"OUT_PKTS", "TCP_FLAGS", "FIRST_SWITCHED", "LAST_SWITCHED", "layer2OctetDeltaCount"});
    for (const auto& [name, there, back] : {std::tuple{"FLOW_START_MILLISECONDS", 30U, 20U},
                                            {"FLOW_END_MILLISECONDS", 50U, 70U},
                                            {"layer2OctetDeltaCount", 100U, 11U}}) {
        put(name, there);
        put_back(name, back);
    }
    bytes_[held_.tables[0].find("TCP_FLAGS")->offset] = std::byte{0x02};
    back_[held_.tables[0].find("TCP_FLAGS")->offset] = std::byte{0x12};

    EXPECT_EQ(made_of_both("FLOW_START_MILLISECONDS"), 20U);
    EXPECT_EQ(made_of_both("FLOW_END_MILLISECONDS"), 70U);
    EXPECT_EQ(made_of_both("layer2OctetDeltaCount"), 111U);
    EXPECT_EQ(made_of_both("TCP_FLAGS"), 0x12U);
}

TEST_F(CompletionOfBoth, DurationsAreOfTheFlowOrOfADirection) {
    ask({"DURATION_IN", "DURATION_OUT", "FLOW_DURATION_MILLISECONDS"});
    put("FLOW_START_MILLISECONDS", 1'000'000'000);
    put("FLOW_END_MILLISECONDS", 1'040'000'000);
    put_back("FLOW_START_MILLISECONDS", 1'010'000'000);
    put_back("FLOW_END_MILLISECONDS", 1'090'000'000);

    EXPECT_EQ(made_of_both("DURATION_IN"), 40U);
    EXPECT_EQ(made_of_both("DURATION_OUT"), 80U);
    EXPECT_EQ(made_of_both("FLOW_DURATION_MILLISECONDS"), 90U);
}

TEST_F(CompletionOfBoth, SplitEachDirectionIsARecordOfItsOwn) {
    ask({"IN_PKTS", "OUT_PKTS", "FLOW_DURATION_MILLISECONDS", "BIFLOW_DIRECTION"});
    split();
    put("IN_PKTS", 5);
    put_back("IN_PKTS", 7);
    put("FLOW_END_MILLISECONDS", 40'000'000);
    put_back("FLOW_END_MILLISECONDS", 90'000'000);

    EXPECT_EQ(full_.tables[0].columns.size(), 3U);
    EXPECT_EQ(made_of_both("IN_PKTS"), 5U);
    EXPECT_EQ(made_of_both("FLOW_DURATION_MILLISECONDS"), 40U);
    EXPECT_EQ(made_of_both("BIFLOW_DIRECTION"), 1U);
    EXPECT_EQ(made_of_both("IN_PKTS", true), 7U);
    EXPECT_EQ(made_of_both("FLOW_DURATION_MILLISECONDS", true), 90U);
    EXPECT_EQ(made_of_both("BIFLOW_DIRECTION", true), 2U);
}

TEST_F(CompletionOfBoth, SplitLatenciesAreTheSameInBoth) {
    ask({"SERVER_NW_LATENCY_MS", "APPL_LATENCY_MS"});
    split();
    put("TCP_FIRST_SYN", ~std::uint64_t{100'000'000});
    put("TCP_LAST_SYN", 100'000'000);
    put("FIRST_PAYLOAD", ~std::uint64_t{150'000'000});
    put_back("TCP_FIRST_SYN", ~std::uint64_t{130'000'000});
    put_back("TCP_LAST_SYN", 130'000'000);
    put_back("FIRST_PAYLOAD", ~std::uint64_t{177'000'000});

    for (const bool swapped : {false, true}) {
        EXPECT_EQ(made_of_both("SERVER_NW_LATENCY_MS", swapped), 15U);
        EXPECT_EQ(made_of_both("APPL_LATENCY_MS", swapped), 27U);
    }
}

}  // namespace
}  // namespace exporter
