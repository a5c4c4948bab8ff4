// SPDX-License-Identifier: Apache-2.0
// Names of fields and droppers as users write them, and what they stand for.
#pragma once

#include <string>
#include <vector>

#include "bpf/catalogue.hpp"

namespace config {

// nProbe's default template (IPv6 flows get IPV6_* in place of IPV4_*).
inline constexpr const char* kDefaultFields =
    "IPV4_SRC_ADDR IPV4_DST_ADDR INPUT_SNMP OUTPUT_SNMP IN_PKTS IN_BYTES FIRST_SWITCHED LAST_SWITCHED L4_SRC_PORT L4_DST_PORT "
    "TCP_FLAGS PROTOCOL SRC_TOS SRC_AS DST_AS";

// More fields than this are refused: the program would not fit what the kernel verifies.
inline constexpr std::size_t kMostFields = 320;
inline constexpr std::size_t kMostDroppers = 7;

// Splits a template as users write it: names between blanks, commas or backslashes, with or without '%'.
[[nodiscard]] std::vector<std::string> split_names(const std::string& text);
[[nodiscard]] std::vector<std::string> split_names(const std::vector<std::string>& texts);

// What the names stand for, in their order; pointers into the catalogue. A field that is named again counts once, a dropper
// must not be named again. At least one field, at most kMostFields and kMostDroppers.
[[nodiscard]] Result<std::vector<const bpf::Feature*>> choose_fields(const std::vector<std::string>& names,
                                                                     const bpf::Catalogue& catalogue);
[[nodiscard]] Result<std::vector<const bpf::Dropper*>> choose_droppers(const std::vector<std::string>& names,
                                                                       const bpf::Catalogue& catalogue);

}  // namespace config
