// SPDX-License-Identifier: Apache-2.0
#include "exporter/netflow5_encoder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "exporter/netflow5_fields.hpp"

namespace exporter {
namespace {

using netflow5::kRecord;

constexpr std::size_t kHeader = 24;
constexpr std::size_t kMostRecords = 30;
constexpr std::uint16_t kVersion = 5;
constexpr std::uint16_t kAsTrans = 23'456;   // RFC 6793 section 9
constexpr std::uint64_t kMostPieces = 4096;  // of one flow: 17 TB; more is no count of octets
constexpr std::uint64_t kMostCount = UINT32_MAX;

std::uint64_t value_of(const WireField& field, const Record& record) {
    return field.computed != nullptr ? field.computed(record) : load<std::uint32_t>(record.bytes + field.offset);
}

// The share of one of so many pieces; the sum of all is the total.
std::uint32_t share(std::uint64_t total, std::uint64_t pieces, std::uint64_t piece) {
    const std::uint64_t part = total / pieces + (piece < total % pieces ? 1 : 0);
    return static_cast<std::uint32_t>(std::min(part, kMostCount));
}

}  // namespace

Netflow5Encoder::Netflow5Encoder(const EncoderSettings& settings, Sink sink, Time start)
    : Encoder(std::move(sink)),
      settings_(settings),
      most_records_(std::min(kMostRecords, (settings.max_message_octets - kHeader) / kRecord)),
      clock_(start),
      message_(kHeader + most_records_ * kRecord),
      record_(kRecord) {}

Result<std::unique_ptr<Netflow5Encoder>> Netflow5Encoder::make(const EncoderSettings& settings, Sink sink, Time start) {
    if (settings.max_message_octets < kHeader + kRecord)
        return fail(fmt::format("NetFlow v5 messages of {} octets are not possible; choose {} or more",
                                settings.max_message_octets, kHeader + kRecord));
    return std::unique_ptr<Netflow5Encoder>(new Netflow5Encoder(settings, std::move(sink), start));
}

Result<> Netflow5Encoder::use(const bpf::Layouts& layouts) {
    std::vector<Table> tables;
    for (const bpf::Layout& layout : layouts.tables) {
        if (layout.family == bpf::Family::ipv6) {
            if (auto checked = check_netflow5_siblings(layout, layouts.tables.front()); !checked) return checked;
            tables.push_back({&layout, {}, {}, {}, {}, {}});
            continue;
        }
        const auto fields = netflow5_fields(layout);
        if (!fields) return tl::unexpected(fields.error());
        tables.push_back(table_of_fields(layout, *fields));
    }
    flush();
    tables_ = std::move(tables);
    return {};
}

Netflow5Encoder::Table Netflow5Encoder::table_of_fields(const bpf::Layout& layout, const std::vector<WireField>& fields) {
    Table table{&layout, RecordWriter(fields), uptime_offsets(fields), {}, {}, {}};
    std::size_t at = 0;
    for (const WireField& field : fields) {
        const bool is_wide =
            field.form != WireForm::zero && field.form != WireForm::uptime && bpf::size_of(field.feature->type) > field.length;
        if (is_wide && at == netflow5::kPackets) table.packets = field.offset;
        if (is_wide && at == netflow5::kOctets) table.octets = field.offset;
        if (is_wide && field.length == 2)
            table.narrow.push_back({at, at >= netflow5::kSourceAs ? kAsTrans : std::uint16_t{0}, field});
        at += field.length;
    }
    return table;
}

const Netflow5Encoder::Table* Netflow5Encoder::table_of(const bpf::Layout* layout) const {
    for (const Table& table : tables_)
        if (table.layout == layout) return &table;
    return nullptr;
}

void Netflow5Encoder::add(const Record& record) {
    const Table* table = table_of(record.layout);
    if (table == nullptr) {
        ++failed_;
        return;
    }
    if (!table->writer) return tally_.add(&EncodingCounters::unsupported_flows);
    bool is_exact = true;
    std::int64_t last_ms = NetflowClock::kNone;
    if (!table->uptimes.empty()) {
        const FlowTimes times = flow_times(table->uptimes, record);
        is_exact = make_way(times);
        last_ms = times.last;
    }
    is_exact = write(*table, record) && is_exact;
    const std::uint64_t packets = table->packets ? load<std::uint64_t>(record.bytes + *table->packets) : 0;
    const std::uint64_t octets = table->octets ? load<std::uint64_t>(record.bytes + *table->octets) : 0;
    const std::uint64_t largest = std::max(packets, octets);
    if (largest <= kMostCount) {
        append(last_ms);
    } else {
        const std::uint64_t needed = largest / kMostCount + (largest % kMostCount > 0 ? 1 : 0);
        const std::uint64_t pieces = std::min(needed, kMostPieces);
        is_exact = is_exact && pieces == needed;
        for (std::uint64_t piece = 0; piece < pieces; ++piece) {
            if (table->packets) store_big_endian(record_.data() + netflow5::kPackets, share(packets, pieces, piece));
            if (table->octets) store_big_endian(record_.data() + netflow5::kOctets, share(octets, pieces, piece));
            append(last_ms);
        }
        tally_.add(&EncodingCounters::added_records, pieces - 1);
    }
    if (!is_exact) tally_.add(&EncodingCounters::inexact_flows);
}

// Whether both times can be told. A flow that lies elsewhere than the boot of the message under way allows begins another one.
bool Netflow5Encoder::make_way(const FlowTimes& times) {
    if (clock_.holds(times)) return true;
    flush();
    clock_.move(times);
    return clock_.is_exact(times);
}

// Makes record_; whether all its values but the counters are as they were.
bool Netflow5Encoder::write(const Table& table, const Record& record) {
    table.writer->write(record, record_.data(), clock_.boot_ms());
    bool is_exact = true;
    for (const Narrow& narrow : table.narrow) {
        if (value_of(narrow.field, record) <= UINT16_MAX) continue;
        store_big_endian(record_.data() + narrow.at, narrow.instead);
        is_exact = false;
    }
    return is_exact;
}

// 2 bits of method (1: every Nth packet, 2: random), 14 bits of interval; 0 for none, and for an interval that does not fit.
static std::uint16_t sampling_of(const EncoderSettings& settings) {
    constexpr std::uint32_t kLargest = 0x3fff;
    if (settings.sampling == SamplingMethod::none || settings.sampling_interval > kLargest) return 0;
    return static_cast<std::uint16_t>((settings.sampling == SamplingMethod::count ? 1U : 2U) << 14 | settings.sampling_interval);
}

void Netflow5Encoder::append(std::int64_t last_ms) {
    if (pending_ == most_records_) flush();
    std::copy(record_.begin(), record_.end(), message_.data() + kHeader + pending_ * kRecord);
    latest_ms_ = std::max(latest_ms_, last_ms);
    ++pending_;
}

// The number in the header is HeaderStamp's.
void Netflow5Encoder::flush() {
    const std::uint32_t records = std::exchange(pending_, 0);
    if (records == 0) return;
    const std::span<std::byte> message = std::span(message_).first(kHeader + records * kRecord);
    std::byte* header = message.data();
    std::fill_n(header, kHeader, std::byte{0});
    store_big_endian(header, kVersion);
    store_big_endian(header + 2, static_cast<std::uint16_t>(records));
    clock_.put_moment(message, std::exchange(latest_ms_, NetflowClock::kNone));
    // The type and the number of the engine, then how packets were sampled.
    store_big_endian(header + 20, static_cast<std::uint16_t>(settings_.observation_domain & 0xffff));
    store_big_endian(header + 22, sampling_of(settings_));
    sink_(message, records);
}

}  // namespace exporter
