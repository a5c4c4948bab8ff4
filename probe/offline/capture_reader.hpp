// SPDX-License-Identifier: Apache-2.0
// Reads the Ethernet frames of a capture file: pcap or pcapng of any byte order, as it is or packed by gzip. It is our own
// because libpcap refuses pcapng files of mixed link types and does not tell which interface a frame is of.
//
// A file is not to be trusted: what cannot be right ends the reading with an error, after all frames before it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <variant>

#include "bpf/result.hpp"
#include "probe/offline/byte_source.hpp"
#include "probe/offline/frame.hpp"
#include "probe/offline/pcap_format.hpp"
#include "probe/offline/pcapng_format.hpp"

namespace probe {

// Move-only; one that was moved from may only be assigned to or destroyed. For one thread.
class CaptureReader {
 public:
    using Next = NextFrame;

    // "-" is standard input; gzip is told by its magic number. Reads the file's header, so it waits for the first octets
    // of a pipe. Fails if the file cannot be read, is no capture, or is a pcap of another link type than Ethernet.
    static Result<CaptureReader> open(const std::string& path);
    // The octets stay the caller's and must outlive the reader. A stride other than 0 hands them out by so many at a
    // time, as a pipe would; for tests.
    static Result<CaptureReader> from_memory(std::span<const std::byte> octets, std::size_t stride = 0);

    // The next frame of an Ethernet interface; its octets are valid until the next call. Once at the end or failed it
    // stays so. A file that breaks off or is damaged fails behind its last whole frame; a pcapng which has interfaces, but
    // none of Ethernet, fails at its end.
    Next next(Frame& frame) {
        if (auto* const pcap = std::get_if<PcapFormat>(&format_)) return pcap->next(source_, frame);
        return std::get<PcapngFormat>(format_).next(source_, frame);
    }
    // After Next::failed: one line that starts with the file's name.
    [[nodiscard]] const Error& error() const { return source_.error(); }
    // Frames of interfaces other than Ethernet, passed over so far.
    [[nodiscard]] std::uint64_t unsupported() const;

 private:
    using Format = std::variant<PcapFormat, PcapngFormat>;

    CaptureReader(ByteSource source, Format format) : source_(std::move(source)), format_(std::move(format)) {}
    static Result<CaptureReader> start(ByteSource source);

    ByteSource source_;
    Format format_;
};

}  // namespace probe
