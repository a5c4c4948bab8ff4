// SPDX-License-Identifier: Apache-2.0
#include "probe/offline/interface_clock.hpp"

#include <limits>

namespace probe {

namespace {

__extension__ using Wide = __int128;  // 2^64 seconds in nanoseconds need 94 bits

constexpr std::uint64_t kNsPerSecond = 1'000'000'000;

std::uint64_t power_of_ten(unsigned exponent) {
    std::uint64_t power = 1;
    for (; exponent > 0; --exponent) power *= 10;
    return power;
}

}  // namespace

InterfaceClock::InterfaceClock(std::uint8_t resolution, std::int64_t offset_s) : offset_s_(offset_s) {
    const unsigned exponent = resolution & 0x7fU;
    if ((resolution & 0x80U) != 0) {
        multiply_ = kNsPerSecond;
        shift_ = exponent;
    } else if (exponent <= 9) {
        multiply_ = power_of_ten(9 - exponent);
    } else if (exponent - 9 <= 19) {
        multiply_ = 1;
        divide_ = power_of_ten(exponent - 9);
    } else {
        multiply_ = 0;  // 2^64 units of 10^-29 seconds are less than a nanosecond
    }
}

std::uint64_t InterfaceClock::to_ns(std::uint64_t units) const {
    Wide time_ns = Wide{units} * multiply_;
    if (divide_ != 1) time_ns /= divide_;
    time_ns >>= shift_;
    time_ns += Wide{offset_s_} * kNsPerSecond;
    if (time_ns < 0) return 0;
    constexpr auto kMax = std::numeric_limits<std::uint64_t>::max();
    return time_ns > Wide{kMax} ? kMax : static_cast<std::uint64_t>(time_ns);
}

}  // namespace probe
