// SPDX-License-Identifier: Apache-2.0
// What was read out of a map, for people and programs: JSON, and samples of time series in OpenMetrics.
#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "probe/monitor/contents.hpp"
#include "probe/monitor/leaf.hpp"
#include "probe/monitor/map_access.hpp"

namespace probe::monitor {

using Json = nlohmann::ordered_json;

struct Reading {
    const MapFacts& map;
    const Shape* key;  // null: elements have none
    const Shape& value;
    std::optional<Aggregate> aggregate;  // of per-CPU copies; none: each of them
    const Contents& contents;
};

// [{"key": ..., "value": ...}, ...]; with "values" for each CPU in their order, where they are not aggregated. Structures are objects,
// arrays are lists, enumerations their names, pointers and integers of 16 octets hexadecimal texts, arrays of char texts if they are.
[[nodiscard]] Json to_json(const Reading& reading);

// Text in the exposition format of OpenMetrics 1.0, without its end ("# EOF"). Samples of one family stand together, whatever
// the order in which they come.
class Exposition {
 public:
    using Labels = std::vector<std::pair<std::string, std::string>>;

    // A sample for each number in each value: family PREFIX_MEMBER..., the key (or its members), the place in lists, and the CPU as labels
    // behind the given ones. What is no number (texts, pointers) is left out. A sample that is there already is not added again.
    void add(const std::string& prefix, const std::string& help, const Labels& labels, const Reading& reading);

    [[nodiscard]] std::string text() const;

 private:
    friend class Sampler;
    struct Family {
        std::string help;
        std::string samples;
        std::set<std::string> labels;
    };
    std::map<std::string, Family> families_;
};

}  // namespace probe::monitor
