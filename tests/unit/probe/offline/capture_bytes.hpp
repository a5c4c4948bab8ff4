// SPDX-License-Identifier: Apache-2.0
// Captures put together octet by octet, and what a reader makes of them: for the tests of the capture reader.
#pragma once

#include <zlib.h>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

#include "probe/offline/capture_reader.hpp"

namespace probe::test {

enum class Order { little, big };

class CaptureBytes {
 public:
    explicit CaptureBytes(Order order = Order::little) : order_(order) {}

    CaptureBytes& u16(std::uint32_t value) { return number(value, 2); }
    CaptureBytes& u32(std::uint32_t value) { return number(value, 4); }
    CaptureBytes& u64(std::uint64_t value) { return number(value, 8); }
    CaptureBytes& fill(std::size_t count, int value) {
        octets_.insert(octets_.end(), count, static_cast<std::byte>(value));
        return *this;
    }
    CaptureBytes& text(const std::string& text) {
        for (const char character : text) octets_.push_back(static_cast<std::byte>(character));
        return *this;
    }
    CaptureBytes& append(const CaptureBytes& other) {
        octets_.insert(octets_.end(), other.octets_.begin(), other.octets_.end());
        return *this;
    }

    CaptureBytes& pcap_header(std::uint32_t magic, std::uint32_t link_type = 1) {
        return u32(magic).u16(2).u16(4).u32(0).u32(0).u32(65535).u32(link_type);
    }
    // A packet of `captured` octets of the given value.
    CaptureBytes& pcap_record(std::uint32_t seconds, std::uint32_t fraction, std::uint32_t captured, int value) {
        return u32(seconds).u32(fraction).u32(captured).u32(captured + 1).fill(captured, value);
    }

    CaptureBytes& block(std::uint32_t type, const CaptureBytes& body) {
        const auto padding = (4 - body.octets_.size() % 4) % 4;
        const auto length = static_cast<std::uint32_t>(12 + body.octets_.size() + padding);
        return u32(type).u32(length).append(body).fill(padding, 0).u32(length);
    }
    CaptureBytes& section() { return block(0x0a0d0d0a, body().u32(0x1a2b3c4d).u16(1).u16(0).u64(~std::uint64_t{0})); }
    CaptureBytes& interface(std::uint32_t link_type, std::uint32_t snap_octets = 0) {
        return block(1, body().u16(link_type).u16(0).u32(snap_octets));
    }
    CaptureBytes& enhanced(std::uint32_t interface, std::uint64_t time, std::uint32_t captured, int value) {
        return block(6, body()
                            .u32(interface)
                            .u32(static_cast<std::uint32_t>(time >> 32))
                            .u32(static_cast<std::uint32_t>(time))
                            .u32(captured)
                            .u32(captured + 1)
                            .fill(captured, value));
    }
    // Nothing yet, in the same byte order: what a block is made of.
    [[nodiscard]] CaptureBytes body() const { return CaptureBytes(order_); }

    [[nodiscard]] const std::vector<std::byte>& octets() const { return octets_; }

 private:
    CaptureBytes& number(std::uint64_t value, unsigned octets) {
        for (unsigned i = 0; i < octets; ++i) {
            const unsigned shift = 8 * (order_ == Order::little ? i : octets - 1 - i);
            octets_.push_back(static_cast<std::byte>(value >> shift & 0xff));
        }
        return *this;
    }

    Order order_;
    std::vector<std::byte> octets_;
};

inline std::vector<std::byte> gzip(const std::vector<std::byte>& octets) {
    z_stream stream = {};
    deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
    std::vector<std::byte> packed(octets.size() + 256);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(octets.data()));
    stream.avail_in = static_cast<uInt>(octets.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    deflate(&stream, Z_FINISH);
    packed.resize(packed.size() - stream.avail_out);
    deflateEnd(&stream);
    return packed;
}

// A frame that may be kept: its octets are all of one value here, so length and first value tell them.
struct Seen {
    std::uint64_t time_ns = 0;
    std::uint32_t wire_octets = 0;
    std::uint32_t interface = 0;
    std::size_t captured = 0;
    int value = -1;  // -1: none, or not all the same
    bool operator==(const Seen&) const = default;
};

inline int common_value(std::span<const std::byte> octets) {
    for (const std::byte octet : octets) {
        if (octet != octets.front()) return -1;
    }
    return octets.empty() ? -1 : std::to_integer<int>(octets.front());
}

struct Outcome {
    std::vector<Seen> frames;
    std::uint64_t unsupported = 0;
    std::string error;  // of opening or reading; empty: came to the end
};

inline Outcome read_all(Result<CaptureReader> reader) {
    if (!reader) return {{}, 0, reader.error().text()};
    Outcome outcome;
    Frame frame;
    CaptureReader::Next next;
    while ((next = reader->next(frame)) == CaptureReader::Next::frame) {
        outcome.frames.push_back(
            {frame.time_ns, frame.wire_octets, frame.interface, frame.octets.size(), common_value(frame.octets)});
    }
    outcome.unsupported = reader->unsupported();
    if (next == CaptureReader::Next::failed) outcome.error = reader->error().text();
    return outcome;
}

inline Outcome read_all(const CaptureBytes& capture, std::size_t stride = 0) {
    return read_all(CaptureReader::from_memory(capture.octets(), stride));
}

}  // namespace probe::test
