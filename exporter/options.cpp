// SPDX-License-Identifier: Apache-2.0
#include "exporter/options.hpp"

namespace exporter {

std::size_t octets_of(const OptionsTable& table, const OptionsRow& row) {
    std::size_t sum = 0;
    for (std::size_t i = 0; i < table.elements.size(); ++i) {
        if (table.elements[i].length != kVariableLength) {
            sum += table.elements[i].length;
            continue;
        }
        const std::size_t octets = row[i].text.size();
        sum += octets + (octets < 255 ? 1 : 3);  // RFC 7011 section 7
    }
    return sum;
}

std::string cut_text(const std::string& text, std::size_t octets) {
    if (text.size() <= octets) return text;
    std::size_t end = octets;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;  // RFC 3629: a character goes on
    return text.substr(0, end);
}

}  // namespace exporter
