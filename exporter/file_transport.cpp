// SPDX-License-Identifier: Apache-2.0
#include "exporter/file_transport.hpp"

#include <boost/asio/post.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace exporter {
namespace {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;
using SystemClock = std::chrono::system_clock;
using config::Protocol;

constexpr int kMessagesAtOnce = 64;                     // then other collectors have their turn
constexpr auto kLongestWait = std::chrono::seconds(1);  // for the end of a file: the clock may be set meanwhile

std::string_view text_of(const Message& message) {
    return {reinterpret_cast<const char*>(message.octets.data()), message.octets.size()};
}

RotationSettings rotation_of(const config::Collector& collector) {
    return {std::chrono::seconds(collector.rotate_s), std::uint64_t{collector.rotate_mib} << 20U};
}

}  // namespace

FileTransport::FileTransport(asio::io_context& io, const config::Collector& collector, HeaderForm form,
                             const TransportSettings& settings, TransportEvents events)
    : outbox_(collector, form, settings),
      io_(io),
      timer_(io),
      collector_(collector),
      events_(std::move(events)),
      rotates_(rotation_of(collector)),
      rotation_(rotates_),
      session_(settings.session) {
    wake();
}

Result<std::unique_ptr<FileTransport>> FileTransport::make(asio::io_context& io, const config::Collector& collector,
                                                           HeaderForm form, const TransportSettings& settings,
                                                           TransportEvents events) {
    if (collector.path == "-" && rotation_of(collector).rotates())
        return fail("standard output is one file; leave rotate and rotate-size out");
    return std::unique_ptr<FileTransport>(new FileTransport(io, collector, form, settings, std::move(events)));
}

FileTransport::~FileTransport() { close(); }

void FileTransport::push(SharedMessage message) {
    if (message->kind != Message::Kind::more_templates) skips_ = message->kind == Message::Kind::templates;
    if (skips_) return;
    outbox_.push(std::move(message));
    wake();
}

void FileTransport::finish(Clock::time_point deadline) {
    outbox_.finish(deadline);
    finishing_ = true;
    wake();
    std::unique_lock lock(mutex_);
    closed_.wait_until(lock, deadline, [this] { return is_closed_; });
}

void FileTransport::wake() {
    if (awake_.exchange(true)) return;
    asio::post(io_, guarded([this] {
                   awake_ = false;
                   run();
               }));
}

void FileTransport::run() {
    if (finishing_) return close();
    for (int messages = 0; messages < kMessagesAtOnce;) {
        if (file_ && rotation_.is_over(SystemClock::now()) && !rest_) {
            follows_ = true;
            complete();
        }
        const FileSession::Step step = session_.next(Clock::now(), rest_ || outbox_.has_message());
        tell_change();
        switch (step.action) {
            case FileSession::Action::open: open(); break;
            case FileSession::Action::wait: return wait_until(step.until);
            case FileSession::Action::idle: return wait_for_rotation();
            case FileSession::Action::write:
                write_next();
                ++messages;
                break;
        }
    }
    wake();
}

void FileTransport::open() {
    const bool follows = std::exchange(follows_, false);
    const SystemClock::time_point now = SystemClock::now();
    const std::chrono::sys_seconds begin = rotation_.begin(now, follows);
    auto opened = rotates_.rotates() ? FlowFile::begin(io_, collector_.path, begin) : FlowFile::append_to(io_, collector_.path);
    if (!opened) return failed(opened.error().message);
    file_ = std::move(*opened);
    records_ = 0;
    names_.clear();
    if (auto checked = check_contents(); !checked) return failed(checked.error().message);
    if (!write_templates()) return;
    session_.on_opened(Clock::now(), outbox_.has_message());
}

// Whoever mistypes a path shall not find flows at the end of another file.
Result<> FileTransport::check_contents() const {
    const std::string line = file_->first_line();
    if (line.empty()) return {};
    const bool is_ipfix = line.size() >= 2 && line[0] == 0 && line[1] == 10;  // the version (RFC 7011 section 3.1)
    const bool is_ours = collector_.protocol == Protocol::ipfix  ? is_ipfix
                         : collector_.protocol == Protocol::json ? line.front() == '{'
                                                                 : !is_ipfix && line.front() != '{';
    if (!is_ours) return fail("there is a file of something else; choose another path, or move it away");
    if (collector_.protocol == Protocol::ipfix || !file_->ends_within_a_line()) return {};
    constexpr std::byte kEnd[] = {std::byte{'\n'}};  // what follows shall not be part of a line that was cut
    if (const auto written = file_->write(kEnd, {}); written.error != 0) return fail(file_trouble(written.error));
    return {};
}

Result<bool> FileTransport::needs_names(const Message& names) const {
    const std::string there = names_.empty() ? file_->first_line() : names_;
    if (there.empty()) return true;
    if (there == text_of(names)) return false;
    return fail("there is a file with other columns; choose another path, or move it away");
}

