// SPDX-License-Identifier: Apache-2.0
#include "probe/offline/gunzip.hpp"

#include <algorithm>
#include <string>

namespace probe {

namespace {

constexpr std::size_t kPackedOctets = std::size_t{64} << 10;
constexpr int kGzipOnly = 16 + MAX_WBITS;  // zlib: "add 16 to decode only the gzip format"

}  // namespace

bool Gunzip::recognises(std::span<const std::byte> first_octets) {
    return first_octets.size() >= kMagicOctets && first_octets[0] == std::byte{0x1f} && first_octets[1] == std::byte{0x8b} &&
           first_octets[2] == std::byte{8};
}

Gunzip::Gunzip(std::span<const std::byte> already_read)
    : capacity_(std::max(kPackedOctets, already_read.size())),
      is_usable_(inflateInit2(&stream_, kGzipOnly) == Z_OK) {
    packed_ = std::make_unique_for_overwrite<std::byte[]>(capacity_);
    std::copy(already_read.begin(), already_read.end(), packed_.get());
    stream_.next_in = reinterpret_cast<Bytef*>(packed_.get());
    stream_.avail_in = static_cast<uInt>(already_read.size());
}

Gunzip::~Gunzip() { inflateEnd(&stream_); }

Result<std::size_t> Gunzip::read(RawInput& input, std::span<std::byte> room) {
    if (!is_usable_) return fail("no memory to unpack gzip data");
    while (true) {
        if (!in_member_) {
            const auto begun = begin_member(input);
            if (!begun) return tl::unexpected(begun.error());
            if (!*begun) return std::size_t{0};
        }
        const auto more = has_input(input);
        if (!more) return tl::unexpected(more.error());
        stream_.next_out = reinterpret_cast<Bytef*>(room.data());
        stream_.avail_out = static_cast<uInt>(room.size());
        const int outcome = inflate(&stream_, Z_NO_FLUSH);
        if (outcome == Z_STREAM_END) in_member_ = false;
        // An error shows again at the next call: what was unpacked before it is given first.
        const std::size_t unpacked = room.size() - stream_.avail_out;
        if (unpacked > 0) return unpacked;
        if (outcome == Z_STREAM_END) continue;
        if (outcome != Z_OK && outcome != Z_BUF_ERROR) {
            return fail("its gzip data are damaged (" + std::string(stream_.msg != nullptr ? stream_.msg : "zlib gave up") + ")");
        }
        if (!*more) return fail("its gzip data end too soon");
    }
}

Result<bool> Gunzip::has_input(RawInput& input) {
    if (stream_.avail_in > 0) return true;
    const auto octets = input.read({packed_.get(), capacity_});
    if (!octets) return tl::unexpected(octets.error());
    stream_.next_in = reinterpret_cast<Bytef*>(packed_.get());
    stream_.avail_in = static_cast<uInt>(*octets);
    return *octets > 0;
}

// False at the end of the input. Zeros behind the last member are padding, as on tapes and by gzip itself.
Result<bool> Gunzip::begin_member(RawInput& input) {
    while (true) {
        auto more = has_input(input);
        if (!more || !*more) return more;
        if (*stream_.next_in != 0) break;
        ++stream_.next_in;
        --stream_.avail_in;
    }
    if (*stream_.next_in != 0x1f) return fail("its gzip data are followed by other data");
    inflateReset(&stream_);
    in_member_ = true;
    return true;
}

}  // namespace probe
