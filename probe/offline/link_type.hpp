// SPDX-License-Identifier: Apache-2.0
// The numbers by which capture files say what their frames start with (the LINKTYPE_ registry of tcpdump.org).
#pragma once

#include <cstdint>
#include <string>

namespace probe {

constexpr std::uint32_t kLinkTypeEthernet = 1;

// "link type 113 (LINUX_SLL) is not supported; …": why a capture without Ethernet frames is refused.
std::string link_type_complaint(std::uint32_t link_type);

}  // namespace probe
