// SPDX-License-Identifier: Apache-2.0
#include "probe/offline/byte_source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cstring>
#include <optional>
#include <utility>

#include "probe/offline/gunzip.hpp"
#include "probe/offline/raw_input.hpp"

namespace probe {

namespace {

// Octets a read asks for: large enough to make the call free, small enough to stay in the second-level cache.
constexpr std::size_t kReadOctets = std::size_t{256} << 10;

}  // namespace

struct ByteSource::Feed {
    explicit Feed(std::unique_ptr<RawInput> from) : input(std::move(from)) {}

    std::unique_ptr<RawInput> input;
    std::unique_ptr<Gunzip> gunzip;       // none: the input is as it is
    std::unique_ptr<std::byte[]> buffer;  // none yet, or none needed for plain memory
    bool at_end = false;
    Error error;
};

Result<ByteSource> ByteSource::open(const std::string& path) {
    auto input = RawInput::open(path);
    if (!input) return tl::unexpected(input.error());
    ByteSource source(std::make_unique<Feed>(std::move(*input)));
    source.detect_gzip();
    if (source.failed()) return tl::unexpected(source.error());
    return source;
}

ByteSource ByteSource::from_memory(std::span<const std::byte> octets, std::size_t stride) {
    ByteSource source(std::make_unique<Feed>(std::make_unique<RawInput>(octets, stride)));
    if (stride == 0 && !Gunzip::recognises(octets)) {
        source.cursor_ = octets.data();
        source.end_ = octets.data() + octets.size();
        source.delivered_ = octets.size();
        source.feed_->at_end = true;
        return source;
    }
    source.detect_gzip();
    return source;
}

ByteSource::ByteSource(std::unique_ptr<Feed> feed) : feed_(std::move(feed)) {}
ByteSource::ByteSource(ByteSource&&) noexcept = default;
ByteSource& ByteSource::operator=(ByteSource&&) noexcept = default;
ByteSource::~ByteSource() = default;

void ByteSource::detect_gzip() {
    if (!has(Gunzip::kMagicOctets) || !Gunzip::recognises({cursor_, available()})) return;
    feed_->gunzip = std::make_unique<Gunzip>(std::span(cursor_, available()));
    cursor_ = end_;
    delivered_ = 0;
}

bool ByteSource::refill(std::size_t octets) {
    assert(octets <= kMaxPiece);
    if (feed_->at_end || failed()) return false;
    if (!feed_->buffer) feed_->buffer = std::make_unique_for_overwrite<std::byte[]>(kMaxPiece + kReadOctets);

    std::byte* const buffer = feed_->buffer.get();
    std::size_t kept = available();
    if (kept > 0) std::memmove(buffer, cursor_, kept);
    cursor_ = buffer;
    while (kept < octets && !feed_->at_end && !failed()) {
        const std::span<std::byte> room(buffer + kept, std::max(kReadOctets, octets - kept));
        const auto got = feed_->gunzip ? feed_->gunzip->read(*feed_->input, room) : feed_->input->read(room);
        if (!got) {
            fail(fmt::format("cannot be read beyond {}: {}", place(delivered_), got.error().message));
        } else {
            kept += *got;
            delivered_ += *got;
            feed_->at_end = *got == 0;
        }
    }
    end_ = buffer + kept;
    return kept >= octets;
}

bool ByteSource::skip(std::uint64_t octets) {
    while (octets > available()) {
        octets -= available();
        cursor_ = end_;
        if (!has(1)) return false;
    }
    consume(static_cast<std::size_t>(octets));
    return true;
}

void ByteSource::note(const std::string& what) {
    if (!failed_) feed_->error.message = feed_->input->name() + ": " + what;
    failed_ = true;
}

std::string ByteSource::damage(const char* record, std::uint64_t offset, const std::string& what) const {
    return fmt::format("the {} at {} {}; the file is damaged there, the frames before it were read", record, place(offset), what);
}

std::string ByteSource::truncation(const char* record, std::uint64_t offset, std::uint64_t needed) const {
    return fmt::format("ends inside a {} at {} ({} of {} octets are there); the frames before it were read", record,
                       place(offset), delivered_ - offset, needed);
}

const Error& ByteSource::error() const { return feed_->error; }

std::string ByteSource::place(std::uint64_t offset) const {
    return fmt::format("octet {}{}", offset, feed_->gunzip ? " of the unpacked data" : "");
}

}  // namespace probe
