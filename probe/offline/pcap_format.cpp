// SPDX-License-Identifier: Apache-2.0
#include "probe/offline/pcap_format.hpp"

#include <fmt/format.h>

#include <array>

#include "probe/offline/link_type.hpp"

namespace probe {

namespace {

constexpr std::size_t kFileHeaderOctets = 24;
// The word of the link type says in its upper bits how long a frame check sequence the frames carry.
constexpr std::uint32_t kLinkTypeMask = 0x03ffffff;

struct Variant {
    std::uint32_t magic;
    std::uint32_t unit_ns;
    std::uint32_t header_octets;
};
constexpr std::array kVariants = {
    Variant{0xa1b2c3d4, 1000, 16},
    Variant{0xa1b23c4d, 1, 16},
    Variant{0xa1b2cd34, 1000, 24},
};

const Variant* find_variant(std::uint32_t magic) {
    for (const Variant& variant : kVariants) {
        if (variant.magic == magic) return &variant;
    }
    return nullptr;
}

}  // namespace

bool PcapFormat::recognises(const std::byte* magic) {
    return find_variant(ByteOrder(false).u32(magic)) != nullptr || find_variant(ByteOrder(true).u32(magic)) != nullptr;
}

std::optional<PcapFormat> PcapFormat::start(ByteSource& source) {
    if (!source.has(kFileHeaderOctets)) {
        source.fail(fmt::format("ends inside its file header: {} of {} octets are there", source.available(), kFileHeaderOctets));
        return std::nullopt;
    }
    const std::byte* const header = source.data();
    const ByteOrder order(find_variant(ByteOrder(false).u32(header)) == nullptr);
    const Variant* const variant = find_variant(order.u32(header));

    const unsigned major = order.u16(header + 4);
    const unsigned minor = order.u16(header + 6);
    if (major != 2 || minor > 4) {
        source.fail(fmt::format("pcap version {}.{} is not supported; convert the file to version 2.4", major, minor));
        return std::nullopt;
    }
    const std::uint32_t link_type = order.u32(header + 20) & kLinkTypeMask;
    if (link_type != kLinkTypeEthernet) {
        source.fail(link_type_complaint(link_type));
        return std::nullopt;
    }
    source.consume(kFileHeaderOctets);
    PcapFormat format;
    format.order_ = order;
    format.unit_ns_ = variant->unit_ns;
    format.header_octets_ = variant->header_octets;
    format.may_be_swapped_ = minor < 4;
    return format;
}

NextFrame PcapFormat::next_beyond_window(ByteSource& source, Frame& frame) const {
    const char* const kind = "packet record";
    if (!source.has(header_octets_)) {
        if (!source.failed() && source.available() == 0) return NextFrame::end;
        source.fail_truncated(kind, source.offset(), header_octets_);
        return NextFrame::failed;
    }
    const std::uint32_t captured = lengths(source.data()).captured;
    if (captured > kMaxCapturedOctets) {
        source.fail_damaged(
            kind, source.offset(),
            fmt::format("claims {} captured octets, more than the {} a packet can have", captured, kMaxCapturedOctets));
        return NextFrame::failed;
    }
    if (!source.has(header_octets_ + captured)) {
        source.fail_truncated(kind, source.offset(), header_octets_ + captured);
        return NextFrame::failed;
    }
    take(source, frame);
    return NextFrame::frame;
}

}  // namespace probe
