// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "exporter/template_id.hpp"

namespace exporter {
namespace {

WireField wire(std::uint32_t pen, std::uint16_t id, std::uint16_t length) {
    WireField field;
    field.pen = pen;
    field.id = id;
    field.length = length;
    return field;
}

TEST(TemplateId, StaysWhatItWasInEarlierReleases) {
    EXPECT_THAT(template_ids({{wire(0, 1, 8)}}), ::testing::ElementsAre(642));
    EXPECT_THAT(template_ids({{wire(35'632, 100, 8)}}), ::testing::ElementsAre(3818));
}

TEST(TemplateId, DependsOnEnterpriseElementLengthAndOrder) {
    const auto id = [](std::vector<WireField> fields) { return template_ids({std::move(fields)}).front(); };
    const std::uint16_t plain = id({wire(0, 1, 8), wire(0, 2, 8)});
    EXPECT_EQ(plain, id({wire(0, 1, 8), wire(0, 2, 8)}));
    EXPECT_NE(plain, id({wire(0, 2, 8), wire(0, 1, 8)}));
    EXPECT_NE(plain, id({wire(0, 1, 8), wire(0, 2, 4)}));
    EXPECT_NE(plain, id({wire(0, 1, 8), wire(9, 2, 8)}));
}

TEST(TemplateId, TablesThatMeetTakeTheNextOne) {
    const std::vector<WireField> fields{wire(0, 1, 8)};
    EXPECT_THAT(template_ids({fields, fields, fields}), ::testing::ElementsAre(642, 642 + 1, 642 + 2));
}

TEST(TemplateId, IsNeverTheIdOfASet) {
    for (std::uint16_t id = 1; id < 2000; ++id) EXPECT_GE(template_ids({{wire(0, id, 8)}}).front(), 256);
}

}  // namespace
}  // namespace exporter
