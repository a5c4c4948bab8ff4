// SPDX-License-Identifier: Apache-2.0
// Flow records to comma-separated values, as `--format csv` prints them (csv_line.hpp). The line of names is the template.
#pragma once

#include "exporter/csv_line.hpp"
#include "exporter/line_encoder.hpp"

namespace exporter {

class CsvEncoder final : public LineEncoder {
 public:
    using LineEncoder::LineEncoder;

    [[nodiscard]] Result<> use(const bpf::Layouts& layouts) override;
    [[nodiscard]] std::span<const std::vector<std::byte>> templates() const override { return names_; }

 private:
    [[nodiscard]] bool append_line(TextBuffer& out, const Record& record) const override {
        return columns_.append_record(out, record);
    }

    CsvColumns columns_;
    std::vector<std::vector<std::byte>> names_;  // one line
};

}  // namespace exporter
