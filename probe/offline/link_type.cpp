// SPDX-License-Identifier: Apache-2.0
#include "probe/offline/link_type.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>

namespace probe {

namespace {

struct LinkType {
    std::uint32_t number;
    std::string_view name;
};

// Those a network capture is likely to have; others are shown by number alone.
constexpr std::array kKnown = {
    LinkType{0, "NULL"},
    LinkType{6, "IEEE802_5"},
    LinkType{9, "PPP"},
    LinkType{10, "FDDI"},
    LinkType{50, "PPP_HDLC"},
    LinkType{51, "PPP_ETHER"},
    LinkType{101, "RAW"},
    LinkType{104, "C_HDLC"},
    LinkType{105, "IEEE802_11"},
    LinkType{107, "FRELAY"},
    LinkType{108, "LOOP"},
    LinkType{113, "LINUX_SLL"},
    LinkType{117, "PFLOG"},
    LinkType{119, "IEEE802_11_PRISM"},
    LinkType{127, "IEEE802_11_RADIOTAP"},
    LinkType{187, "BLUETOOTH_HCI_H4"},
    LinkType{189, "USB_LINUX"},
    LinkType{192, "PPI"},
    LinkType{195, "IEEE802_15_4_WITHFCS"},
    LinkType{220, "USB_LINUX_MMAPPED"},
    LinkType{228, "IPV4"},
    LinkType{229, "IPV6"},
    LinkType{239, "NFLOG"},
    LinkType{249, "USBPCAP"},
    LinkType{253, "NETLINK"},
    LinkType{276, "LINUX_SLL2"},
};

}  // namespace

std::string link_type_complaint(std::uint32_t link_type) {
    const auto* const known =
        std::find_if(kKnown.begin(), kKnown.end(), [&](const LinkType& type) { return type.number == link_type; });
    const std::string name = known == kKnown.end() ? "" : fmt::format(" ({})", known->name);
    return fmt::format("link type {}{} is not supported; xdpflow reads Ethernet captures", link_type, name);
}

}  // namespace probe
