// SPDX-License-Identifier: Apache-2.0
// Joins partial records (snapshots of per-CPU tables) into flows and says when a flow is over. Time is passed in: there is no
// clock, no thread and no lock here; one thread at a time may call.
//
// All times are nanoseconds on the clock of the records (time_ns). A flow lasts from the earliest start to the latest end of its
// partial records. Without a start field a record starts at its end; without an end field it ends at now_ns; without either,
// both are now_ns. Times may run backwards from one record to the next.
//
// Bidirectional: records are kept for each direction, and the two of one flow know of each other (exporter/pairing.hpp). They end
// together: the flow lasts from the earlier start to the later end. Which of them began it is decided then, whatever the order in
// which they came. A direction whose partner does not come within the timeouts ends alone.
#pragma once

#include <tsl/robin_set.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <numeric>
#include <optional>
#include <vector>

#include "bpf/layout.hpp"
#include "exporter/carry.hpp"
#include "exporter/flow_entry.hpp"
#include "exporter/merge.hpp"
#include "exporter/pairing.hpp"
#include "exporter/record.hpp"
#include "exporter/timeouts.hpp"
#include "exporter/timing_wheel.hpp"

namespace exporter {

struct FlowCacheSettings {
    std::chrono::nanoseconds active = std::chrono::seconds(120);  // longest duration of a flow; zero = no limit
    std::chrono::nanoseconds idle = std::chrono::seconds(30);     // longest silence within a flow; zero = no limit
    bool end_on_tcp = false;            // FIN or RST ends a flow; without TCP_FLAGS or tcpControlBits in the layout: no effect
    std::size_t max_flows = 1'048'576;  // bounds the memory; at least 1. Each direction of a flow counts
    bool bidirectional = false;         // join both directions of a flow
};

class FlowCache {
 public:
    // Receives each flow that is over, once; must not call back into the cache. The record is valid during the call.
    using Sink = std::function<void(const Record&)>;

    // The layout must outlive the cache.
    FlowCache(const bpf::Layout& layout, const FlowCacheSettings& settings, Sink sink);
    FlowCache(const FlowCache&) = delete;
    FlowCache& operator=(const FlowCache&) = delete;

    // One partial record: key and value octets of the layout, at any alignment; copied. Exports before joining it
    //   - the flow of the same key, if a timeout had passed by the start of this record (idle or active), and
    //   - the flow least recently added to, if the record needs a new entry and there is none (resources);
    // and after joining it this flow, if a TCP FIN or RST ends it (end). Where directions are joined, that is left to advance(),
    // because the other one's last packets may come in the next record: one RST, or a FIN of each direction that was seen, ends it.
    void add(const std::byte* slot, std::uint64_t now_ns);

    // Exports every flow with now - end >= idle (idle), or with end - start >= active or now - start >= active (active). Where
    // both hold, the reason is the timeout that came first. Later packets start a new flow. To be called between snapshots.
    void advance(std::uint64_t now_ns);

    // Exports all flows (forced), by start time if the layout holds one, then by key octets.
    void flush();

    // Exports what another cache could not go on with: flows that came from a third one and that no record has joined since, so that
    // they still lack fields of this layout (forced). To be called before carry_to().
    void end_uncarried(const Carry& carry);
    // Every flow goes on in another cache, which has none yet: no flow ends, but what the other one has no room for. This one is empty
    // then. `carry` is from this cache's layout to that one's.
    void carry_to(FlowCache& to, const Carry& carry);

    // Goes with every record from now on; its point only where the layout does not hold a number of points.
    void set_context(const RecordContext& context) { context_ = context; }
    // What numbers of points mean; must outlive the cache.
    void set_points(const Points& points) { points_ = &points; }

    // Flows now, each with one direction or both.
    [[nodiscard]] std::size_t size() const { return arena_.used() - pairs_; }

    // Looks at flows in progress, which stay as they are: at most `most` places for a flow, from `place` on (0 is the first). Returns the
    // place to go on at, or nothing at the end. Between two calls flows may come and go; one that stays is looked at once. The record's
    // reason means nothing.
    using Visitor = std::function<void(const Record&, std::uint64_t end_ns)>;
    [[nodiscard]] std::optional<EntryNumber> visit(EntryNumber place, std::size_t most, const Visitor& visitor) const;
    [[nodiscard]] const bpf::Layout& layout() const { return layout_; }

