// SPDX-License-Identifier: Apache-2.0
#include "probe/api/event_log.hpp"

#include <fmt/format.h>

#include <chrono>

#include "exporter/text.hpp"

namespace probe::api {

std::string utc_text(std::chrono::system_clock::time_point time) {
    exporter::TextBuffer text;
    const auto since = std::chrono::duration_cast<std::chrono::nanoseconds>(time.time_since_epoch()).count();
    exporter::append_utc(text, static_cast<std::uint64_t>(since));
    return {text.data(), text.size()};
}

std::string Event::stream_text() const { return fmt::format("id: {}\nevent: {}\ndata: {}\n\n", number, kind, text); }

void EventLog::add(const std::string& kind, const Json& what) {
    Json object = {{"time", utc_text(std::chrono::system_clock::now())}};
    object.update(what);
    std::string text = text_of(object);
    text.pop_back();
    const std::lock_guard lock(mutex_);
    kept_.push_back({++last_, kind, std::move(text)});
    if (kept_.size() > kMostKept) kept_.pop_front();
    if (call_) call_();
}

std::vector<Event> EventLog::after(std::uint64_t number) const {
    const std::lock_guard lock(mutex_);
    std::vector<Event> events;
    if (number > last_) number = 0;  // of a probe that was there before this one
    const std::uint64_t first = last_ - kept_.size() + 1;
    if (number + 1 < first && number > 0)
        events.push_back({first - 1, "missed", fmt::format("{{\"events\":{}}}", first - 1 - number)});
    for (const Event& event : kept_)
        if (event.number > number) events.push_back(event);
    return events;
}

std::uint64_t EventLog::last() const {
    const std::lock_guard lock(mutex_);
    return last_;
}

void EventLog::on_event(std::function<void()> call) {
    const std::lock_guard lock(mutex_);
    call_ = std::move(call);
}

}  // namespace probe::api
