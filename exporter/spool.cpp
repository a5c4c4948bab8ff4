// SPDX-License-Identifier: Apache-2.0
#include "exporter/spool.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <set>
#include <string_view>
#include <utility>

namespace exporter {
namespace {

constexpr std::string_view kSuffix = ".spool";

void note_templates(std::vector<SharedMessage>& templates, const SharedMessage& message) {
    if (message->kind != Message::Kind::more_templates) templates.clear();
    templates.push_back(message);
}

// 0: it is not the name of a segment.
std::uint64_t number_of(const std::string& name) {
    std::uint64_t number = 0;
    if (name.size() != 16 + kSuffix.size() || !name.ends_with(kSuffix)) return 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + 16, number, 16);
    return error == std::errc() && end == name.data() + 16 ? number : 0;
}

tl::unexpected<Error> cannot_use(const std::string& folder, const std::string& why) {
    return fail(
        fmt::format("cannot use the folder \"{}\" of parameter spool: {}; give one that xdpflow may write to", folder, why));
}

}  // namespace

Result<std::unique_ptr<Spool>> Spool::open(const SpoolSettings& settings, std::vector<std::string>& troubles) {
    if (::mkdir(settings.folder.c_str(), 0700) != 0 && errno != EEXIST) return cannot_use(settings.folder, std::strerror(errno));
    const int lock = ::open((settings.folder + "/lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (lock < 0) return cannot_use(settings.folder, std::strerror(errno));
    std::unique_ptr<Spool> spool(new Spool(settings, lock));
    if (::flock(lock, LOCK_EX | LOCK_NB) != 0)
        return cannot_use(settings.folder, "another collector, or another xdpflow, uses it");
    if (auto loaded = spool->load(troubles); !loaded) return tl::unexpected(loaded.error());
    return spool;
}

Spool::~Spool() { ::close(lock_); }

Result<> Spool::load(std::vector<std::string>& troubles) {
    std::set<std::uint64_t> numbers;
    std::error_code error;
    for (std::filesystem::directory_iterator entry(settings_.folder, error), end; !error && entry != end; entry.increment(error))
        if (const std::uint64_t number = number_of(entry->path().filename().string())) numbers.insert(number);
    if (error) return cannot_use(settings_.folder, error.message());
    for (const std::uint64_t number : numbers) {
        next_number_ = number + 1;
        auto segment = SpoolSegment::open(path_of(number), number);
        if (!segment) {
            troubles.push_back(segment.error().message);
            continue;
        }
        if (segment->torn_octets() > 0)
            troubles.push_back(fmt::format("{}: the last {} octets are not whole messages and were left out", path_of(number),
                                           segment->torn_octets()));
        octets_ += segment->end();
        segments_.push_back(std::move(*segment));
    }
    first_of_now_ = next_number_;
    skip_to(segments_.empty() ? next_number_ : segments_.front().number());
    return {};
}

std::string Spool::path_of(std::uint64_t number) const { return fmt::format("{}/{:016x}{}", settings_.folder, number, kSuffix); }

Result<> Spool::append(const SharedMessage& message) {
    if (has_templates(*message)) note_templates(written_templates_, message);
    const std::uint64_t more = SpoolSegment::octets_of(*message);
    const bool is_full = is_writable_ && segments_.back().end() + more > settings_.segment_octets;
    if (!is_writable_ || is_full) {
        if (auto begun = begin_segment(); !begun) return begun;
        if (has_templates(*message)) return {};  // the segment has begun with it
    }
    while (octets_ + more > settings_.most_octets && segments_.size() > 1) give_up_oldest();
    if (auto appended = segments_.back().append(*message); !appended) {
        if (has_templates(*message)) is_writable_ = false;  // what follows needs them: a segment that begins with them
        return appended;
    }
    octets_ += more;
    return {};
}

Result<> Spool::begin_segment() {
    is_writable_ = false;
    auto made = SpoolSegment::make(path_of(next_number_), next_number_);
    if (!made) return tl::unexpected(made.error());
    for (const SharedMessage& message : written_templates_) {
        if (auto appended = made->append(*message); !appended) {
            made->remove();
            return appended;
        }
    }
    ++next_number_;
    octets_ += made->end();
    segments_.push_back(std::move(*made));
    is_writable_ = true;
    return {};
}

const SpoolSegment* Spool::segment_of(const Place& place) const {
    const auto found = std::find_if(segments_.begin(), segments_.end(),
                                    [&](const SpoolSegment& segment) { return segment.number() == place.segment; });
    return found == segments_.end() ? nullptr : &*found;
}

const Spool::Stored* Spool::front() {
    while (front_end_ == 0) {
        const SpoolSegment* segment = segment_of(reader_);
        if (segment == nullptr || reader_.offset >= segment->end()) {
            const auto next = std::find_if(segments_.begin(), segments_.end(),
                                           [&](const SpoolSegment& one) { return one.number() > reader_.segment; });
            if (next == segments_.end()) return nullptr;
            skip_to(next->number());
            continue;
        }
        auto frame = segment->read(reader_.offset);
        if (!frame) {
            give_up_rest();
            continue;
        }
        front_ = {std::make_shared<const Message>(std::move(frame->message)), reader_};
        front_end_ = frame->end;
        if (has_templates(*front_.message)) note_templates(templates_, front_.message);
        if (has_templates(*front_.message) || front_.place < sought_) pop();
    }
    return &front_;
}

void Spool::pop() {
    if (front_end_ == 0) return;
    reader_.offset = std::exchange(front_end_, 0);
    if (front_.message->kind != Message::Kind::data) return;
    ++passed_.messages;
    passed_.records += front_.message->records;
}

void Spool::rewind(const Place& place) {
    if (place >= reader_) return;
    skip_to(place.segment);
    sought_ = place;
}

void Spool::skip_to(std::uint64_t segment) {
    reader_ = {segment, SpoolSegment::kBegin};
    passed_ = {};
    front_end_ = 0;
}

// The disk does not give back what was written.
void Spool::give_up_rest() {
    const SpoolSegment* segment = segment_of(reader_);
    given_up_.messages += segment->messages() - passed_.messages;
    given_up_.records += segment->records() - passed_.records;
    passed_ = {segment->messages(), segment->records()};
    reader_.offset = segment->end();
}

void Spool::give_up_oldest() {
    SpoolSegment& oldest = segments_.front();
    if (reader_.segment <= oldest.number()) {
        const Amount passed = reader_.segment == oldest.number() ? passed_ : Amount{};
        given_up_.messages += oldest.messages() - passed.messages;
        given_up_.records += oldest.records() - passed.records;
        skip_to(oldest.number() + 1);
    }
    octets_ -= oldest.end();
    oldest.remove();
    segments_.pop_front();
}

void Spool::remove_before(const Place& place) {
    while (!segments_.empty()) {
        SpoolSegment& oldest = segments_.front();
        const bool is_done =
            oldest.number() < place.segment || (oldest.number() == place.segment && oldest.end() <= place.offset);
        if (!is_done) return;
        if (segments_.size() == 1) is_writable_ = false;
        octets_ -= oldest.end();
        oldest.remove();
        segments_.pop_front();
    }
}

std::uint64_t Spool::waiting() const {
    std::uint64_t sum = 0;
    for (const SpoolSegment& segment : segments_)
        if (segment.number() >= reader_.segment)
            sum += segment.messages() - (segment.number() == reader_.segment ? passed_.messages : 0);
    return sum;
}

Place Spool::oldest() const { return segments_.empty() ? reader_ : Place{segments_.front().number(), SpoolSegment::kBegin}; }

}  // namespace exporter
