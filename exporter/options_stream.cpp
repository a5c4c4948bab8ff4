// SPDX-License-Identifier: Apache-2.0
#include "exporter/options_stream.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <numeric>
#include <optional>
#include <utility>

#include "exporter/fixbuf_handles.hpp"

namespace exporter {
namespace {

// libfixbuf finds the values of a record by their elements, so that they may lie in any order: what has pointers comes first, where
// it is aligned.
std::vector<std::size_t> internal_order(const OptionsTable& table) {
    std::vector<std::size_t> order(table.elements.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_partition(order.begin(), order.end(), [&](std::size_t i) { return table.elements[i].length == kVariableLength; });
    return order;
}

Result<> append_element(fbTemplate_t* made, const OptionElement& option) {
    fbInfoElement_t element{};
    element.num = option.id;
    element.len = option.length;
    GlibError error;
    if (fbTemplateAppend(made, &element, error.out())) return {};
    return error.as_failure(fmt::format("cannot export options with element {}", option.id));
}

void append_octets(std::vector<std::uint8_t>& record, const void* from, std::size_t octets) {
    const auto* begin = static_cast<const std::uint8_t*>(from);
    record.insert(record.end(), begin, begin + octets);
}

void append_number(std::vector<std::uint8_t>& record, std::uint64_t value, std::uint16_t octets) {
    switch (octets) {
        case 1: return record.push_back(static_cast<std::uint8_t>(value));
        case 2: {
            const auto narrow = static_cast<std::uint16_t>(value);
            return append_octets(record, &narrow, octets);
        }
        case 4: {
            const auto narrow = static_cast<std::uint32_t>(value);
            return append_octets(record, &narrow, octets);
        }
        default: return append_octets(record, &value, sizeof value);
    }
}

void append_text(std::vector<std::uint8_t>& record, const std::string& text, std::uint16_t octets) {
    if (octets == kVariableLength) {
        fbVarfield_t field{text.size(), reinterpret_cast<std::uint8_t*>(const_cast<char*>(text.data()))};  // libfixbuf only reads
        return append_octets(record, &field, sizeof field);
    }
    const std::string cut = cut_text(text, octets);
    append_octets(record, cut.data(), cut.size());
    record.resize(record.size() + octets - cut.size());
}

}  // namespace

Result<std::span<std::byte>> OptionsStream::add_table(std::uint16_t id, const OptionsTable& table) {
    fbInfoModel_t* model = fbSessionGetInfoModel(session_);
    FixbufTemplate internal(fbTemplateAlloc(model)), external(fbTemplateAlloc(model));
    for (const std::size_t i : internal_order(table))
        if (auto done = append_element(internal.get(), table.elements[i]); !done) return tl::unexpected(done.error());
    for (const OptionElement& element : table.elements)
        if (auto done = append_element(external.get(), element); !done) return tl::unexpected(done.error());
    fbTemplateSetOptionsScope(external.get(), static_cast<std::uint16_t>(table.scopes));
    const AutomaticMode automatic(buffer_.get());
    if (auto given = give(session_, true, id, std::move(internal)); !given) return tl::unexpected(given.error());
    if (auto given = give(session_, false, id, std::move(external)); !given) return tl::unexpected(given.error());
    current_ = 0;
    after_templates_ = true;
    return emit();
}

Result<> OptionsStream::append(std::uint16_t id, const OptionsTable& table, const OptionsRow& row) {
    GlibError error;
    if (id != current_) {
        if (!fBufSetInternalTemplate(buffer_.get(), id, error.out()) || !fBufSetExportTemplate(buffer_.get(), id, error.out()))
            return error.as_failure(fmt::format("cannot begin a set of options template {}", id));
        current_ = id;
    }
    std::vector<std::uint8_t> record;
    for (const std::size_t i : internal_order(table)) {
        const std::uint16_t length = table.elements[i].length;
        if (row[i].is_text)
            append_text(record, row[i].text, length);
        else
            append_number(record, row[i].number, length);
    }
    std::optional<AutomaticMode> automatic;
    if (std::exchange(after_templates_, false)) automatic.emplace(buffer_.get());
    if (!fBufAppend(buffer_.get(), record.data(), record.size(), error.out()))
        return error.as_failure("cannot add options to an IPFIX message");
    return {};
}

}  // namespace exporter
