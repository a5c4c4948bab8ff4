// SPDX-License-Identifier: Apache-2.0
// Records of random built-in fields come back from decoders that are not ours, or know nothing of our encoders.
#include <gtest/gtest.h>

#include <random>

#include "tests/unit/exporter/round_trip.hpp"

namespace exporter {
namespace {

constexpr std::size_t kInputs = 100;

class RoundTripOf : public ::testing::TestWithParam<config::Protocol> {};

TEST_P(RoundTripOf, RandomRecordsOfRandomFields) {
    std::size_t compared = 0;
    for (std::size_t seed = 0; seed < kInputs; ++seed) {
        std::mt19937_64 random(seed);
        std::vector<std::uint8_t> input(200 + random() % 4000);
        for (std::uint8_t& octet : input) octet = static_cast<std::uint8_t>(random());
        ASSERT_NO_THROW(compared += testing::RoundTrip(GetParam(), input).run() ? 1 : 0) << "seed " << seed;
    }
    EXPECT_GT(compared, kInputs * 8 / 10);
}

INSTANTIATE_TEST_SUITE_P(Protocols, RoundTripOf,
                         ::testing::Values(config::Protocol::ipfix, config::Protocol::netflow9, config::Protocol::netflow5));

}  // namespace
}  // namespace exporter
