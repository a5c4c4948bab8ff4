// SPDX-License-Identifier: Apache-2.0
// Flow records to JSON lines, as `--format json` prints them (json_line.hpp).
#pragma once

#include "exporter/line_encoder.hpp"
#include "exporter/shown_columns.hpp"

namespace exporter {

class JsonEncoder final : public LineEncoder {
 public:
    using LineEncoder::LineEncoder;

    [[nodiscard]] Result<> use(const bpf::Layouts& layouts) override;
    [[nodiscard]] std::span<const std::vector<std::byte>> templates() const override { return {}; }

 private:
    struct Table {
        const bpf::Layout* layout;
        ShownColumns columns;
    };

    [[nodiscard]] bool append_line(TextBuffer& out, const Record& record) const override;

    std::vector<Table> tables_;
};

}  // namespace exporter
