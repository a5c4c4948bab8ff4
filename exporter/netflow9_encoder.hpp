// SPDX-License-Identifier: Apache-2.0
// Flow records to NetFlow v9 messages (RFC 3954). As in IPFIX, templates and data never share a message, though v9 would allow it:
// templates are repeated at other times than data is sent (see schedule.hpp).
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "exporter/encoder.hpp"
#include "exporter/netflow9_options.hpp"
#include "exporter/netflow_clock.hpp"
#include "exporter/reduced.hpp"
#include "exporter/wire.hpp"

namespace exporter {

class Netflow9Encoder final : public Encoder {
 public:
    using Time = std::chrono::system_clock::time_point;

    // Fails where a setting is out of range. Layouts that cannot be sent have a private field that v9 has no number for, no field
    // with a value, or a record or a template larger than a message. start: see NetflowClock.
    static Result<std::unique_ptr<Netflow9Encoder>> make(const EncoderSettings& settings, Sink sink,
                                                         Time start = std::chrono::system_clock::now());

    [[nodiscard]] Result<> use(const bpf::Layouts& layouts) override;
    void add(const Record& record) override;
    void flush() override;
    [[nodiscard]] std::span<const std::vector<std::byte>> templates() const override { return templates_; }
    [[nodiscard]] std::vector<OptionsMessage> options(const std::vector<OptionsData>& data) override;
    [[nodiscard]] HeaderForm header() const override { return HeaderForm::netflow9; }
    [[nodiscard]] std::vector<std::uint16_t> template_ids_in_use() const override;

 private:
    struct Table {
        const bpf::Layout* layout;
        std::uint16_t id;
        RecordWriter writer;
        UptimeOffsets uptimes;
        std::optional<FitsReduced> if_fits;  // only such records; the next table takes the others
    };

    Netflow9Encoder(const EncoderSettings& settings, Sink sink, Time start);
    [[nodiscard]] Result<> check(const std::vector<WireField>& fields) const;
    void make_templates(const std::vector<std::vector<WireField>>& fields, const std::vector<std::uint16_t>& ids);
    [[nodiscard]] const Table* table_of(const Record& record) const;
    void put_header(std::span<std::byte> message, std::uint32_t records) const;
    [[nodiscard]] std::int64_t make_way(const FlowTimes& times);
    void begin_set(const Table& table);
    void end_set();

    EncoderSettings settings_;
    NetflowClock clock_;
    std::vector<Table> tables_;
    std::vector<std::vector<std::byte>> templates_;  // of options, too
    Netflow9Options options_;
    std::vector<std::byte> message_;                // room for the largest one
    std::size_t octets_ = 0;                        // of the message under way; 0 = none
    std::size_t set_ = 0;                           // where its last set begins
    const Table* current_ = nullptr;                // of that set
    std::int64_t latest_ms_ = NetflowClock::kNone;  // uptime in the message under way
};

}  // namespace exporter
