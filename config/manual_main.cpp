// SPDX-License-Identifier: Apache-2.0
// Writes a manual page: copies a text in roff and puts tables of settings where it says so.
//
//   xdpflow_manual TEXT PAGE
//
// A line @options@ stands for the options of `run`, @keys@ for the keys of the configuration file, @version@ for the version.
#include <fmt/format.h>

#include <cstdio>
#include <fstream>
#include <string>

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
    const std::string value = setting.placeholder();
    return fmt::format(".TP\n.B {}{}{}\n{}{}{}", letter, roff(setting.option()),
                       value.empty() ? "" : fmt::format(" \\fI{}\\fR", roff(value)), described(setting),
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

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) return std::fprintf(stderr, "usage: xdpflow_manual TEXT PAGE\n"), 2;
    std::ifstream text(argv[1]);
    std::ofstream page(argv[2]);
    for (std::string line; std::getline(text, line);) {
        if (line == "@options@")
            page << all(option_of);
        else if (line == "@keys@")
            page << all(key_of);
        else if (const std::size_t at = line.find("@version@"); at != std::string::npos)
            page << line.replace(at, 9, XDPFLOW_VERSION) << '\n';
        else
            page << line << '\n';
    }
    if (text.eof() && page.flush()) return 0;
    return std::fprintf(stderr, "xdpflow_manual: %s cannot be read, or %s not written\n", argv[1], argv[2]), 1;
}
