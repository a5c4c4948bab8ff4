// SPDX-License-Identifier: Apache-2.0
// Flow records to IPFIX messages (RFC 7011). libfixbuf makes headers, sets and templates.
//
// Templates and data never share a message: templates are repeated at other times than data is sent (see schedule.hpp).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "exporter/encoder.hpp"
#include "exporter/fixbuf_stream.hpp"
#include "exporter/ipfix_options.hpp"
#include "exporter/reduced.hpp"
#include "exporter/wire.hpp"

namespace exporter {

class IpfixEncoder final : public Encoder {
 public:
    // Fails where a setting is out of range. Layouts that cannot be sent have a field that is wider than its element, or a record
    // or a template larger than a message.
    static Result<std::unique_ptr<IpfixEncoder>> make(const EncoderSettings& settings, Sink sink);

    [[nodiscard]] Result<> use(const bpf::Layouts& layouts) override;
    void add(const Record& record) override;
    void flush() override;
    [[nodiscard]] std::span<const std::vector<std::byte>> templates() const override { return templates_; }
    [[nodiscard]] std::vector<OptionsMessage> options(const std::vector<OptionsData>& data) override;
    [[nodiscard]] std::span<const std::vector<std::byte>> withdrawals() const override { return withdrawals_; }
    [[nodiscard]] HeaderForm header() const override { return HeaderForm::ipfix; }
    [[nodiscard]] std::vector<std::uint16_t> template_ids_in_use() const override;

 private:
    struct Table {
        const bpf::Layout* layout;
        std::uint16_t id;
        RecordWriter writer;
        std::optional<FitsReduced> if_fits;  // only such records; the next table takes the others
        std::vector<WireField> fields;
    };

    IpfixEncoder(const EncoderSettings& settings, Sink sink);
    [[nodiscard]] Result<std::vector<std::vector<std::byte>>> make_templates(const std::vector<std::vector<WireField>>& fields,
                                                                             const std::vector<std::uint16_t>& ids);
    [[nodiscard]] Result<std::vector<std::vector<std::byte>>> make_withdrawals(const std::vector<std::uint16_t>& kept);
    [[nodiscard]] Result<> check(const std::vector<WireField>& fields) const;
    [[nodiscard]] const Table* table_of(const Record& record) const;

    EncoderSettings settings_;
    FixbufModel model_;
    DataStream data_;
    std::unique_ptr<IpfixOptions> options_;
    std::vector<Table> tables_;
    std::vector<std::vector<std::byte>> templates_;
    std::vector<std::vector<std::byte>> withdrawals_;
    std::vector<std::byte> scratch_;  // one record in network order
    const Table* current_ = nullptr;  // of the set under way
    std::size_t octets_ = 0;          // of the message under way; 0 = none
};

}  // namespace exporter
