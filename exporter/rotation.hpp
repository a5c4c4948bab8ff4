// SPDX-License-Identifier: Apache-2.0
// When a file of flows ends and the next one begins, and what it is called. Pure: times are passed in.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

namespace exporter {

struct RotationSettings {
    std::chrono::seconds every{0};  // at whole multiples since 1970 in UTC: 3600 is on the hour; zero: never for that reason
    std::uint64_t octets = 0;       // of a file, at most, unless one message is larger; 0: any number
    [[nodiscard]] bool rotates() const { return every.count() > 0 || octets > 0; }
};

class Rotation {
 public:
    using Time = std::chrono::system_clock::time_point;

    explicit Rotation(const RotationSettings& settings) : settings_(settings) {}

    // A file begins now. Returns the time for its name: the second, or the multiple itself where it `follows` a file whose time was
    // over, even if somebody noticed that late.
    std::chrono::sys_seconds begin(Time now, bool follows);

    // Whether the time of the file that began last is over. So it is, too, when the clock was set back to an earlier interval: a file
    // holds what was sent in its interval.
    [[nodiscard]] bool is_over(Time now) const;
    // When it will be; the end of time without `every`.
    [[nodiscard]] Time end() const;

    // Whether a file of so many octets, some records among them, has no room for so many more.
    [[nodiscard]] bool is_full(std::uint64_t octets, std::size_t more) const {
        return settings_.octets > 0 && octets + more > settings_.octets;
    }

 private:
    [[nodiscard]] std::chrono::sys_seconds interval_of(Time time) const;

    const RotationSettings settings_;
    std::chrono::sys_seconds interval_{};  // begin of the file's
};

// The time, and a number if it is not 0, stand before the extension: "flows.20261120T120000Z.ipfix", "flows.20261120T120000Z_1.ipfix".
// Sorted by name, they are sorted by time.
[[nodiscard]] std::string rotated_path(const std::string& path, std::chrono::sys_seconds begin, unsigned number);

}  // namespace exporter
