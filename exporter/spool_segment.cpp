// SPDX-License-Identifier: Apache-2.0
#include "exporter/spool_segment.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>
#include <zlib.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>

#include "exporter/record.hpp"

namespace exporter {
namespace {

constexpr std::string_view kMagic = "xdpflow spool 1\n";
constexpr std::size_t kHeader = 16;
constexpr std::size_t kMostOctets = 65'535;
static_assert(kMagic.size() == SpoolSegment::kBegin);

using Header = std::array<std::byte, kHeader>;

void put(Header& header, std::size_t at, std::uint64_t value) {
    for (std::size_t i = 0; i < 4; ++i) header[at + i] = static_cast<std::byte>(value >> (24 - 8 * i) & 0xff);
}

std::uint32_t get(const Header& header, std::size_t at) {
    return static_cast<std::uint32_t>(load_big_endian(header.data() + at, 4));
}

std::uint32_t checksum(const Header& header, const std::vector<std::byte>& octets) {
    const auto* begin = reinterpret_cast<const Bytef*>(header.data() + 8);
    const uLong sum = ::crc32(0, begin, kHeader - 8);
    return static_cast<std::uint32_t>(
        ::crc32(sum, reinterpret_cast<const Bytef*>(octets.data()), static_cast<uInt>(octets.size())));
}

tl::unexpected<Error> failed(const std::string& what) { return fail(fmt::format("{}: {}", what, std::strerror(errno))); }

}  // namespace

Result<SpoolSegment> SpoolSegment::make(const std::string& path, std::uint64_t number) {
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0) return failed("cannot make " + path);
    SpoolSegment segment(file, path, number);
    errno = ENOSPC;
    if (::write(file, kMagic.data(), kMagic.size()) == static_cast<ssize_t>(kMagic.size())) return segment;
    auto error = failed("cannot write " + path);
    segment.remove();
    return error;
}

Result<SpoolSegment> SpoolSegment::open(const std::string& path, std::uint64_t number) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (file < 0) return failed("cannot read " + path);
    SpoolSegment segment(file, path, number);
    std::array<char, kMagic.size()> magic{};
    struct stat facts {};
    if (::pread(file, magic.data(), magic.size(), 0) != static_cast<ssize_t>(magic.size()) || ::fstat(file, &facts) != 0 ||
        std::string_view(magic.data(), magic.size()) != kMagic)
        return fail(path + " is not part of a spool of xdpflow; it is left as it is");
    const auto size = static_cast<std::uint64_t>(facts.st_size);
    segment.end_ = size;
    std::uint64_t offset = kBegin;
    while (const auto frame = segment.read(offset)) {
        segment.count(frame->message);
        offset = frame->end;
    }
    segment.end_ = offset;
    segment.torn_ = size - offset;
    return segment;
}

SpoolSegment::SpoolSegment(SpoolSegment&& other) noexcept
    : file_(std::exchange(other.file_, -1)),
      path_(std::move(other.path_)),
      number_(other.number_),
      end_(other.end_),
      torn_(other.torn_),
      messages_(other.messages_),
      records_(other.records_) {}

SpoolSegment::~SpoolSegment() {
    if (file_ >= 0) ::close(file_);
}

Result<> SpoolSegment::append(const Message& message) {
    Header header{};
    put(header, 0, message.octets.size());
    header[8] = static_cast<std::byte>(message.kind);
    put(header, 12, message.records);
    put(header, 4, checksum(header, message.octets));
    std::array<iovec, 2> parts{iovec{header.data(), header.size()},
                               iovec{const_cast<std::byte*>(message.octets.data()), message.octets.size()}};
    errno = ENOSPC;
    const ssize_t written = ::pwritev(file_, parts.data(), static_cast<int>(parts.size()), static_cast<off_t>(end_));
    if (written != static_cast<ssize_t>(octets_of(message))) {
        auto error = failed("cannot write " + path_);
        if (::ftruncate(file_, static_cast<off_t>(end_)) != 0) return error;  // the next one overwrites it, or it is a torn end
        return error;
    }
    end_ += octets_of(message);
    count(message);
    return {};
}

std::optional<SpoolSegment::Frame> SpoolSegment::read(std::uint64_t offset) const {
    Header header{};
    if (offset + kHeader > end_ || ::pread(file_, header.data(), kHeader, static_cast<off_t>(offset)) != kHeader)
        return std::nullopt;
    const std::size_t size = get(header, 0);
    const auto kind = std::to_integer<std::uint8_t>(header[8]);
    if (size > kMostOctets || offset + kHeader + size > end_) return std::nullopt;
    if (kind > static_cast<std::uint8_t>(Message::Kind::options)) return std::nullopt;
    Frame frame{{static_cast<Message::Kind>(kind), get(header, 12), std::vector<std::byte>(size)}, offset + kHeader + size};
    auto& octets = frame.message.octets;
    if (::pread(file_, octets.data(), size, static_cast<off_t>(offset + kHeader)) != static_cast<ssize_t>(size))
        return std::nullopt;
    if (checksum(header, octets) != get(header, 4)) return std::nullopt;
    return frame;
}

void SpoolSegment::remove() { ::unlink(path_.c_str()); }

void SpoolSegment::count(const Message& message) {
    if (message.kind != Message::Kind::data) return;
    ++messages_;
    records_ += message.records;
}

std::uint64_t SpoolSegment::octets_of(const Message& message) { return kHeader + message.octets.size(); }

}  // namespace exporter