bool FileTransport::write_templates() {
    for (const SharedMessage& message : outbox_.templates()) {
        if (collector_.protocol == Protocol::csv) {
            const auto needed = needs_names(*message);
            if (!needed) return failed(needed.error().message), false;
            names_ = text_of(*message);
            if (!*needed) continue;
        }
        const HeaderStamp::Header header = outbox_.header_of(*message);
        const auto written = file_->write(header.span(), std::span(message->octets).subspan(header.size));
        if (written.error != 0) return failed(file_trouble(written.error)), false;
        outbox_.sent_again(*message);
    }
    return true;
}

void FileTransport::write_next() {
    if (rest_) return write_rest();
    const SharedMessage message = outbox_.take();
    if (!message) return;
    const bool is_full = records_ > 0 && rotation_.is_full(file_->octets(), message->octets.size());
    const bool is_names = collector_.protocol == Protocol::csv && message->kind != Message::Kind::data;
    if (is_names) {
        const auto needed = needs_names(*message);
        if (needed && !*needed) return outbox_.skip();
        if (!needed && !rotates_.rotates()) {
            outbox_.keep();
            return failed(needed.error().message);
        }
        if (!needed) names_.clear();
    }
    if (is_full || (is_names && records_ > 0)) {
        outbox_.keep();
        return complete();
    }
    write_front(message);
}

void FileTransport::write_front(const SharedMessage& message) {
    const HeaderStamp::Header header = outbox_.header_of(*message);
    const auto body = std::span(message->octets).subspan(header.size);
    const auto written = file_->write(header.span(), body);
    if (written.error == 0) {
        outbox_.sent();
        records_ += message->records;
        if (collector_.protocol == Protocol::csv && message->kind != Message::Kind::data) names_ = text_of(*message);
        return session_.on_written(Clock::now());
    }
    if (written.octets > 0) {
        rest_ = Rest{outbox_.hand_over(), {header.octets.begin(), header.octets.begin() + header.size}, written.octets};
        rest_->octets.insert(rest_->octets.end(), body.begin(), body.end());
    } else {
        outbox_.keep();
    }
    if (written.error == EAGAIN) return blocked();
    failed(file_trouble(written.error));
}

void FileTransport::write_rest() {
    const auto written = file_->write(std::span(rest_->octets).subspan(rest_->done), {});
    rest_->done += written.octets;
    if (written.error == EAGAIN) return blocked();
    if (written.error != 0) return failed(file_trouble(written.error));
    outbox_.delivered(*rest_->message);
    rest_.reset();
    session_.on_written(Clock::now());
}

void FileTransport::blocked() {
    session_.on_blocked();
    file_->when_writable(guarded([this] {
        session_.on_writable();
        run();
    }));
}

void FileTransport::complete() {
    if (const auto completed = file_->complete(); !completed) return failed(completed.error().message);
    file_.reset();
    session_.on_completed();
}

// What is whole stays; what was begun and holds no flows goes.
void FileTransport::failed(const std::string& reason) {
    if (rest_) {
        outbox_.undelivered(*rest_->message, &CollectorCounters::lost_unreachable);
        rest_.reset();
    }
    if (file_ && records_ == 0) file_->discard();
    if (file_) static_cast<void>(file_->complete());
    file_.reset();
    outbox_.update([&](CollectorReport& report) { report.reason = reason; });
    session_.on_failed(Clock::now());
}

void FileTransport::close() {
    timer_.cancel();
    if (rest_) {
        outbox_.undelivered(*rest_->message, &CollectorCounters::lost_no_buffer);
        rest_.reset();
    }
    if (file_) {
        if (const auto completed = file_->complete(); !completed)
            outbox_.update([&](CollectorReport& report) { report.reason = completed.error().message; });
        file_.reset();
    }
    {
        const std::lock_guard lock(mutex_);
        is_closed_ = true;
    }
    closed_.notify_all();
}

void FileTransport::wait_until(Clock::time_point time) {
    timer_.expires_at(time);
    timer_.async_wait(guarded([this](const boost::system::error_code& error) {
        if (!error) run();
    }));
}

void FileTransport::wait_for_rotation() {
    if (!file_ || rotates_.every.count() == 0) return;
    const auto left = rotation_.end() - SystemClock::now();
    wait_until(Clock::now() + std::clamp<SystemClock::duration>(left, std::chrono::milliseconds(1), kLongestWait));
}

void FileTransport::tell_change() {
    const CollectorState state = session_.state();
    if (state == told_) return;
    told_ = state;
    outbox_.update([&](CollectorReport& report) {
        report.state = state;
        if (state == CollectorState::reachable) report.reason.clear();
    });
    if (events_.on_change) events_.on_change(report());
}

}  // namespace exporter
