// SPDX-License-Identifier: Apache-2.0
// A collector's end in a network namespace: a socket that is sent IPFIX messages (RFC 7011) and counts them.
#pragma once

#include <cstdint>
#include <set>
#include <string>

#include "probe/unique_fd.hpp"
#include "tests/support/netns.hpp"

namespace support {

class CollectorSocket {
 public:
    // Listens at this address and port; 0: any port that is free.
    CollectorSocket(const Network& network, const std::string& address, std::uint16_t port = 0);

    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] std::string url() const { return url_at(address_); }
    // Under another name or address that leads here.
    [[nodiscard]] std::string url_at(const std::string& host) const;

    // Messages that have arrived so far; `data` are those of flows, not of options.
    struct Received {
        std::uint64_t messages = 0, data = 0;
        bool begins_with_templates = false;
    };
    [[nodiscard]] const Received& received();

 private:
    std::string address_;
    std::uint16_t port_ = 0;
    probe::UniqueFd socket_;
    std::set<unsigned> flows_;  // ids of templates
    Received received_;
};

}  // namespace support
