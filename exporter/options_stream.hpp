// SPDX-License-Identifier: Apache-2.0
// Options through libfixbuf: their templates, and records with the real elements, which may differ in length. They are few, so
// nothing here is made to be fast. Internal to the IPFIX encoder.
#pragma once

#include <map>

#include "exporter/fixbuf_stream.hpp"
#include "exporter/options.hpp"

namespace exporter {

class OptionsStream : public FixbufStream {
 public:
    using FixbufStream::FixbufStream;

    // Makes known a table under this id. Returns the message that holds its options template alone: nfcapd up to 1.7.7 reads no
    // more than the first of a set. Valid until the next call. Fails if an element is none of IANA's that libfixbuf knows.
    [[nodiscard]] Result<std::span<std::byte>> add_table(std::uint16_t id, const OptionsTable& table);

    // One record of a table that was added; the caller has made sure that it fits into the message.
    [[nodiscard]] Result<> append(std::uint16_t id, const OptionsTable& table, const OptionsRow& row);

 private:
    std::uint16_t current_ = 0;
    bool after_templates_ = false;
};

}  // namespace exporter
