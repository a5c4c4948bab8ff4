// SPDX-License-Identifier: Apache-2.0
// The classic format (draft-ietf-opsawg-pcap): a file header of 24 octets, then packet records of 16 octets and the packet.
// Time stamps of micro- or nanoseconds, either byte order, and the variant of patched Linux libpcaps (magic number
// 0xa1b2cd34), whose record headers are 8 octets longer. All frames are of one link type. Before version 2.4 the two
// lengths of a record stood the other way round: in some files of 2.3, and in all before it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "probe/offline/byte_order.hpp"
#include "probe/offline/byte_source.hpp"
#include "probe/offline/frame.hpp"

namespace probe {

class PcapFormat {
 public:
    // Whether a file that starts with these 4 octets claims to be one.
    static bool recognises(const std::byte* magic);
    // Reads the file header; nothing after a failure, which is in the source. Refuses other link types than Ethernet.
    static std::optional<PcapFormat> start(ByteSource& source);

    // The reason of a failure is in the source.
    NextFrame next(ByteSource& source, Frame& frame) {
        return take(source, frame) ? NextFrame::frame : next_beyond_window(source, frame);
    }

 private:
    struct Lengths {
        std::uint32_t captured;
        std::uint32_t wire;
    };

    PcapFormat() = default;

    [[nodiscard]] Lengths lengths(const std::byte* record) const {
        const Lengths lengths = {order_.u32(record + 8), order_.u32(record + 12)};
        if (may_be_swapped_ && lengths.captured > lengths.wire) return {lengths.wire, lengths.captured};
        return lengths;
    }
    // The usual case, and all that most packets cost: the record is sound and wholly in the window.
    bool take(ByteSource& source, Frame& frame) const {
        const std::byte* const record = source.data();
        const std::size_t available = source.available();
        if (available < header_octets_) return false;
        const auto [captured, wire] = lengths(record);
        if (captured > kMaxCapturedOctets || available - header_octets_ < captured) return false;
        // Cannot overflow: (2^32 - 1) x 10^9 and (2^32 - 1) x 10^3 are below 2^63 together.
        frame.time_ns = std::uint64_t{order_.u32(record)} * 1'000'000'000 + std::uint64_t{order_.u32(record + 4)} * unit_ns_;
        frame.wire_octets = wire;
        frame.interface = 0;
        frame.octets = {record + header_octets_, captured};
        source.consume(header_octets_ + captured);
        return true;
    }
    NextFrame next_beyond_window(ByteSource& source, Frame& frame) const;

    ByteOrder order_;
    std::uint32_t unit_ns_ = 0;        // of the fraction of a second
    std::uint32_t header_octets_ = 0;  // of a packet record
    bool may_be_swapped_ = false;      // the captured length is the lesser one, wherever it stands
};

}  // namespace probe
