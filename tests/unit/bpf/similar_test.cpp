// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "bpf/similar.hpp"

namespace bpf {

TEST(Similar, FindsTheNameWithTheFewestEdits) {
    EXPECT_EQ(most_similar("IN_BYTE", {"IN_PKTS", "IN_BYTES", "OUT_BYTES"}), "IN_BYTES");
    EXPECT_EQ(most_similar("TCP_FLAG", {"TCP_FLAGS", "SRC_TOS"}), "TCP_FLAGS");
}

TEST(Similar, CountsASwapOfNeighboursAsOneEdit) {
    EXPECT_EQ(most_similar("abdc", {"abxy", "abcd"}), "abcd");
    EXPECT_EQ(most_similar("badc", {"abcd"}), "abcd");  // two swaps, where replacing would take four
}

TEST(Similar, DoesNotCareForCase) { EXPECT_EQ(most_similar("in_bytes", {"IN_PKTS", "IN_BYTES"}), "IN_BYTES"); }

TEST(Similar, FindsNothingThatIsTooDifferent) {
    EXPECT_EQ(most_similar("abc", {"xyz"}), "");
    EXPECT_EQ(most_similar("abcdefghi", {"abcdefxyz"}), "abcdefxyz");  // a third
    EXPECT_EQ(most_similar("abcdefghi", {"abcdewxyz"}), "");
    EXPECT_EQ(most_similar("x", {}), "");
}

TEST(Similar, TakesTheFirstOfEquallySimilarNames) { EXPECT_EQ(most_similar("ab1", {"ab2", "ab3"}), "ab2"); }

TEST(Similar, DoesNotWorkOnAbsurdlyLongNames) { EXPECT_EQ(most_similar(std::string(65, 'a'), {std::string(65, 'a')}), ""); }

TEST(Lower, ChangesAsciiLettersOnly) { EXPECT_EQ(lower("AzZ_9Ä"), "azz_9Ä"); }

}  // namespace bpf
