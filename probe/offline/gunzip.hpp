// SPDX-License-Identifier: Apache-2.0
// Unpacks gzip as it is read (RFC 1952): one member or several in a row, as gzip, pigz and `cat a.gz b.gz` write them.
#pragma once

#include <zlib.h>

#include <cstddef>
#include <memory>
#include <span>

#include "bpf/result.hpp"
#include "probe/offline/raw_input.hpp"

namespace probe {

// zlib keeps a pointer to its state, so this neither moves nor copies.
class Gunzip {
 public:
    // What gzip data start with: the magic number and the only compression method there is.
    static constexpr std::size_t kMagicOctets = 3;
    static bool recognises(std::span<const std::byte> first_octets);

    // `already_read` is what was taken from the input before it turned out to be gzip; it is copied.
    explicit Gunzip(std::span<const std::byte> already_read);
    Gunzip(const Gunzip&) = delete;
    Gunzip& operator=(const Gunzip&) = delete;
    ~Gunzip();

    // Unpacks at least one octet into `room`, reading from `input` as needed; 0 at the end. Fails with the reason alone,
    // after all that could be unpacked was given.
    Result<std::size_t> read(RawInput& input, std::span<std::byte> room);

 private:
    Result<bool> has_input(RawInput& input);
    Result<bool> begin_member(RawInput& input);

    z_stream stream_ = {};
    std::unique_ptr<std::byte[]> packed_;
    std::size_t capacity_;
    bool is_usable_;
    bool in_member_ = true;
};

}  // namespace probe
