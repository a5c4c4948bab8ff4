// SPDX-License-Identifier: Apache-2.0
#include "exporter/as_list.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <memory>
#include <optional>

#include "bpf/one_line.hpp"

namespace exporter {
namespace {

constexpr int kLongestLine = 512;

struct CloseGz {
    void operator()(gzFile file) const { ::gzclose(file); }
};

std::string_view trimmed(std::string_view text) {
    text = text.substr(0, text.find('#'));
    const std::size_t begin = text.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(" \t\r\n") + 1 - begin);
}

// "64496" or "AS64496".
std::optional<std::uint32_t> as_number(std::string_view text) {
    if (text.starts_with("AS")) text.remove_prefix(2);
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

Result<PrefixTable::Entry> parse_line(std::string_view line) {
    const std::size_t colon = line.find(':');
    const auto number = colon == std::string_view::npos ? std::nullopt : as_number(line.substr(0, colon));
    if (!number) return fail(fmt::format("\"{}\" is not AS:NETWORK, like 64496:192.0.2.0/24", line));
    const auto network = config::parse_network(line.substr(colon + 1));
    if (!network) return tl::unexpected(network.error());
    return PrefixTable::Entry{*network, *number};
}

}  // namespace

Result<PrefixTable> load_as_list(const std::string& path) {
    const auto complain = [&](const std::string& message, int line = 0) {
        return tl::unexpected<Error>(Error{bpf::one_line(message), path, line, 0});
    };
    const std::unique_ptr<gzFile_s, CloseGz> file(::gzopen(path.c_str(), "re"));
    if (!file) return complain(std::string("cannot be read: ") + std::strerror(errno));
    const auto torn = [&]() -> std::optional<std::string> {
        int error = Z_OK;
        const char* why = ::gzerror(file.get(), &error);
        if (error == Z_OK || error == Z_STREAM_END) return std::nullopt;
        return fmt::format("cannot be read to its end: {}", error == Z_ERRNO ? std::strerror(errno) : why);
    };
    std::vector<PrefixTable::Entry> entries;
    char line[kLongestLine];
    for (int number = 1; ::gzgets(file.get(), line, sizeof line) != nullptr; ++number) {
        const std::string_view text(line), fact = trimmed(text);
        const bool is_whole = text.ends_with('\n');
        if (text.size() == kLongestLine - 1 && !is_whole)
            return complain("the line is longer than any AS:NETWORK; is this a list of autonomous systems?", number);
        if (!is_whole && torn()) break;
        if (fact.empty()) continue;
        const auto entry = parse_line(fact);
        if (!entry) return complain(entry.error().message, number);
        entries.push_back(*entry);
    }
    if (const auto why = torn()) return complain(*why);
    if (entries.empty()) return complain("has no line AS:NETWORK, like 64496:192.0.2.0/24");
    return PrefixTable(std::move(entries));
}

}  // namespace exporter
