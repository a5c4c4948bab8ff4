// SPDX-License-Identifier: Apache-2.0
#include "probe/command/shown.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "bpf/one_line.hpp"

namespace probe {

namespace {

bool is_number(const std::string& text) {
    return !text.empty() && (text == "-" || std::isdigit(static_cast<unsigned char>(text.front()))) &&
           text.find_first_not_of("0123456789.-+e") == std::string::npos;
}

// Letters, not octets: descriptions may have others than ASCII.
std::size_t width_of(const std::string& text) {
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char letter) { return (static_cast<unsigned char>(letter) & 0xc0) != 0x80; }));
}

void add_lines(std::string& text, const std::string& prefix, const Json& object) {
    for (const auto& [name, value] : object.items()) {
        if (value.is_object())
            add_lines(text, prefix + name + ".", value);
        else
            text += fmt::format("{}{}: {}\n", prefix, name, value_text(value));
    }
}

}  // namespace

std::string value_text(const Json& value) {
    if (value.is_null()) return "-";
    if (value.is_string()) return bpf::one_line(value.get<std::string>());
    if (value.is_number_float()) return fmt::format("{:.6g}", value.get<double>());
    if (!value.is_array()) return value.dump();
    if (!value.empty() && value.front().is_object()) return std::to_string(value.size());
    std::string text;
    for (const Json& one : value) text += fmt::format("{}{}", text.empty() ? "" : " ", value_text(one));
    return text;
}

std::string table_text(const std::vector<std::vector<std::string>>& rows) {
    if (rows.empty()) return {};
    std::vector<std::size_t> widths(rows.front().size());
    std::vector<bool> is_right(widths.size(), true);
    for (std::size_t row = 0; row < rows.size(); row++)
        for (std::size_t column = 0; column < widths.size(); column++) {
            widths[column] = std::max(widths[column], width_of(rows[row][column]));
            is_right[column] = is_right[column] && (row == 0 || is_number(rows[row][column]));
        }
    std::string text;
    for (const auto& row : rows) {
        std::string line;
        for (std::size_t column = 0; column < widths.size(); column++) {
            const std::string blanks(widths[column] - width_of(row[column]), ' ');
            line += fmt::format("{}{}{}{}", column ? "  " : "", is_right[column] ? blanks : "", row[column],
                                is_right[column] ? "" : blanks);
        }
        line.erase(line.find_last_not_of(' ') + 1);
        text += line;
        text += '\n';
    }
    return text;
}

std::string table_text(const Json& list, const std::vector<std::string>& names) {
    std::vector<std::vector<std::string>> rows = {names};
    for (const Json& one : list) {
        rows.emplace_back();
        for (const std::string& name : names) rows.back().push_back(one.contains(name) ? value_text(one.at(name)) : "-");
    }
    return table_text(rows);
}

std::string lines_text(const Json& object) {
    std::string text;
    add_lines(text, "", object);
    return text;
}

std::string EventLines::add(const std::string& part) {
    unread_ += part;
    std::string lines;
    for (std::size_t end = 0; (end = unread_.find("\n\n")) != std::string::npos; unread_.erase(0, end + 2))
        lines += line_of(unread_.substr(0, end));
    return lines;
}

// What has no data keeps the connection alive.
std::string EventLines::line_of(const std::string& event) const {
    const auto value = [&](const std::string& name) -> std::string {
        const std::size_t begin = ("\n" + event).find("\n" + name + ": ");
        if (begin == std::string::npos) return "";
        const std::size_t from = begin + name.size() + 2;
        return event.substr(from, event.find('\n', from) - from);
    };
    const std::string data = value("data");
    Json object = Json::parse(data, nullptr, false);
    if (!object.is_object()) return "";
    if (as_json_) return data + "\n";
    std::string line = value_text(object.value("time", Json())) + " " + value("event");
    object.erase("time");
    std::string rest = lines_text(object);
    for (std::size_t end = 0; (end = rest.find('\n')) != std::string::npos; rest.erase(0, end + 1))
        line += (line.ends_with(value("event")) ? " " : ", ") + rest.substr(0, end);
    return line + "\n";
}

std::string scaled_text(double value) {
    for (const char* unit : {"", " k", " M", " G"}) {
        if (value < 999.5) return fmt::format("{:.{}f}{}", value, value < 9.95 && *unit ? 1 : 0, unit);
        value /= 1000;
    }
    return fmt::format("{:.0f} T", value);
}

}  // namespace probe
