// SPDX-License-Identifier: Apache-2.0
#include "probe/collect/sequence.hpp"

#include <algorithm>

namespace probe::collect {

SequenceCounters& SequenceCounters::operator+=(const SequenceCounters& other) {
    gaps += other.gaps;
    missing += other.missing;
    late += other.late;
    restarts += other.restarts;
    return *this;
}

void SequenceCheck::on_message(std::uint32_t sequence, std::optional<std::uint32_t> records) {
    const std::uint32_t ahead = due_ ? sequence - *due_ : 0;  // modulo 2^32, as the numbers are
    const bool is_behind = ahead >= 0x8000'0000U;
    if (is_behind && 0U - ahead <= kMostLate && sequence != 0) {
        ++counters_.late;
        counters_.missing -= std::min<std::uint64_t>(counters_.missing, records.value_or(0));
        return;
    }
    if (is_behind) {
        ++counters_.restarts;
    } else if (ahead > 0) {
        ++counters_.gaps;
        counters_.missing += ahead;
    }
    due_.reset();
    if (records) due_ = sequence + *records;
}

}  // namespace probe::collect
