// SPDX-License-Identifier: Apache-2.0
#include "probe/offline/capture_reader.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

namespace probe {

namespace {

// What people take for a capture, and what they can do about it.
struct Alien {
    std::string_view magic;
    std::string_view hint;
};
constexpr std::array kAliens = {
    Alien{"\x28\xb5\x2f\xfd", " (it is packed by zstd; unpack it first: zstd -dc)"},
    Alien{"\xfd\x37zXZ", " (it is packed by xz; unpack it first: xz -dc)"},
    Alien{"BZh", " (it is packed by bzip2; unpack it first: bzip2 -dc)"},
    Alien{"\x04\x22\x4d\x18", " (it is packed by lz4; unpack it first: lz4 -dc)"},
    Alien{"PK\x03\x04", " (it is a zip archive; unpack it first)"},
};

std::string describe_alien(const ByteSource& source) {
    std::string complaint = "not a pcap or pcapng capture";
    if (source.available() == 0) return complaint + " (it is empty)";
    const std::string_view start(reinterpret_cast<const char*>(source.data()), source.available());
    for (const Alien& alien : kAliens) {
        if (start.starts_with(alien.magic)) return complaint + std::string(alien.hint);
    }
    return complaint;
}

}  // namespace

Result<CaptureReader> CaptureReader::open(const std::string& path) {
    auto source = ByteSource::open(path);
    if (!source) return tl::unexpected(source.error());
    return start(std::move(*source));
}

Result<CaptureReader> CaptureReader::from_memory(std::span<const std::byte> octets, std::size_t stride) {
    return start(ByteSource::from_memory(octets, stride));
}

Result<CaptureReader> CaptureReader::start(ByteSource source) {
    if (source.has(4) && PcapFormat::recognises(source.data())) {
        if (auto format = PcapFormat::start(source)) return CaptureReader(std::move(source), *format);
    } else if (source.has(PcapngFormat::kMagicOctets) && PcapngFormat::recognises(source.data())) {
        if (auto format = PcapngFormat::start(source)) return CaptureReader(std::move(source), std::move(*format));
    } else {
        source.fail(describe_alien(source));
    }
    return tl::unexpected(source.error());
}

std::uint64_t CaptureReader::unsupported() const {
    const auto* const pcapng = std::get_if<PcapngFormat>(&format_);
    return pcapng == nullptr ? 0 : pcapng->unsupported();
}

}  // namespace probe
