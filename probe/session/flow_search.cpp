// SPDX-License-Identifier: Apache-2.0
#include "probe/session/flow_search.hpp"

#include <fmt/format.h>
#include <strings.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <optional>

#include "bpf/one_line.hpp"
#include "config/network.hpp"
#include "exporter/json_line.hpp"

namespace probe {

namespace {

constexpr auto is_larger = [](const auto& a, const auto& b) { return a.size > b.size; };

bool is_called(const bpf::Feature& feature, const std::string& name) {
    const auto is = [&](const std::string& other) { return ::strcasecmp(other.c_str(), name.c_str()) == 0; };
    return is(feature.name) || is(feature.element) || std::any_of(feature.aliases.begin(), feature.aliases.end(), is);
}

std::optional<std::uint64_t> number_of(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

std::optional<std::array<std::byte, 6>> mac_of(const std::string& text) {
    std::array<unsigned, 6> parts{};
    char end = 0;
    if (std::sscanf(text.c_str(), "%2x:%2x:%2x:%2x:%2x:%2x%c", &parts[0], &parts[1], &parts[2], &parts[3], &parts[4], &parts[5],
                    &end) != 6)
        return std::nullopt;
    std::array<std::byte, 6> mac{};
    std::transform(parts.begin(), parts.end(), mac.begin(), [](unsigned part) { return static_cast<std::byte>(part); });
    return mac;
}

void put_big_endian(std::vector<std::byte>& bytes, std::uint64_t value, std::size_t octets) {
    for (std::size_t i = 0; i < octets; i++) bytes.push_back(static_cast<std::byte>(value >> (8 * (octets - 1 - i))));
}

std::uint64_t ones(unsigned bits) { return bits == 0 ? 0 : ~std::uint64_t{0} << (64 - std::min(bits, 64U)); }

struct Pattern {
    std::vector<std::byte> value, mask;
};

Pattern pattern_of(const config::Network& network) {
    const std::size_t octets = network.address.is_ipv6 ? 16 : 4;
    Pattern pattern;
    put_big_endian(pattern.value, network.address.high, 8);
    put_big_endian(pattern.value, network.address.low, 8);
    put_big_endian(pattern.mask, ones(network.length), 8);
    put_big_endian(pattern.mask, network.length > 64 ? ones(network.length - 64U) : 0, 8);
    pattern.value.resize(octets);
    pattern.mask.resize(octets);
    return pattern;
}

Result<Pattern> number_pattern(const bpf::Feature& feature, const std::string& text) {
    const auto number = number_of(text);
    const std::size_t octets = bpf::size_of(feature.type);
    if (!number || (octets < 8 && *number >> (8 * octets) != 0))
        return fail(fmt::format("{} must be a whole number of at most {} bits", feature.name, 8 * octets));
    Pattern pattern;
    const bool is_big_endian =
        feature.type == bpf::Type::be16 || feature.type == bpf::Type::be24 || feature.type == bpf::Type::be32;
    put_big_endian(pattern.value, *number, octets);
    if (!is_big_endian && std::endian::native == std::endian::little) std::reverse(pattern.value.begin(), pattern.value.end());
    pattern.mask.assign(octets, std::byte{0xff});
    return pattern;
}

// What the octets of a flow must be under the mask. An address of the other family: no octets at all, because no flow has it.
Result<Pattern> parse_pattern(const bpf::Feature& feature, const std::string& text) {
    using bpf::Type;
    if (feature.type == Type::time_ns || feature.type == Type::string)
        return fail(feature.name + " cannot be searched for: it is a time or a text");
    if (feature.type == Type::mac) {
        const auto mac = mac_of(text);
        if (!mac) return fail(feature.name + " must be a MAC address like 02:00:00:00:00:01");
        return Pattern{{mac->begin(), mac->end()}, std::vector<std::byte>(mac->size(), std::byte{0xff})};
    }
    if (feature.type != Type::ipv4 && feature.type != Type::ipv6) return number_pattern(feature, text);
    const auto network = config::parse_network(text);
    if (!network) return tl::unexpected(network.error());
    if (network->address.is_ipv6 != (feature.type == Type::ipv6)) return Pattern{};
    return pattern_of(*network);
}

// Fields whose value is known only when the flow is over.
bool is_known_late(const bpf::Feature& feature) { return feature.name == "FLOW_END_REASON" || feature.name == "FLOW_ID"; }

}  // namespace

Result<FlowSearch> FlowSearch::make(const FlowQuery& query, const Flows& flows) {
    FlowSearch search;
    search.query_ = query;
    if (auto resolved = search.resolve(flows); !resolved) return tl::unexpected(resolved.error());
    return search;
}

Result<> FlowSearch::add_condition(const std::string& name, const std::string& value, const bpf::Layout& layout, Table& table,
                                   bool& is_known) const {
    for (const bool is_output : {false, true})
        if (::strcasecmp(name.c_str(), is_output ? "OUTPUT_SNMP" : "INPUT_SNMP") == 0) {
            const auto index = number_of(value);
            if (!index) return fail(name + " must be the number of an interface");
            is_known = true;
            table.interfaces.emplace_back(is_output, static_cast<std::uint32_t>(*index));
            return {};
        }
    for (const bpf::Member& member : layout.members) {
        const bpf::Feature& feature = *member.feature;
        // Where addresses of one family are asked for, flows of the other one have theirs in their place.
        if (feature.internal || (!is_called(feature, name) && feature.sibling.empty())) continue;
        if (!is_called(feature, name) && ::strcasecmp(feature.sibling.c_str(), name.c_str()) != 0) continue;
        auto pattern = parse_pattern(feature, value);
        if (!pattern) return tl::unexpected(pattern.error());
        is_known = true;
        table.matches = table.matches && !pattern->value.empty();
        table.conditions.push_back({member.offset, std::move(pattern->value), std::move(pattern->mask)});
        return {};
    }
    table.matches = false;
    return {};
}

Result<> FlowSearch::resolve(const Flows& flows) {
    tables_.assign(flows.tables(), {});
    serial_ = flows.serial();
    table_ = place_ = 0;
    page_ = {};
    found_.clear();
    for (const auto& [name, value] : query_.where) {
        bool is_known = false;
        for (std::size_t i = 0; i < tables_.size(); i++)
            if (auto added = add_condition(name, value, flows.cache(i).layout(), tables_[i], is_known); !added) return added;
        if (!is_known)
            return fail("flows have no field \"" + bpf::one_line(name) + "\" to search for; /v1/status lists their fields");
    }
    page_.order = query_.order;
    const auto choose = [&](FlowOrder order, const char* counter) {
        if (page_.order != order && page_.order != FlowOrder::automatic) return true;
        for (std::size_t i = 0; i < tables_.size(); i++) tables_[i].counter = flows.cache(i).layout().find(counter);
        if (tables_.front().counter) page_.order = order;
        return tables_.front().counter != nullptr || page_.order == FlowOrder::automatic;
    };
    if (!choose(FlowOrder::octets, "IN_BYTES"))
        return fail("flows cannot be ordered by octets: IN_BYTES is not among the fields");
    if (!choose(FlowOrder::packets, "IN_PKTS"))
        return fail("flows cannot be ordered by packets: IN_PKTS is not among the fields");
    if (page_.order == FlowOrder::automatic) page_.order = FlowOrder::latest;
    return {};
}

bool FlowSearch::matches(const Table& table, const exporter::Record& record) {
    for (const Condition& condition : table.conditions)
        for (std::size_t i = 0; i < condition.value.size(); i++)
            if ((record.bytes[condition.offset + i] & condition.mask[i]) != (condition.value[i] & condition.mask[i]))
                return false;
    for (const auto& [is_output, index] : table.interfaces)
        if ((is_output ? record.context.point.output : record.context.point.input) != index) return false;
    return true;
}

void FlowSearch::look_at(std::size_t table, const exporter::Record& record, std::uint64_t end_ns) {
    page_.examined++;
    if (!matches(tables_[table], record)) return;
    page_.matching++;
    std::uint64_t size = end_ns;
    if (const bpf::Member* counter = tables_[table].counter) {
        size = exporter::load<std::uint64_t>(record.bytes + counter->offset);
        if (record.reverse) size += exporter::load<std::uint64_t>(record.reverse + counter->offset);
    }
    const std::size_t most = query_.offset + query_.limit;
    if (most == 0 || (found_.size() == most && size <= found_.front().size)) return;
    if (found_.size() == most) {
        std::pop_heap(found_.begin(), found_.end(), is_larger);
        found_.pop_back();
    }
    const std::size_t octets = record.layout->key_octets + record.layout->value_octets;
    Found found{size, table, record, {record.bytes, record.bytes + octets}};
    if (record.reverse) found.octets.insert(found.octets.end(), record.reverse, record.reverse + octets);
    found_.push_back(std::move(found));
    std::push_heap(found_.begin(), found_.end(), is_larger);
}

bool FlowSearch::step(Flows& flows, std::size_t places) {
    if (flows.serial() != serial_ && !resolve(flows)) {  // there are no such fields any more, hence no such flows
        tables_.assign(flows.tables(), {});
        return true;
    }
    if (table_ == tables_.size()) return true;
    const auto next = tables_[table_].matches
                          ? flows.cache(table_).visit(
                                place_, places,
                                [this](const exporter::Record& record, std::uint64_t end_ns) { look_at(table_, record, end_ns); })
                          : std::nullopt;
    place_ = next.value_or(0);
    if (!next) table_++;
    return table_ == tables_.size();
}

FlowPage FlowSearch::page(Flows& flows) {
    std::sort(found_.begin(), found_.end(), is_larger);
    for (std::size_t i = query_.offset; i < found_.size(); i++) {
        Found& found = found_[i];
        const std::size_t octets = found.record.layout->key_octets + found.record.layout->value_octets;
        found.record.bytes = found.octets.data();
        found.record.reverse = found.octets.size() > octets ? found.octets.data() + octets : nullptr;
        const exporter::Record record = flows.shown(found.table, found.record);
        std::vector<bpf::Column> columns = record.layout->columns;
        std::erase_if(columns, [](const bpf::Column& column) { return is_known_late(*column.feature); });
        exporter::TextBuffer text;
        const exporter::ShownColumns shown(*record.layout, columns);
        exporter::append_json(text, shown.columns(), record);
        page_.flows.emplace_back(text.data(), text.size());
    }
    return std::move(page_);
}

}  // namespace probe
