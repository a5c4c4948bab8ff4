// SPDX-License-Identifier: Apache-2.0
// The options of one set of fields in IPFIX: messages of their templates, made once, and of their data. Internal to the IPFIX encoder.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "exporter/encoder.hpp"
#include "exporter/options_stream.hpp"
#include "exporter/wire.hpp"

namespace exporter {

class IpfixOptions {
 public:
    // The tables of the settings, and the types of the private elements among these fields (RFC 5610). One id for each table, that of
    // the types last; see tables(). The model must outlive the result.
    static Result<std::unique_ptr<IpfixOptions>> make(fbInfoModel_t* model, const EncoderSettings& settings,
                                                      const std::vector<std::vector<WireField>>& fields,
                                                      std::vector<std::uint16_t> ids);

    // Which tables that are.
    [[nodiscard]] static std::vector<OptionsTable> tables(const EncoderSettings& settings,
                                                          const std::vector<std::vector<WireField>>& fields);

    // A message each; see OptionsStream::add_table.
    [[nodiscard]] const std::vector<std::vector<std::byte>>& templates() const { return templates_; }

    // The data, and the types; adds to `failed` the rows that could not be sent.
    [[nodiscard]] std::vector<OptionsMessage> encode(const std::vector<OptionsData>& data, std::uint64_t& failed);

 private:
    IpfixOptions(fbInfoModel_t* model, const EncoderSettings& settings);

    void append(std::size_t table, const OptionsRow& row, std::uint64_t& failed);
    void end_message(std::uint64_t& failed);

    std::size_t max_octets_;
    OptionsStream stream_;
    std::vector<OptionsTable> tables_;
    std::vector<std::uint16_t> ids_;  // of tables_
    std::vector<std::vector<std::byte>> templates_;
    std::vector<OptionsRow> types_;
    std::vector<OptionsMessage> done_;
    std::size_t octets_ = 0;  // of the message under way; 0 = none
    std::uint32_t records_ = 0;
    std::size_t current_ = 0;  // table of the set under way
};

}  // namespace exporter
