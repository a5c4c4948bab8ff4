// SPDX-License-Identifier: Apache-2.0
// Flow records to NetFlow v5 messages: a header of 24 octets and at most 30 records of 48.
//
// v5 knows IPv4 alone, 32 bits of a counter and 16 of an interface or AS. Nothing of that goes unseen (EncodingCounters):
//   flows of IPv6 are not sent                                                     unsupported_flows
//   counters beyond 32 bits become several records, whose sums are exact           added_records, those beyond the first
//   larger interfaces become 0 (not known), larger AS numbers 23456 (RFC 6793)      inexact_flows
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "exporter/encoder.hpp"
#include "exporter/netflow_clock.hpp"
#include "exporter/wire.hpp"

namespace exporter {

class Netflow5Encoder final : public Encoder {
 public:
    using Time = std::chrono::system_clock::time_point;

    // Fails where a message could not hold one record. Layouts that cannot be sent have a field that v5 has no place for.
    // EncoderSettings::fields and reduced are of no use here. start: see NetflowClock.
    static Result<std::unique_ptr<Netflow5Encoder>> make(const EncoderSettings& settings, Sink sink,
                                                         Time start = std::chrono::system_clock::now());

    [[nodiscard]] Result<> use(const bpf::Layouts& layouts) override;
    void add(const Record& record) override;
    void flush() override;
    [[nodiscard]] std::span<const std::vector<std::byte>> templates() const override { return {}; }
    [[nodiscard]] HeaderForm header() const override { return HeaderForm::netflow5; }

 private:
    // A value of 32 bits with 16 on the wire.
    struct Narrow {
        std::size_t at;         // in the v5 record
        std::uint16_t instead;  // of a value that does not fit
        WireField field;
    };
    struct Table {
        const bpf::Layout* layout;
        std::optional<RecordWriter> writer;  // nothing: flows that v5 cannot carry
        UptimeOffsets uptimes;
        std::optional<std::size_t> packets, octets;  // counters of 64 bits: where records hold them
        std::vector<Narrow> narrow;
    };

    Netflow5Encoder(const EncoderSettings& settings, Sink sink, Time start);
    [[nodiscard]] static Table table_of_fields(const bpf::Layout& layout, const std::vector<WireField>& fields);
    [[nodiscard]] const Table* table_of(const bpf::Layout* layout) const;
    [[nodiscard]] bool make_way(const FlowTimes& times);
    [[nodiscard]] bool write(const Table& table, const Record& record);
    void append(std::int64_t last_ms);

    EncoderSettings settings_;
    std::size_t most_records_;  // in a message
    NetflowClock clock_;
    std::vector<Table> tables_;
    std::vector<std::byte> message_;                // room for a full one
    std::vector<std::byte> record_;                 // as it is to be sent
    std::int64_t latest_ms_ = NetflowClock::kNone;  // uptime in the message under way
};

}  // namespace exporter
