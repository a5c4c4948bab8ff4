// SPDX-License-Identifier: Apache-2.0
#include "probe/monitor/tally.hpp"

#include <string_view>
#include <unordered_map>
#include <utility>

#include "probe/monitor/leaf.hpp"

namespace probe::monitor {

namespace {

std::string_view text_of(const std::byte* at, std::size_t octets) { return {reinterpret_cast<const char*>(at), octets}; }

}  // namespace

Contents Tally::take() {
    left_out_ = 0;
    return std::exchange(sum_, {});
}

void Tally::append(const Contents& more, std::size_t element) {
    sum_.keys.insert(sum_.keys.end(), more.key(element), more.key(element) + more.key_octets);
    sum_.values.insert(sum_.values.end(), more.value(element), more.value(element) + more.value_octets);
    sum_.count++;
}

void Tally::add_to(std::size_t element, const std::byte* more) {
    std::byte* into = sum_.values.data() + element * sum_.value_octets;
    for (std::uint32_t copy = 0; copy < map_.copies; copy++)
        accumulate(value_, into + copy * map_.stride(), more + copy * map_.stride());
}

void Tally::add(Contents more) {
    if (sum_.count == 0) {
        sum_ = std::move(more);
        return;
    }
    if (!map_.has_keys()) {
        for (std::size_t i = 0; i < more.count; i++)
            if (sum_.count < map_.max_entries)
                append(more, i);
            else
                left_out_++;
        return;
    }
    sum_.keys.reserve((sum_.count + more.count) * sum_.key_octets);  // the index refers to them
    std::unordered_map<std::string_view, std::size_t> known;
    known.reserve(sum_.count + more.count);
    for (std::size_t i = 0; i < sum_.count; i++) known.emplace(text_of(sum_.key(i), sum_.key_octets), i);
    for (std::size_t i = 0; i < more.count; i++) {
        const auto at = known.find(text_of(more.key(i), more.key_octets));
        if (at != known.end()) {
            add_to(at->second, more.value(i));
        } else if (sum_.count < map_.max_entries) {
            append(more, i);
            known.emplace(text_of(sum_.key(sum_.count - 1), sum_.key_octets), sum_.count - 1);
        } else {
            left_out_++;
        }
    }
}

}  // namespace probe::monitor