    // Flows that have begun so far: those that are over, and those of now.
    [[nodiscard]] std::uint64_t begun() const {
        return std::accumulate(exported_.begin(), exported_.end(), std::uint64_t{size()});
    }

    // Of memory for each of the flows that the cache has grown to: entry, record, and the index at its lowest load.
    [[nodiscard]] static std::size_t octets_per_flow(const bpf::Layout& layout, bool bidirectional);

    // Flows given to the sink so far for this reason.
    [[nodiscard]] std::uint64_t exported(EndReason reason) const { return exported_[static_cast<std::size_t>(reason)]; }

 private:
    static constexpr std::uint64_t kFin = 0x01, kRst = 0x04;

    struct Times {
        std::uint64_t start_ns;
        std::uint64_t end_ns;
    };
    struct Probe {
        const std::byte* key;
    };
    struct Partner {  // of a direction: an entry without one, whose key is this one but for its point
        const std::byte* reversed_key;
    };
    struct HashOfEntry {
        const EntryArena* arena;
        std::size_t operator()(EntryNumber number) const { return (*arena)[number].hash; }
    };
    struct SameKey {
        using is_transparent = void;
        const FlowCache* cache;
        bool operator()(EntryNumber a, EntryNumber b) const { return a == b; }
        bool operator()(EntryNumber number, const Probe& probe) const { return (*this)(probe, number); }
        bool operator()(const Probe& probe, EntryNumber number) const;
        bool operator()(EntryNumber number, const Partner& partner) const { return (*this)(partner, number); }
        bool operator()(const Partner& partner, EntryNumber number) const;
    };
    using Index = tsl::robin_set<EntryNumber, HashOfEntry, SameKey, std::allocator<EntryNumber>, true>;

    [[nodiscard]] Times times_of(const std::byte* slot, std::uint64_t now_ns) const;
    [[nodiscard]] std::uint32_t hash_of(const std::byte* slot) const;
    [[nodiscard]] EntryNumber find(const std::byte* slot, std::uint32_t hash) const;
    [[nodiscard]] std::uint64_t tcp_flags(const std::byte* slot) const;
    [[nodiscard]] EntryNumber partner(EntryNumber number) const;
    void set_partner(EntryNumber number, EntryNumber partner);
    void find_partner(EntryNumber number, const Times& times);
    [[nodiscard]] Deadline timeout_of(EntryNumber number) const;
    [[nodiscard]] bool is_over(EntryNumber number) const;
    [[nodiscard]] bool is_forward(EntryNumber number) const;
    void touch(EntryNumber number);
    EntryNumber insert(const std::byte* slot, std::uint32_t hash, const Times& times);
    void update(EntryNumber number, const std::byte* slot, const Times& times);
    void end(EntryNumber number, EndReason reason);
    void release(EntryNumber number);
    void merge(EntryNumber number, const std::byte* slot);
    [[nodiscard]] Record record_of(EntryNumber forward, EntryNumber other, EndReason reason) const;
    [[nodiscard]] Point point_of(EntryNumber number) const;

    const bpf::Layout& layout_;
    const Sink sink_;
    const Merger merger_;
    const TimeOffsets time_offsets_;
    const Timeouts timeouts_;
    const bpf::Member* tcp_flags_ = nullptr;  // null: TCP does not end flows
    const std::uint64_t seed_;
    RecordContext context_;
    const bpf::Member* const point_;  // null: not held
    const Points* points_ = nullptr;
    const std::optional<Pairing> pairing_;  // none: directions are flows of their own
    const std::size_t partner_offset_;      // from an entry's record, if they are joined
    std::vector<std::byte> reversed_;       // key that is looked for
    std::size_t pairs_ = 0;
    EntryArena arena_;
    Index index_;
    EntryList<&Entry::by_update> by_update_;  // front: least recently added to
    TimingWheel wheel_;
    std::optional<Carry> carried_;              // how the flows of another cache came here
    tsl::robin_set<EntryNumber> incomplete_{};  // of those, which no record has joined since; mostly none
    std::array<std::uint64_t, 6> exported_{};
};

}  // namespace exporter
