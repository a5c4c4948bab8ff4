// SPDX-License-Identifier: Apache-2.0
#include "config/collector_parameters.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>

#include "config/names.hpp"

namespace config {
namespace {

using Setter = Result<> (*)(const std::string& value, Collector& collector);
using Use = bool (*)(const Collector& collector);

struct Parameter {
    std::string_view name;
    Use is_of_use;
    Setter set;
};

template <std::uint32_t Collector::*Member, std::uint32_t Least, std::uint32_t Most>
Result<> set_number(const std::string& value, Collector& collector) {
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    const bool whole = error == std::errc() && end == value.data() + value.size();
    if (!whole || number < Least || number > Most) return fail(fmt::format("must be a whole number from {} to {}", Least, Most));
    collector.*Member = number;
    return {};
}

template <std::string Collector::*Member>
Result<> set_text(const std::string& value, Collector& collector) {
    if (value.empty()) return fail("must not be empty");
    collector.*Member = value;
    return {};
}

Result<> set_fields(const std::string& value, Collector& collector) {
    collector.fields = split_names(value);
    if (collector.fields.empty()) return fail("must be names of fields with commas between them");
    return {};
}

template <bool Collector::*Member>
Result<> set_flag(const std::string& value, Collector& collector) {
    if (value != "true" && value != "false") return fail("must be true or false");
    collector.*Member = value == "true";
    return {};
}

Result<> set_biflow(const std::string& value, Collector& collector) {
    if (value != "nprobe" && value != "rfc5103") return fail("must be nprobe or rfc5103");
    collector.biflow = value == "nprobe" ? BiflowElements::nprobe : BiflowElements::rfc5103;
    return {};
}

bool is_stream(const Collector& collector) {
    return collector.transport == Transport::tcp || collector.transport == Transport::tls ||
           collector.transport == Transport::unix_socket;
}
bool is_file(const Collector& collector) { return collector.transport == Transport::file; }
bool is_tls(const Collector& collector) { return collector.transport == Transport::tls; }
bool is_udp(const Collector& collector) { return collector.transport == Transport::udp; }
bool has_templates(const Collector& collector) {
    return collector.protocol == Protocol::ipfix || collector.protocol == Protocol::netflow9;
}
bool is_ipfix(const Collector& collector) { return collector.protocol == Protocol::ipfix; }
bool chooses_fields(const Collector& collector) { return collector.protocol != Protocol::netflow5; }

constexpr Parameter kParameters[] = {
    {"fields", chooses_fields, set_fields},
    {"reduced", has_templates, set_flag<&Collector::reduced>},
    {"biflow", is_ipfix, set_biflow},
    {"options", has_templates, set_flag<&Collector::options>},
    {"rate", is_udp, set_number<&Collector::rate, 1, 10'000'000>},
    {"ca", is_tls, set_text<&Collector::ca>},
    {"cert", is_tls, set_text<&Collector::certificate>},
    {"key", is_tls, set_text<&Collector::key>},
    {"name", is_tls, set_text<&Collector::name>},
    {"rotate", is_file, set_number<&Collector::rotate_s, 1, 86'400 * 31>},
    {"rotate-size", is_file, set_number<&Collector::rotate_mib, 1, 1U << 20>},
    {"spool", is_stream, set_text<&Collector::spool>},
    {"spool-size", is_stream, set_number<&Collector::spool_mib, 1, 1U << 20>},
};

std::optional<std::string> decoded(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i];
            continue;
        }
        unsigned octet = 0;
        const char* begin = text.data() + i + 1;
        if (text.size() - i < 3 || std::from_chars(begin, begin + 2, octet, 16).ptr != begin + 2 || octet == 0)
            return std::nullopt;
        out += static_cast<char>(octet);
        i += 2;
    }
    return out;
}

std::string known_names(const Collector& collector) {
    std::string names;
    for (const Parameter& parameter : kParameters)
        if (parameter.is_of_use(collector)) names += (names.empty() ? "" : ", ") + std::string(parameter.name);
    return names;
}

Result<> read_one(const std::string& name, const std::string& value, Collector& collector) {
    const auto* known = std::find_if(std::begin(kParameters), std::end(kParameters),
                                     [&](const Parameter& parameter) { return parameter.name == name; });
    if (known != std::end(kParameters) && known->is_of_use(collector)) {
        auto set = known->set(value, collector);
        return set ? set : fail(fmt::format("{} {}", name, set.error().message));
    }
    if (collector.transport == Transport::kafka) {
        collector.settings.emplace_back(name, value);  // librdkafka checks it
        return {};
    }
    return fail(fmt::format("there is no parameter \"{}\" here; those that are: {}", name, known_names(collector)));
}

}  // namespace

Result<> read_parameters(std::string_view text, Collector& collector) {
    std::set<std::string> seen;
    while (true) {
        const std::size_t end = std::min(text.find('&'), text.size());
        const std::string_view one = text.substr(0, end);
        const std::size_t equals = one.find('=');
        if (equals == std::string_view::npos) return fail(fmt::format("\"{}\" is not a parameter; write NAME=VALUE", one));
        const std::string name(one.substr(0, equals));
        const auto value = decoded(one.substr(equals + 1));
        if (!value) return fail(fmt::format("{}: after a \"%\" two hexadecimal digits are expected, which are not 00", name));
        if (!seen.insert(name).second) return fail(fmt::format("{} is there twice", name));
        if (auto read = read_one(name, *value, collector); !read) return read;
        if (end == text.size()) break;
        text.remove_prefix(end + 1);
    }
    if (collector.certificate.empty() != collector.key.empty()) return fail("cert and key belong together; give both, or none");
    return {};
}

}  // namespace config
