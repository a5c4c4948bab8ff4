// SPDX-License-Identifier: Apache-2.0
#include "exporter/rotation.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace exporter {

std::chrono::sys_seconds Rotation::interval_of(Time time) const {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
    if (settings_.every.count() == 0) return seconds;
    auto into = seconds.time_since_epoch() % settings_.every;
    if (into.count() < 0) into += settings_.every;  // before 1970
    return seconds - into;
}

std::chrono::sys_seconds Rotation::begin(Time now, bool follows) {
    interval_ = interval_of(now);
    return follows ? interval_ : std::chrono::floor<std::chrono::seconds>(now);
}

bool Rotation::is_over(Time now) const { return settings_.every.count() > 0 && interval_of(now) != interval_; }

Rotation::Time Rotation::end() const { return settings_.every.count() > 0 ? Time(interval_ + settings_.every) : Time::max(); }

std::string rotated_path(const std::string& path, std::chrono::sys_seconds begin, unsigned number) {
    const auto day = std::chrono::floor<std::chrono::days>(begin);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss time(begin - day);
    const std::string stamp =
        fmt::format("{:04}{:02}{:02}T{:02}{:02}{:02}Z", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                    static_cast<unsigned>(date.day()), time.hours().count(), time.minutes().count(), time.seconds().count());
    const std::filesystem::path whole(path);
    const std::string name = fmt::format("{}.{}{}{}", whole.stem().string(), stamp, number == 0 ? "" : fmt::format("_{}", number),
                                         whole.extension().string());
    return (whole.parent_path() / name).string();
}

}  // namespace exporter
