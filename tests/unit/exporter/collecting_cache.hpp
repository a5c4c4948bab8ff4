// SPDX-License-Identifier: Apache-2.0
// A flow cache that collects what it exports, for tests to compare.
#pragma once

#include <ostream>
#include <utility>
#include <vector>

#include "exporter/flow_cache.hpp"
#include "tests/unit/exporter/layouts.hpp"

namespace exporter::testing {

struct Ended {
    Flow flow;
    EndReason reason;
    friend bool operator==(const Ended&, const Ended&) = default;
    friend void PrintTo(const Ended& ended, std::ostream* out) {
        *out << "flow " << ended.flow.id << " [" << ended.flow.start_ns << ", " << ended.flow.end_ns << "] packets "
             << ended.flow.packets << " octets " << ended.flow.octets << " tos " << int{ended.flow.tos} << " flags "
             << int{ended.flow.flags} << " reason " << static_cast<int>(ended.reason);
    }
};

// A cache of ipv4_layout() flows that collects what ends. Times are plain nanoseconds: active 100, idle 30.
class CollectingCache {
 public:
    explicit CollectingCache(const FlowCacheSettings& settings = {.active = std::chrono::nanoseconds(100),
                                                                  .idle = std::chrono::nanoseconds(30)})
        : cache_(ipv4_layout(), settings, [this](const Record& record) {
              ended_.push_back({flow_in(record.bytes), record.reason});
          }) {}

    void add(const Flow& flow) { cache_.add(bytes_of(flow).data(), flow.end_ns); }
    FlowCache* operator->() { return &cache_; }

    // What has ended since the last call.
    std::vector<Ended> take() { return std::exchange(ended_, {}); }

 private:
    std::vector<Ended> ended_;
    FlowCache cache_;
};

}  // namespace exporter::testing
