// SPDX-License-Identifier: Apache-2.0
// A connection over SCTP (RFC 9260): an association with one address at each end, one user message for each IPFIX message, all on stream 0
// (RFC 7011 section 10.2). Everything else is as over TCP: templates at the begin, nothing repeated, what is acknowledged is known. But an
// orderly end tells nothing of what was read: a system whose socket is closed still acknowledges what comes, and throws it away (RFC 9260
// section 9.2). Only where we ended the association first is what was acknowledged taken as read.
#pragma once

#include "exporter/connection.hpp"

namespace exporter {

class SctpConnection final : public Connection {
 public:
    // The endpoint for this address; of another protocol, it is that of SCTP here.
    [[nodiscard]] static Stream::endpoint endpoint(const void* address, std::size_t octets);

    using Connection::Connection;

    // At least so many: the kernel tells how much memory waits for acknowledgements, which is more than the octets in it.
    [[nodiscard]] std::uint64_t acknowledged() override;
    [[nodiscard]] End end_of(const ErrorCode& error) override;
    void finish() override;

 protected:
    [[nodiscard]] ErrorCode tune() override;
    // Whole IPFIX messages, one behind the other.
    void start_write(std::span<const std::byte> octets, Written written) override;

 private:
    void send(std::span<const std::byte> rest, std::size_t sent, Written written);

    std::uint64_t acknowledged_ = 0;
    bool has_finished_ = false;
};

}  // namespace exporter
