// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "config/names.hpp"

namespace config {

TEST(SplitNames, SplitsAtBlanksCommasAndBackslashes) {
    EXPECT_EQ(split_names("A B"), (std::vector<std::string>{"A", "B"}));
    EXPECT_EQ(split_names(" A,B ,\tC\n%D\\\n  E"), (std::vector<std::string>{"A", "B", "C", "%D", "E"}));
    EXPECT_EQ(split_names(std::string()), std::vector<std::string>{});
    EXPECT_EQ(split_names(" ,, "), std::vector<std::string>{});
}

TEST(SplitNames, SplitsEachOfSeveralTexts) {
    EXPECT_EQ(split_names(std::vector<std::string>{"A B", "", "C"}), (std::vector<std::string>{"A", "B", "C"}));
}

}  // namespace config
