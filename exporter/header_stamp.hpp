// SPDX-License-Identifier: Apache-2.0
// Sequence numbers and times in the headers of messages. They belong to the moment a message leaves: messages wait, are sent again, or
// are given up, and each collector has its own row of numbers, so that it sees what it did not get.
//
//   form       octets   time                                     number
//   ipfix      16       export time, s (RFC 7011 section 3.1)    data records before it
//   netflow9   20       system uptime, ms; s (RFC 3954 5.1)      messages before it
//   netflow5   24       system uptime, ms; s, ns                 flows before it
//   none        0       text
//
// NetFlow's times of flows count from the same moment as the uptime of their message's header, the boot. Only whole seconds of UTC
// stand beside the uptime in v9, so the boot is put at a whole second, and the uptime of a header is always a whole second: a
// collector's arithmetic is then exact to the millisecond. It is the second that ends next: nfacctd takes a flow that ended behind its
// header's time for one of 49 days ago. An encoder that puts uptime 0 says that no time of the message counts from
// the boot (templates, flows with times of their own): such uptimes begin again at 0 after 49.7 days, as those of routers do.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>

#include "exporter/message.hpp"

namespace exporter {

enum class HeaderForm : std::uint8_t { none, ipfix, netflow9, netflow5 };

// One a collector. Not synchronised.
class HeaderStamp {
 public:
    using Time = std::chrono::system_clock::time_point;
    static constexpr std::size_t kMostOctets = 24;

    struct Header {
        std::array<std::byte, kMostOctets> octets;
        std::size_t size;
        [[nodiscard]] std::span<const std::byte> span() const { return std::span(octets).first(size); }
    };

    explicit HeaderStamp(HeaderForm form) : form_(form) {}

    // What is to be sent in place of the first `size` octets of the message, if it leaves now and next. NetFlow: a message with
    // flows so old that the uptime would not fit into 32 bits (49 days) keeps the time that it was encoded with.
    [[nodiscard]] Header header_of(const Message& message, Time now) const;

    // The message was sent or given up.
    void pass(const Message& message);

    // The number that the next message gets.
    [[nodiscard]] std::uint32_t sequence() const { return sequence_; }

 private:
    HeaderForm form_;
    std::uint32_t sequence_ = 0;  // modulo 2^32
};

// Octets of a header of this form.
[[nodiscard]] std::size_t header_octets(HeaderForm form);

}  // namespace exporter
