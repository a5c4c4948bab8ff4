// SPDX-License-Identifier: Apache-2.0
// What encoders of text share: a message is some whole lines, one a record, or one record without the end of its line.
#pragma once

#include "exporter/encoder.hpp"
#include "exporter/text.hpp"

namespace exporter {

class LineEncoder : public Encoder {
 public:
    LineEncoder(EncoderSettings settings, Sink sink);

    void add(const Record& record) final;
    void flush() final;
    [[nodiscard]] HeaderForm header() const final { return HeaderForm::none; }

 protected:
    [[nodiscard]] const EncoderSettings& settings() const { return settings_; }

    // Appends the record's line with its end. False, and nothing appended: its layout is not in use.
    [[nodiscard]] virtual bool append_line(TextBuffer& out, const Record& record) const = 0;

 private:
    void emit(std::size_t octets);

    // Text knows no datagrams: some 50 records make a message, so that each costs little more than its text; 4,096 of them
    // that wait for a collector are 64 MiB.
    static constexpr std::size_t kMessageOctets = 16 * 1024;

    const EncoderSettings settings_;
    const std::size_t most_octets_;  // of a message; a record that is longer has one of its own
    TextBuffer buffer_;              // the message under way
};

}  // namespace exporter
