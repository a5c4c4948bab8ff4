// SPDX-License-Identifier: Apache-2.0
// Looks through the flows in progress for the largest ones, or those of some key, a few at a time: what else the thread has to do,
// snapshots above all, comes in between. What has not been drained from the kernel's tables yet is not in it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "probe/session/flows.hpp"

namespace probe {

enum class FlowOrder : std::uint8_t {
    automatic,
    octets,
    packets,
    latest
};  // automatic: the first of the others that is possible

struct FlowQuery {
    std::vector<std::pair<std::string, std::string>>
        where{};                             // field and value as it is shown; of an address also NETWORK/LENGTH
    FlowOrder order = FlowOrder::automatic;  // the largest, or last seen, first
    std::size_t offset = 0, limit = 20;      // flows that are passed over, and shown

    static constexpr std::size_t kMostShown = 1000, kMostSorted = 10'000;  // limit; offset + limit
};

struct FlowPage {
    std::vector<std::string> flows;  // JSON objects of all fields, but those that are known when a flow is over
    std::uint64_t matching = 0;      // flows in all
    std::uint64_t examined = 0;
    FlowOrder order = FlowOrder::octets;
};

// For the thread that Flows is for.
class FlowSearch {
 public:
    // Fails if a field is none of those held, its value is none of its type, or the order needs a counter that is not held.
    [[nodiscard]] static Result<FlowSearch> make(const FlowQuery& query, const Flows& flows);

    // Goes on with so many places for flows at most; true: that was all. Begins anew with other Flows than before.
    [[nodiscard]] bool step(Flows& flows, std::size_t places);
    // To be asked for once, of the Flows of the last step.
    [[nodiscard]] FlowPage page(Flows& flows);

 private:
    struct Condition {  // octets of a record, compared under a mask
        std::size_t offset = 0;
        std::vector<std::byte> value, mask;
    };
    struct Table {
        bool matches = true;  // false: no flow of it has one of the fields
        std::vector<Condition> conditions;
        std::vector<std::pair<bool, std::uint32_t>> interfaces;  // true: output
        const bpf::Member* counter = nullptr;                    // that flows are ordered by; null: by time
    };
    struct Found {
        std::uint64_t size;
        std::size_t table;
        exporter::Record record;        // without its octets
        std::vector<std::byte> octets;  // of the record, and of the reverse one, if any
    };

    FlowSearch() = default;
    [[nodiscard]] Result<> resolve(const Flows& flows);
    [[nodiscard]] Result<> add_condition(const std::string& name, const std::string& value, const bpf::Layout& layout,
                                         Table& table, bool& is_known) const;
    [[nodiscard]] static bool matches(const Table& table, const exporter::Record& record);
    void look_at(std::size_t table, const exporter::Record& record, std::uint64_t end_ns);

    FlowQuery query_;
    std::vector<Table> tables_;
    std::uint64_t serial_ = 0;  // of the Flows that it goes through
    std::size_t table_ = 0;
    exporter::EntryNumber place_ = 0;
    FlowPage page_;
    std::vector<Found> found_;  // a heap, the smallest in front
};

}  // namespace probe
