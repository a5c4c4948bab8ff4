// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bpf/catalogue.hpp"
#include "exporter/chosen_columns.hpp"

namespace exporter {
namespace {

using Names = std::vector<std::string>;

// Fields of both families; INPUT_SNMP is made of a key when exporting.
class ChosenColumns : public ::testing::Test {
 protected:
    void SetUp() override {
        auto loaded = bpf::Catalogue::load("");
        ASSERT_TRUE(loaded);
        catalogue_ = std::move(*loaded);
        std::vector<const bpf::Feature*> asked;
        for (const char* name : {"IPV4_SRC_ADDR", "INPUT_SNMP", "IN_PKTS", "IN_BYTES", "FIRST_SWITCHED", "TCP_FLAGS"})
            asked.push_back(catalogue_.find(name));
        layouts_ = bpf::make_layouts(asked, {}, catalogue_);
    }
    [[nodiscard]] std::vector<Names> chosen(const Names& names) const {
        std::vector<Names> result;
        const auto tables = chosen_columns(layouts_, names);
        if (!tables) return {{tables.error().text()}};
        for (const auto& columns : *tables) {
            Names& table = result.emplace_back();
            for (const bpf::Column& column : columns) table.push_back(column.feature->name);
        }
        return result;
    }

    bpf::Catalogue catalogue_;
    bpf::Layouts layouts_;
};

TEST_F(ChosenColumns, WithoutNamesAreAll) {
    EXPECT_EQ(chosen({}),
              (std::vector<Names>{{"IPV4_SRC_ADDR", "INPUT_SNMP", "IN_PKTS", "IN_BYTES", "FIRST_SWITCHED", "TCP_FLAGS"},
                                  {"IPV6_SRC_ADDR", "INPUT_SNMP", "IN_PKTS", "IN_BYTES", "FIRST_SWITCHED", "TCP_FLAGS"}}));
}

TEST_F(ChosenColumns, KeysAreNeverLeftOutAndTheOrderStays) {
    const std::vector<Names> expected{{"IPV4_SRC_ADDR", "INPUT_SNMP", "IN_PKTS", "FIRST_SWITCHED"},
                                      {"IPV6_SRC_ADDR", "INPUT_SNMP", "IN_PKTS", "FIRST_SWITCHED"}};
    EXPECT_EQ(chosen({"FIRST_SWITCHED", "packetDeltaCount"}), expected);
    EXPECT_EQ(chosen({"FIRST_SWITCHED", "IN_PKTS", "IPV6_SRC_ADDR"}), expected);
}

TEST_F(ChosenColumns, ANameThatIsNotMeteredIsRefused) {
    EXPECT_EQ(chosen({"IN_PKTS", "PROTOCOL"}),
              (std::vector<Names>{{"PROTOCOL is not one of the fields that are metered; add it to these, too"}}));
}

}  // namespace
}  // namespace exporter
