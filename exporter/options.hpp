// SPDX-License-Identifier: Apache-2.0
// Options: what an exporter tells of itself beside flows, as tables that no protocol is known to (RFC 7011 sections 3.4.2.2 and 4,
// RFC 3954 section 6.1). What the tables are and what they say stands in options_tables.hpp; encoders make messages of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace exporter {

inline constexpr std::uint16_t kVariableLength = 65'535;  // RFC 7011 section 7; for texts, and in IPFIX alone

struct OptionElement {
    std::uint16_t id;      // IANA's; in the scope of NetFlow v9 one of the five of RFC 3954 section 6.1
    std::uint16_t length;  // octets on the wire, or kVariableLength
    friend bool operator==(const OptionElement&, const OptionElement&) = default;
};

// One options template: what each row has, in this order.
struct OptionsTable {
    std::vector<OptionElement> elements;  // those of the scope first
    std::size_t scopes = 1;               // how many these are; at least one
    friend bool operator==(const OptionsTable&, const OptionsTable&) = default;
};

// A number in the byte order of this machine, or a text. A text of fixed length is cut, or padded with zeros, when it is written.
struct OptionValue {
    OptionValue(std::uint64_t value) : number(value) {}                        // NOLINT: implicit, for rows
    OptionValue(std::string value) : is_text(true), text(std::move(value)) {}  // NOLINT
    friend bool operator==(const OptionValue&, const OptionValue&) = default;

    bool is_text = false;
    std::uint64_t number = 0;  // if it is none
    std::string text{};        // if it is one
};
using OptionsRow = std::vector<OptionValue>;  // one for each element of its table

struct OptionsData {
    std::size_t table = 0;  // index into the tables that the encoder was given
    std::vector<OptionsRow> rows;
};

// A message of options data.
struct OptionsMessage {
    std::vector<std::byte> octets;
    std::uint32_t records = 0;
};

// Octets of the row on the wire, as IPFIX has it.
[[nodiscard]] std::size_t octets_of(const OptionsTable& table, const OptionsRow& row);

// The text as it is on the wire: no longer than so many octets, and never half a character of UTF-8.
[[nodiscard]] std::string cut_text(const std::string& text, std::size_t octets);

}  // namespace exporter
