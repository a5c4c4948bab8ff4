// SPDX-License-Identifier: Apache-2.0
#include "probe/offline/pcapng_format.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "probe/offline/link_type.hpp"

namespace probe {

namespace {

enum BlockType : std::uint32_t {
    kInterfaceDescription = 1,
    kPacket = 2,  // obsolete since 2004, still met
    kSimplePacket = 3,
    kEnhancedPacket = 6,
    kSectionHeader = 0x0a0d0d0a,  // reads the same in both byte orders
};

constexpr std::uint32_t kByteOrderMagic = 0x1a2b3c4d;
constexpr std::uint32_t kMaxSkippedOctets = std::uint32_t{16} << 20;
constexpr std::size_t kMaxInterfaces = 65536;  // of a section; bounds the memory a hostile file can take

// Lengths of blocks: of their start, and of all that is not options or packet.
constexpr std::size_t kTrailerOctets = 4;
constexpr std::uint32_t kEmptyBlockOctets = 12;
constexpr std::size_t kSectionHeaderOctets = 28;
constexpr std::size_t kInterfaceOctets = 20;
constexpr std::size_t kPacketOctets = 32;
constexpr std::size_t kSimplePacketOctets = 16;

constexpr std::uint16_t kEndOfOptions = 0;
constexpr std::uint16_t kTimeResolution = 9;
constexpr std::uint16_t kTimeOffset = 14;

bool is_read(std::uint32_t type) {
    return type == kInterfaceDescription || type == kPacket || type == kSimplePacket || type == kEnhancedPacket ||
           type == kSectionHeader;
}

}  // namespace

bool PcapngFormat::recognises(const std::byte* magic) {
    return ByteOrder(false).u32(magic) == kSectionHeader &&
           (ByteOrder(false).u32(magic + 8) == kByteOrderMagic || ByteOrder(true).u32(magic + 8) == kByteOrderMagic);
}

std::optional<PcapngFormat> PcapngFormat::start(ByteSource& source) {
    PcapngFormat format;
    Block block;
    if (!format.read_start(source, block) || !format.read_whole(source, block) || !format.begin_section(source, block)) {
        return std::nullopt;
    }
    source.consume(block.length);
    return format;
}

NextFrame PcapngFormat::next(ByteSource& source, Frame& frame) {
    if (source.failed()) return NextFrame::failed;  // perhaps in the middle of a block: no place to go on from
    while (true) {
        if (!source.has(1)) return finish(source);
        Block block;
        if (!read_start(source, block)) return NextFrame::failed;
        if (!is_read(block.type)) {
            if (!skip(source, block)) return NextFrame::failed;
            continue;
        }
        if (!read_whole(source, block)) return NextFrame::failed;
        const Step step = parse(source, block, frame);
        if (step == Step::failed) return NextFrame::failed;
        source.consume(block.length);  // the frame stays in the window until that has to move on
        if (step == Step::frame) return NextFrame::frame;
    }
}

// The type and the length; of a section header first the byte order in which the length is written.
bool PcapngFormat::read_start(ByteSource& source, Block& block) {
    block.offset = source.offset();
    if (!source.has(kEmptyBlockOctets)) return source.fail_truncated("block", block.offset, kEmptyBlockOctets);
    if (ByteOrder(false).u32(source.data()) == kSectionHeader) {
        if (!recognises(source.data())) {
            return source.fail_damaged("section header", block.offset, "does not tell its byte order");
        }
        order_ = ByteOrder(ByteOrder(false).u32(source.data() + 8) != kByteOrderMagic);
    }
    block.type = order_.u32(source.data());
    block.length = order_.u32(source.data() + 4);
    if (block.length < kEmptyBlockOctets || block.length % 4 != 0) {
        return source.fail_damaged("block", block.offset,
                                   fmt::format("claims a length of {} octets, which no block can have", block.length));
    }
    const auto limit = is_read(block.type) ? static_cast<std::uint32_t>(ByteSource::kMaxPiece) : kMaxSkippedOctets;
    if (block.length > limit) {
        return source.fail_damaged(
            "block", block.offset,
            fmt::format("claims a length of {} octets, more than the {} that are plausible", block.length, limit));
    }
    return true;
}

bool PcapngFormat::read_whole(ByteSource& source, Block& block) const {
    if (!source.has(block.length)) return source.fail_truncated("block", block.offset, block.length);
    block.start = source.data();
    return check_end(source, block, block.start + block.length - kTrailerOctets);
}

bool PcapngFormat::skip(ByteSource& source, const Block& block) const {
    if (!source.skip(block.length - kTrailerOctets) || !source.has(kTrailerOctets)) {
        return source.fail_truncated("block", block.offset, block.length);
    }
    if (!check_end(source, block, source.data())) return false;
    source.consume(kTrailerOctets);
    return true;
}

bool PcapngFormat::check_end(ByteSource& source, const Block& block, const std::byte* trailer) const {
    const std::uint32_t repeated = order_.u32(trailer);
    if (repeated == block.length) return true;
    return source.fail_damaged(
        "block", block.offset,
        fmt::format("has a length of {} octets by its start and of {} by its end", block.length, repeated));
}

PcapngFormat::Step PcapngFormat::parse(ByteSource& source, const Block& block, Frame& frame) {
    switch (block.type) {
        case kSectionHeader: return begin_section(source, block) ? Step::next_block : Step::failed;
        case kInterfaceDescription: return add_interface(source, block) ? Step::next_block : Step::failed;
        case kSimplePacket: return simple_packet(source, block, frame);
        default: return packet(source, block, frame);
    }
}

bool PcapngFormat::begin_section(ByteSource& source, const Block& block) {
    if (block.length < kSectionHeaderOctets) {
        return source.fail_damaged("section header", block.offset, fmt::format("has {} octets only", block.length));
    }
    const unsigned major = order_.u16(block.start + 12);
    const unsigned minor = order_.u16(block.start + 14);
    // Some writers say 1.2 and mean 1.0, as the draft has it.
    if (major != 1 || (minor != 0 && minor != 2)) {
        return source.fail(fmt::format("pcapng version {}.{} is not supported; convert the file to version 1.0", major, minor));
    }
    interfaces_before_ += static_cast<std::uint32_t>(interfaces_.size());
    interfaces_.clear();
    return true;
}

bool PcapngFormat::add_interface(ByteSource& source, const Block& block) {
    if (block.length < kInterfaceOctets) {
        return source.fail_damaged("interface description", block.offset, fmt::format("has {} octets only", block.length));
    }
    if (interfaces_.size() == kMaxInterfaces) {
        return source.fail_damaged("interface description", block.offset,
                                   fmt::format("is one more than the {} that are plausible in a section", kMaxInterfaces));
    }
    Interface interface;
    interface.link_type = order_.u16(block.start + 8);
    interface.snap_octets = order_.u32(block.start + 12);
    if (!read_options(source, block, interface)) return false;
    if (interface.link_type == kLinkTypeEthernet) {
        has_ethernet_ = true;
    } else if (!first_other_) {
        first_other_ = interface.link_type;
    }
    interfaces_.push_back(interface);
    return true;
}

// Each option: a code and a length of 2 octets, and a value padded to a multiple of 4.
bool PcapngFormat::read_options(ByteSource& source, const Block& block, Interface& interface) const {
    const std::byte* at = block.start + kInterfaceOctets - kTrailerOctets;
    std::size_t left = block.length - kInterfaceOctets;
    std::uint8_t resolution = 6;
    std::int64_t offset_s = 0;
    while (left > 0) {
        const std::uint16_t code = order_.u16(at);
        const std::size_t length = order_.u16(at + 2);
        if (code == kEndOfOptions) break;
        const std::size_t padded = 4 + (length + 3) / 4 * 4;
        if (padded > left || (code == kTimeResolution && length != 1) || (code == kTimeOffset && length != 8)) {
            return source.fail_damaged("interface description", block.offset,
                                       fmt::format("has an option {} of {} octets, which cannot be", code, length));
        }
        if (code == kTimeResolution) resolution = std::to_integer<std::uint8_t>(at[4]);
        if (code == kTimeOffset) offset_s = static_cast<std::int64_t>(order_.u64(at + 4));
        at += padded;
        left -= padded;
    }
    interface.clock = InterfaceClock(resolution, offset_s);
    return true;
}

// Enhanced and obsolete packet blocks differ only in the interface's number, of 32 and of 16 bits.
PcapngFormat::Step PcapngFormat::packet(ByteSource& source, const Block& block, Frame& frame) {
    if (!check_captured(source, block, 0, kPacketOctets)) return Step::failed;
    const std::uint32_t number = block.type == kPacket ? order_.u16(block.start + 8) : order_.u32(block.start + 8);
    const Interface* const interface = find_interface(source, block, number);
    const std::uint32_t captured = order_.u32(block.start + 20);
    if (interface == nullptr || !check_captured(source, block, captured, kPacketOctets)) return Step::failed;

    const std::uint64_t units = std::uint64_t{order_.u32(block.start + 12)} << 32 | order_.u32(block.start + 16);
    frame = {interface->clock.to_ns(units),
             order_.u32(block.start + 24),
             interfaces_before_ + number,
             {block.start + kPacketOctets - kTrailerOctets, captured}};
    return deliver(*interface);
}

// Of the section's first interface, without a time, and as long as that interface's limit lets it be.
PcapngFormat::Step PcapngFormat::simple_packet(ByteSource& source, const Block& block, Frame& frame) {
    if (!check_captured(source, block, 0, kSimplePacketOctets)) return Step::failed;
    const Interface* const interface = find_interface(source, block, 0);
    if (interface == nullptr) return Step::failed;
    const std::uint32_t wire = order_.u32(block.start + 8);
    const std::uint32_t captured = interface->snap_octets == 0 ? wire : std::min(wire, interface->snap_octets);
    if (!check_captured(source, block, captured, kSimplePacketOctets)) return Step::failed;

    frame = {0, wire, interfaces_before_, {block.start + kSimplePacketOctets - kTrailerOctets, captured}};
    return deliver(*interface);
}

const PcapngFormat::Interface* PcapngFormat::find_interface(ByteSource& source, const Block& block, std::uint32_t number) const {
    if (number < interfaces_.size()) return &interfaces_[number];
    source.fail_damaged("packet block", block.offset,
                        fmt::format("is of interface {}, but its section has described {} only", number, interfaces_.size()));
    return nullptr;
}

// Whether a block has room for the captured octets beside the `around` that every block of its type has.
bool PcapngFormat::check_captured(ByteSource& source, const Block& block, std::uint64_t captured, std::size_t around) {
    if (captured > kMaxCapturedOctets) {
        return source.fail_damaged(
            "packet block", block.offset,
            fmt::format("claims {} captured octets, more than the {} a packet can have", captured, kMaxCapturedOctets));
    }
    if (around + captured <= block.length) return true;
    return source.fail_damaged("packet block", block.offset,
                               fmt::format("has {} octets, too few for the {} of its packet", block.length, captured));
}

PcapngFormat::Step PcapngFormat::deliver(const Interface& interface) {
    if (interface.link_type == kLinkTypeEthernet) return Step::frame;
    ++unsupported_;
    return Step::next_block;
}

NextFrame PcapngFormat::finish(ByteSource& source) const {
    if (source.failed()) return NextFrame::failed;
    if (has_ethernet_ || !first_other_) return NextFrame::end;
    source.fail(link_type_complaint(*first_other_));
    return NextFrame::failed;
}

}  // namespace probe
