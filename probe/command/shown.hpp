// SPDX-License-Identifier: Apache-2.0
// Answers of the API as people read them.
#pragma once

#include <string>
#include <vector>

#include "probe/api/problem.hpp"

namespace probe {

using api::Json;

// Columns under their names (the first row), two blanks apart; where all values of a column are numbers, it is right-aligned.
[[nodiscard]] std::string table_text(const std::vector<std::vector<std::string>>& rows);

// Objects as rows: their members of these names. What a name has no value for is "-".
[[nodiscard]] std::string table_text(const Json& list, const std::vector<std::string>& names);

// "frames: 12" for each member; of objects in it "lost.log_full: 0"; lists of texts between blanks, lists of objects as their number.
[[nodiscard]] std::string lines_text(const Json& object);

// A text, a number, or "-" for null.
[[nodiscard]] std::string value_text(const Json& value);

// Server-sent events as they come, in parts of any size: a line for each, "2026-11-20T10:11:12.345Z change ms: 43, …", or, as they were
// sent, their JSON.
class EventLines {
 public:
    explicit EventLines(bool as_json) : as_json_(as_json) {}
    [[nodiscard]] std::string add(const std::string& part);

 private:
    [[nodiscard]] std::string line_of(const std::string& event) const;

    const bool as_json_;
    std::string unread_;
};

// "1.2 M"; three digits.
[[nodiscard]] std::string scaled_text(double value);

// What `top` shows: the state now, and rates since the state before (null: there was none). `width` and `height` are those of the
// terminal; lines are cut, and flows left out, to fit.
struct TopView {
    Json status, before, interfaces, interfaces_before, flows;
};
[[nodiscard]] std::string top_text(const TopView& view, std::size_t width, std::size_t height);

}  // namespace probe
