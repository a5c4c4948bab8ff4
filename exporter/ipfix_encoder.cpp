// SPDX-License-Identifier: Apache-2.0
#include "exporter/ipfix_encoder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

#include "exporter/chosen_columns.hpp"
#include "exporter/template_id.hpp"

namespace exporter {
namespace {

constexpr std::size_t kLeastMessage = 64;
constexpr std::size_t kLargestMessage = 65'535;
constexpr std::size_t kSetHeader = 4;               // RFC 7011 section 3.3.2
constexpr std::size_t kOverhead = 16 + kSetHeader;  // section 3.1

}  // namespace

IpfixEncoder::IpfixEncoder(const EncoderSettings& settings, Sink sink)
    : Encoder(std::move(sink)),
      settings_(settings),
      model_(fbInfoModelAlloc()),
      data_(model_.get(), settings.max_message_octets, settings.observation_domain) {}

Result<std::unique_ptr<IpfixEncoder>> IpfixEncoder::make(const EncoderSettings& settings, Sink sink) {
    if (settings.max_message_octets < kLeastMessage || settings.max_message_octets > kLargestMessage)
        return fail(fmt::format("IPFIX messages of {} octets are not possible; choose {} to {}", settings.max_message_octets,
                                kLeastMessage, kLargestMessage));
    return std::unique_ptr<IpfixEncoder>(new IpfixEncoder(settings, std::move(sink)));
}

Result<> IpfixEncoder::check(const std::vector<WireField>& fields) const {
    if (fields.empty()) return fail("none of the fields asked for can be sent in IPFIX; ask for one that has a value");
    const std::size_t largest = std::max(octets_of(fields), template_octets(fields));
    if (kOverhead + largest <= settings_.max_message_octets) return {};
    return fail(fmt::format("a message of {} octets cannot hold a record of these fields; allow {} or ask for fewer fields",
                            settings_.max_message_octets, kOverhead + largest));
}

Result<> IpfixEncoder::use(const bpf::Layouts& layouts) {
    const auto columns = chosen_columns(layouts, settings_.fields);
    if (!columns) return tl::unexpected(columns.error());
    std::vector<std::vector<WireField>> fields;
    for (std::size_t i = 0; i < layouts.tables.size(); ++i) {
        fields.push_back(ipfix_fields(layouts.tables[i], (*columns)[i], settings_.biflow));
        if (auto checked = check(fields.back()); !checked) return checked;
    }
    const std::vector<TemplateFields> sent = templates_of(std::move(fields), settings_.reduced);
    const std::vector<std::vector<WireField>> sent_fields = fields_of(sent);
    const std::vector<std::uint16_t> ids = template_ids(sent_fields, IpfixOptions::tables(settings_, sent_fields));
    const auto first_of_options = ids.begin() + static_cast<std::ptrdiff_t>(sent_fields.size());
    auto templates = make_templates(sent_fields, ids);
    if (!templates) return tl::unexpected(templates.error());
    auto options = IpfixOptions::make(model_.get(), settings_, sent_fields, {first_of_options, ids.end()});
    if (!options) return tl::unexpected(options.error());
    templates->insert(templates->end(), (*options)->templates().begin(), (*options)->templates().end());
    auto withdrawals = make_withdrawals(ids);
    if (!withdrawals) return tl::unexpected(withdrawals.error());

    flush();
    std::size_t largest = 0;
    std::vector<Table> tables;
    for (std::size_t i = 0; i < sent.size(); ++i) {
        tables.push_back({&layouts.tables[sent[i].table], ids[i], RecordWriter(sent[i].fields), sent[i].if_fits, sent[i].fields});
        largest = std::max(largest, tables.back().writer.octets());
        if (auto added = data_.add_table(ids[i], tables.back().writer.octets()); !added) return added;
    }
    tables_ = std::move(tables);
    templates_ = std::move(*templates);
    options_ = std::move(*options);
    withdrawals_ = std::move(*withdrawals);
    scratch_.resize(largest);
    current_ = nullptr;
    return {};
}

Result<std::vector<std::vector<std::byte>>> IpfixEncoder::make_templates(const std::vector<std::vector<WireField>>& fields,
                                                                         const std::vector<std::uint16_t>& ids) {
    TemplateStream stream(model_.get(), settings_.max_message_octets, settings_.observation_domain);
    std::vector<std::vector<std::byte>> messages;
    std::size_t octets = kOverhead;
    const auto end_message = [&]() -> Result<> {
        const auto message = stream.emit();
        if (!message) return tl::unexpected(message.error());
        messages.emplace_back(message->begin(), message->end());
        octets = kOverhead;
        return {};
    };
    for (std::size_t i = 0; i < fields.size(); ++i) {
        const std::size_t more = template_octets(fields[i]);
        if (octets + more > settings_.max_message_octets)
            if (auto ended = end_message(); !ended) return tl::unexpected(ended.error());
        if (auto appended = stream.append(ids[i], fields[i]); !appended) return tl::unexpected(appended.error());
        octets += more;
    }
    if (auto ended = end_message(); !ended) return tl::unexpected(ended.error());
    return messages;
}

// libfixbuf withdraws only what the same stream has sent; that message is for nobody.
Result<std::vector<std::vector<std::byte>>> IpfixEncoder::make_withdrawals(const std::vector<std::uint16_t>& kept) {
    std::vector<std::vector<std::byte>> messages;
    for (const Table& table : tables_) {
        if (std::find(kept.begin(), kept.end(), table.id) != kept.end()) continue;
        TemplateStream stream(model_.get(), settings_.max_message_octets, settings_.observation_domain);
        if (auto appended = stream.append(table.id, table.fields); !appended) return tl::unexpected(appended.error());
        if (auto ignored = stream.emit(); !ignored) return tl::unexpected(ignored.error());
        if (auto withdrawn = stream.withdraw(table.id); !withdrawn) return tl::unexpected(withdrawn.error());
        const auto message = stream.emit();
        if (!message) return tl::unexpected(message.error());
        messages.emplace_back(message->begin(), message->end());
    }
    return messages;
}

const IpfixEncoder::Table* IpfixEncoder::table_of(const Record& record) const {
    if (current_ != nullptr && current_->layout == record.layout && !settings_.reduced) return current_;
    for (const Table& table : tables_)
        if (table.layout == record.layout && (!table.if_fits || (*table.if_fits)(record))) return &table;
    return nullptr;
}

// libfixbuf would tell by an error that a record does not fit: an allocation and a formatted text for every message.
void IpfixEncoder::add(const Record& record) {
    const Table* table = table_of(record);
    if (table == nullptr) {
        ++failed_;
        return;
    }
    const std::size_t set_header = table == current_ && octets_ > 0 ? 0 : kSetHeader;
    if (octets_ + set_header + table->writer.octets() > settings_.max_message_octets) flush();
    if (octets_ == 0)
        octets_ = kOverhead;
    else if (table != current_)
        octets_ += kSetHeader;
    current_ = table;
    table->writer.write(record, scratch_.data());
    octets_ += table->writer.octets();
    if (data_.append(table->id, std::span(scratch_).first(table->writer.octets())))
        ++pending_;
    else
        ++failed_;
    if (settings_.one_record) flush();
}

void IpfixEncoder::flush() {
    octets_ = 0;
    if (pending_ == 0) return;
    const std::uint32_t records = std::exchange(pending_, 0);
    const auto message = data_.emit();
    if (!message) {
        failed_ += records;
        return;
    }
    sink_(*message, records);
}

std::vector<OptionsMessage> IpfixEncoder::options(const std::vector<OptionsData>& data) {
    return settings_.options.empty() ? std::vector<OptionsMessage>() : options_->encode(data, failed_);
}

std::vector<std::uint16_t> IpfixEncoder::template_ids_in_use() const {
    std::vector<std::uint16_t> ids;
    for (const Table& table : tables_) ids.push_back(table.id);
    return ids;
}

}  // namespace exporter
