// SPDX-License-Identifier: Apache-2.0
#include "exporter/netflow9_encoder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "exporter/chosen_columns.hpp"
#include "exporter/netflow9_fields.hpp"
#include "exporter/template_id.hpp"

namespace exporter {
namespace {

constexpr std::size_t kLeastMessage = 64;
constexpr std::size_t kLargestMessage = 65'535;
constexpr std::size_t kHeader = 20;    // RFC 3954 section 5.1
constexpr std::size_t kSetHeader = 4;  // sections 5.2 and 5.3
constexpr std::uint16_t kVersion = 9;
constexpr std::uint16_t kTemplateSet = 0;

std::size_t template_record_octets(const std::vector<WireField>& fields) { return 4 + 4 * fields.size(); }

// Section 5.3: sets end at 4 octets. Not those of records so short that a collector would take the padding for one more.
std::size_t padded(std::size_t set_octets, std::size_t record_octets) {
    return record_octets < 4 ? set_octets : (set_octets + 3) / 4 * 4;
}

void put_16(std::byte* out, std::size_t value) { store_big_endian(out, static_cast<std::uint16_t>(value)); }

}  // namespace

Netflow9Encoder::Netflow9Encoder(const EncoderSettings& settings, Sink sink, Time start)
    : Encoder(std::move(sink)),
      settings_(settings),
      clock_(start),
      options_({}, {}, settings.max_message_octets),
      message_(settings.max_message_octets) {}

Result<std::unique_ptr<Netflow9Encoder>> Netflow9Encoder::make(const EncoderSettings& settings, Sink sink, Time start) {
    if (settings.max_message_octets < kLeastMessage || settings.max_message_octets > kLargestMessage)
        return fail(fmt::format("NetFlow v9 messages of {} octets are not possible; choose {} to {}", settings.max_message_octets,
                                kLeastMessage, kLargestMessage));
    return std::unique_ptr<Netflow9Encoder>(new Netflow9Encoder(settings, std::move(sink), start));
}

Result<> Netflow9Encoder::check(const std::vector<WireField>& fields) const {
    if (fields.empty()) return fail("none of the fields asked for can be sent in NetFlow v9; ask for one that has a value");
    const std::size_t record = octets_of(fields);
    const std::size_t largest = kHeader + kSetHeader + std::max(padded(record, record), template_record_octets(fields));
    if (largest <= settings_.max_message_octets) return {};
    return fail(fmt::format("a message of {} octets cannot hold a record of these fields; allow {} or ask for fewer fields",
                            settings_.max_message_octets, largest));
}

Result<> Netflow9Encoder::use(const bpf::Layouts& layouts) {
    const auto columns = chosen_columns(layouts, settings_.fields);
    if (!columns) return tl::unexpected(columns.error());
    std::vector<std::vector<WireField>> fields;
    for (std::size_t i = 0; i < layouts.tables.size(); ++i) {
        auto chosen = netflow9_fields(layouts.tables[i], (*columns)[i]);
        if (!chosen) return tl::unexpected(chosen.error());
        if (auto checked = check(*chosen); !checked) return checked;
        fields.push_back(std::move(*chosen));
    }
    flush();
    const std::vector<TemplateFields> sent = templates_of(std::move(fields), settings_.reduced);
    const std::vector<std::uint16_t> ids = template_ids(fields_of(sent), settings_.options);
    tables_.clear();
    for (std::size_t i = 0; i < sent.size(); ++i)
        tables_.push_back({&layouts.tables[sent[i].table], ids[i], RecordWriter(sent[i].fields), uptime_offsets(sent[i].fields),
                           sent[i].if_fits});
    current_ = nullptr;
    make_templates(fields_of(sent), ids);
    const auto first_of_options = ids.begin() + static_cast<std::ptrdiff_t>(sent.size());
    options_ = Netflow9Options(settings_.options, {first_of_options, ids.end()}, settings_.max_message_octets);
    for (OptionsMessage& message : options_.templates()) {
        put_header(message.octets, message.records);
        clock_.put_moment(message.octets, NetflowClock::kNone);
        templates_.push_back(std::move(message.octets));
    }
    return {};
}

std::vector<OptionsMessage> Netflow9Encoder::options(const std::vector<OptionsData>& data) {
    std::vector<OptionsMessage> messages = options_.encode(data, failed_);
    for (OptionsMessage& message : messages) {
        put_header(message.octets, message.records);
        clock_.put_moment(message.octets, NetflowClock::kNone);
    }
    return messages;
}

// Section 5.2: one template set a message, of as many template records as fit.
void Netflow9Encoder::make_templates(const std::vector<std::vector<WireField>>& fields, const std::vector<std::uint16_t>& ids) {
    templates_.clear();
    for (std::size_t i = 0; i < fields.size();) {
        std::vector<std::byte>& message = templates_.emplace_back(kHeader + kSetHeader);
        std::uint32_t records = 0;
        for (; i < fields.size(); ++i, ++records) {
            const std::size_t at = message.size();
            if (records > 0 && at + template_record_octets(fields[i]) > settings_.max_message_octets) break;
            message.resize(at + template_record_octets(fields[i]));
            std::byte* out = message.data() + at;
            put_16(out, ids[i]);
            put_16(out + 2, fields[i].size());
            for (const WireField& field : fields[i]) {
                out += 4;
                put_16(out, field.id);
                put_16(out + 2, field.length);
            }
        }
        put_16(message.data() + kHeader, kTemplateSet);
        put_16(message.data() + kHeader + 2, message.size() - kHeader);
        put_header(message, records);
        clock_.put_moment(message, NetflowClock::kNone);
    }
}

const Netflow9Encoder::Table* Netflow9Encoder::table_of(const Record& record) const {
    if (current_ != nullptr && current_->layout == record.layout && !settings_.reduced) return current_;
    for (const Table& table : tables_)
        if (table.layout == record.layout && (!table.if_fits || (*table.if_fits)(record))) return &table;
    return nullptr;
}

void Netflow9Encoder::add(const Record& record) {
    const Table* table = table_of(record);
    if (table == nullptr) {
        ++failed_;
        return;
    }
    const std::int64_t last_ms = table->uptimes.empty() ? NetflowClock::kNone : make_way(flow_times(table->uptimes, record));
    const std::size_t octets = table->writer.octets();
    if (octets_ > 0) {
        const std::size_t now = octets_ - set_;
        const std::size_t more = table == current_ ? padded(now + octets, octets)
                                                   : padded(now, current_->writer.octets()) + padded(kSetHeader + octets, octets);
        if (set_ + more > settings_.max_message_octets) flush();
    }
    if (octets_ == 0 || table != current_) begin_set(*table);
    table->writer.write(record, message_.data() + octets_, clock_.boot_ms());
    octets_ += octets;
    latest_ms_ = std::max(latest_ms_, last_ms);
    ++pending_;
}

// A flow that lies elsewhere than the boot of the message under way allows begins another one. Templates get the new boot, too: a
// collector must not think that the exporter started anew with each of them.
std::int64_t Netflow9Encoder::make_way(const FlowTimes& times) {
    if (clock_.holds(times)) return times.last;
    flush();
    clock_.move(times);
    for (std::vector<std::byte>& message : templates_) clock_.put_moment(message, times.last);
    if (!clock_.is_exact(times)) tally_.add(&EncodingCounters::inexact_flows);
    return times.last;
}

void Netflow9Encoder::begin_set(const Table& table) {
    if (octets_ == 0)
        octets_ = kHeader;
    else
        end_set();
    set_ = octets_;
    octets_ += kSetHeader;
    current_ = &table;
    put_16(message_.data() + set_, table.id);
}

void Netflow9Encoder::end_set() {
    const std::size_t end = set_ + padded(octets_ - set_, current_->writer.octets());
    std::fill(message_.data() + octets_, message_.data() + end, std::byte{0});
    octets_ = end;
    put_16(message_.data() + set_ + 2, octets_ - set_);
}

void Netflow9Encoder::flush() {
    const std::uint32_t records = std::exchange(pending_, 0);
    if (records == 0) return;
    end_set();
    const std::span<std::byte> message = std::span(message_).first(std::exchange(octets_, 0));
    put_header(message, records);
    clock_.put_moment(message, std::exchange(latest_ms_, NetflowClock::kNone));
    sink_(message, records);
}

// records: template records and data records alike. The sequence number is HeaderStamp's.
void Netflow9Encoder::put_header(std::span<std::byte> message, std::uint32_t records) const {
    put_16(message.data(), kVersion);
    put_16(message.data() + 2, records);
    store_big_endian<std::uint32_t>(message.data() + 12, 0);
    store_big_endian(message.data() + 16, settings_.observation_domain);
}

std::vector<std::uint16_t> Netflow9Encoder::template_ids_in_use() const {
    std::vector<std::uint16_t> ids;
    for (const Table& table : tables_) ids.push_back(table.id);
    return ids;
}

}  // namespace exporter
