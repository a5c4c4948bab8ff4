// SPDX-License-Identifier: Apache-2.0
// The newer format (draft-ietf-opsawg-pcapng): blocks of a type and a length. Sections each have their own byte order
// and interfaces; each interface has its own link type and clock. Blocks that carry no packets are skipped.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "probe/offline/byte_order.hpp"
#include "probe/offline/byte_source.hpp"
#include "probe/offline/frame.hpp"
#include "probe/offline/interface_clock.hpp"

namespace probe {

class PcapngFormat {
 public:
    // The octets it takes to know one.
    static constexpr std::size_t kMagicOctets = 12;
    static bool recognises(const std::byte* magic);
    // Reads the first section header; nothing after a failure, which is in the source.
    static std::optional<PcapngFormat> start(ByteSource& source);

    // The next frame of an Ethernet interface. The reason of a failure is in the source; a file whose interfaces all are
    // of other link types fails at its end.
    NextFrame next(ByteSource& source, Frame& frame);
    // Frames of interfaces other than Ethernet, passed over so far.
    [[nodiscard]] std::uint64_t unsupported() const { return unsupported_; }

 private:
    struct Block {
        std::uint32_t type = 0;
        std::uint32_t length = 0;  // whole, a multiple of 4
        std::uint64_t offset = 0;  // in the file
        const std::byte* start = nullptr;
    };
    struct Interface {
        InterfaceClock clock;
        std::uint32_t snap_octets = 0;  // 0: no limit
        std::uint32_t link_type = 0;
    };
    enum class Step { frame, next_block, failed };

    PcapngFormat() = default;

    bool read_start(ByteSource& source, Block& block);
    bool read_whole(ByteSource& source, Block& block) const;
    bool skip(ByteSource& source, const Block& block) const;
    bool check_end(ByteSource& source, const Block& block, const std::byte* trailer) const;
    Step parse(ByteSource& source, const Block& block, Frame& frame);
    bool begin_section(ByteSource& source, const Block& block);
    bool add_interface(ByteSource& source, const Block& block);
    bool read_options(ByteSource& source, const Block& block, Interface& interface) const;
    Step packet(ByteSource& source, const Block& block, Frame& frame);
    Step simple_packet(ByteSource& source, const Block& block, Frame& frame);
    const Interface* find_interface(ByteSource& source, const Block& block, std::uint32_t number) const;
    static bool check_captured(ByteSource& source, const Block& block, std::uint64_t captured, std::size_t around);
    Step deliver(const Interface& interface);
    NextFrame finish(ByteSource& source) const;

    ByteOrder order_;
    std::vector<Interface> interfaces_;    // of this section
    std::uint32_t interfaces_before_ = 0;  // of the sections before it
    std::uint64_t unsupported_ = 0;
    bool has_ethernet_ = false;                 // has had an Ethernet interface
    std::optional<std::uint32_t> first_other_;  // link type of the first interface that was none
};

}  // namespace probe
