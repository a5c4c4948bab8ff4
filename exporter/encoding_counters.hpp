// SPDX-License-Identifier: Apache-2.0
// What became of flows that a protocol cannot carry as they are. Counted by the encoder, hence the same for all collectors that
// get the same messages.
#pragma once

#include <atomic>
#include <cstdint>

namespace exporter {

struct EncodingCounters {
    std::uint64_t unsupported_flows = 0;  // not sent: the protocol has no room for such flows (NetFlow v5: IPv6)
    std::uint64_t inexact_flows = 0;      // sent with a value that the protocol cannot hold, and that was replaced
    std::uint64_t added_records = 0;      // beyond one a flow: a counter was too large for one; their sum is exact

    EncodingCounters& operator+=(const EncodingCounters& more) {
        unsupported_flows += more.unsupported_flows;
        inexact_flows += more.inexact_flows;
        added_records += more.added_records;
        return *this;
    }
};

// The same, counted by one thread and read by any.
class EncodingTally {
 public:
    // Adds to a counter of above; for one thread.
    void add(std::uint64_t EncodingCounters::*counter, std::uint64_t number = 1) {
        std::atomic<std::uint64_t>& value = counter == &EncodingCounters::unsupported_flows ? unsupported_flows_
                                            : counter == &EncodingCounters::inexact_flows   ? inexact_flows_
                                                                                            : added_records_;
        value.store(value.load(std::memory_order_relaxed) + number, std::memory_order_relaxed);
    }

    [[nodiscard]] EncodingCounters counters() const {
        return {unsupported_flows_.load(std::memory_order_relaxed), inexact_flows_.load(std::memory_order_relaxed),
                added_records_.load(std::memory_order_relaxed)};
    }

 private:
    std::atomic<std::uint64_t> unsupported_flows_{0};
    std::atomic<std::uint64_t> inexact_flows_{0};
    std::atomic<std::uint64_t> added_records_{0};
};

}  // namespace exporter
