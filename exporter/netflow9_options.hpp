// SPDX-License-Identifier: Apache-2.0
// Options in NetFlow v9 (RFC 3954 section 6): what lies behind the header of a message. Internal to the NetFlow v9 encoder.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "exporter/options.hpp"

namespace exporter {

class Netflow9Options {
 public:
    // One id for each table; all elements have a fixed length. max_octets: of a message.
    Netflow9Options(std::vector<OptionsTable> tables, std::vector<std::uint16_t> ids, std::size_t max_octets);

    // Messages with room for a header, whose octets are 0. One FlowSet for each options template: nfcapd 1.7 reads no more.
    [[nodiscard]] std::vector<OptionsMessage> templates() const;

    // Likewise, of data; adds to `failed` the rows that do not fit.
    [[nodiscard]] std::vector<OptionsMessage> encode(const std::vector<OptionsData>& data, std::uint64_t& failed) const;

 private:
    std::vector<OptionsTable> tables_;
    std::vector<std::uint16_t> ids_;
    std::size_t max_octets_;
};

}  // namespace exporter
