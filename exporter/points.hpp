// SPDX-License-Identifier: Apache-2.0
// Where packets were seen: at which interface, in which direction. Records hold a number of 16 bits for that (observationPointId),
// because keys are what a packet costs: one word more makes an IPv6 record two cache lines. Exporting makes of the number what
// was asked for: INPUT_SNMP, OUTPUT_SNMP, DIRECTION.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <vector>

namespace exporter {

struct Point {
    std::uint32_t input = 0;     // ingressInterface: ifIndex, in captures the interface's number; 0: not known
    std::uint32_t output = 0;    // egressInterface: ifIndex; 0: not known
    std::uint8_t direction = 0;  // flowDirection (IANA 61): 0 ingress, 1 egress

    auto operator<=>(const Point&) const = default;
};

// What of a point was asked for. Points that differ in nothing else are one: their packets belong to the same flow.
struct PointParts {
    bool input = false, output = false, direction = false;

    bool operator==(const PointParts&) const = default;
};

// For one thread.
class Points {
 public:
    static constexpr std::size_t kMost = 65'536;

    explicit Points(PointParts parts) : parts_(parts) {}

    // The number of this point, which it keeps at least until it has been given back as often as it was taken. A number that
    // was given back is used for another point only if there is no other, the one given back longest ago first: flows that
    // hold it have ended by then. Nothing: kMost points are taken.
    [[nodiscard]] std::optional<std::uint16_t> take(const Point& point);
    void give_back(std::uint16_t number);

    // The number must have been taken once.
    [[nodiscard]] const Point& operator[](std::uint16_t number) const { return places_[number].point; }

 private:
    struct Place {
        Point point;
        std::uint64_t holders = 0;
    };

    [[nodiscard]] std::optional<std::uint16_t> free_number();

    PointParts parts_;
    std::vector<Place> places_;  // by number
    std::map<Point, std::uint16_t> numbers_;
    std::deque<std::uint16_t> given_back_;  // some of them taken again since
};

}  // namespace exporter
