// SPDX-License-Identifier: Apache-2.0
// Writes a manual page: copies a text in roff and puts tables of settings and fields where it says so.
//
//   xdpflow_manual TEXT PAGE COSTS
//
// A line @options@ stands for the options of `run`, @keys@ for the keys of the configuration file, @fields@ for all built-in fields with
// what COSTS (packaging/doc/field-costs.md) has of them, @metrics@ for the numbers of policies, @version@ for the version.
#include <fmt/format.h>

#include <cstdio>
#include <fstream>
#include <map>
#include <string>

#include "bpf/catalogue.hpp"
#include "config/settings.hpp"

namespace {

// Text as roff shows it letter by letter; in the middle or at the end of a line.
std::string roff(const std::string& text) {
    std::string result;
    for (const char letter : text) {
        if (letter == '-' || letter == '\\') result += '\\';
        result += letter == '\\' ? 'e' : letter;
    }
    return result;
}

// "Text. Default: 120."
std::string described(const config::Setting& setting) {
    const std::string value = setting.default_text();
    return roff(setting.description) + (value.empty() ? ".\n" : fmt::format(". Default: {}.\n", roff(value)));
}

std::string option_of(const config::Setting& setting) {
    const std::string letter = setting.letter ? fmt::format("\\-{}, ", setting.letter) : "";
    const std::string value = setting.placeholder().empty() ? "" : fmt::format("\\fI{}\\fR", roff(setting.placeholder()));
    const std::string shown = value.empty() ? "" : setting.value_is_optional() ? "\\fR[=" + value + "]" : " " + value;
    return fmt::format(".TP\n.B {}{}{}\n{}{}{}", letter, roff(setting.option()), shown, described(setting),
                       setting.is_list() ? "May be repeated.\n" : "",
                       setting.used == config::Used::live ? "Only for \\fBrun\\fR.\n" : "");
}

std::string key_of(const config::Setting& setting) {
    const std::string must_be = std::visit([](const auto& kind) { return kind.must_be(); }, setting.kind);
    return fmt::format(".TP\n.B {}\n{}The value must be {}.\n", roff(setting.key()), described(setting), roff(must_be));
}

std::string all(std::string (*one)(const config::Setting&)) {
    std::string text;
    for (const config::Setting& setting : config::settings()) text += one(setting);
    return text;
}

std::string all_metrics() {
    std::string text;
    for (const config::MetricFacts& metric : config::metrics()) {
        std::string needs;
        if (!metric.all_of.empty()) needs = fmt::format(" Needs {}", fmt::join(metric.all_of, " and "));
        if (!metric.one_of.empty()) needs += fmt::format(" and {}", fmt::join(metric.one_of, " or "));
        text += fmt::format(".TP\n.B {}\n({}) {}.{}\n", metric.name, metric.unit, roff(std::string(metric.meaning)),
                            needs.empty() ? needs : needs + " among the fields.");
    }
    return text;
}

// By field, from the rows | NAME | ns alone | + ns | + instructions | + octets |.
using Costs = std::map<std::string, std::string>;

Costs read_costs(const char* path) {
    Costs costs;
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
        std::vector<std::string> cells;
        for (std::size_t at = 0, end = 0; (end = line.find(" | ", at)) != std::string::npos; at = end + 3)
            cells.push_back(line.substr(at, end - at));
        if (cells.size() != 4 || !line.starts_with("| ") || !line.ends_with(" |")) continue;
        const std::size_t last = line.rfind(" | ") + 3;
        costs[cells[0].substr(2)] =
            fmt::format("{} ns, {} instructions, {} octets", cells[2], cells[3], line.substr(last, line.size() - 2 - last));
    }
    return costs;
}

std::string field_of(const bpf::Feature& field, const Costs& costs) {
    const std::string number = field.pen ? fmt::format("{}.{}", field.pen, field.id) : std::to_string(field.id);
    const std::string aliases = field.aliases.empty() ? "" : fmt::format("; also {}", fmt::join(field.aliases, ", "));
    const std::string unit = field.unit.empty() ? "" : fmt::format(", in {}", field.unit);
    const auto cost = costs.find(field.name);
    return fmt::format(".TP\n.B {}\n{} {}{}. {} {}{}.\n.br\n{}\n{}{}", roff(field.name), roff(field.element), number,
                       roff(aliases), text_of(field.type), text_of(field.role), roff(unit), roff(field.description),
                       field.reference.empty() ? "" : roff(field.reference) + ".\n",
                       cost == costs.end() ? "" : fmt::format(".br\nCost: {}.\n", roff(cost->second)));
}

std::string all_fields(const Costs& costs) {
    std::string text;
    const auto catalogue = bpf::Catalogue::load("");
    if (!catalogue) return text;
    for (const bpf::Feature& field : catalogue->features())
        if (!field.internal) text += field_of(field, costs);
    return text;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 4) return std::fprintf(stderr, "usage: xdpflow_manual TEXT PAGE COSTS\n"), 2;
    std::ifstream text(argv[1]);
    std::ofstream page(argv[2]);
    for (std::string line; std::getline(text, line);) {
        if (line == "@options@")
            page << all(option_of);
        else if (line == "@keys@")
            page << all(key_of);
        else if (line == "@metrics@")
            page << all_metrics();
        else if (line == "@fields@")
            page << all_fields(read_costs(argv[3]));
        else if (const std::size_t at = line.find("@version@"); at != std::string::npos)
            page << line.replace(at, 9, XDPFLOW_VERSION) << '\n';
        else
            page << line << '\n';
    }
    if (text.eof() && page.flush()) return 0;
    return std::fprintf(stderr, "xdpflow_manual: %s cannot be read, or %s not written\n", argv[1], argv[2]), 1;
}
