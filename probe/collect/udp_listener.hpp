// SPDX-License-Identifier: Apache-2.0
// Messages over UDP (RFC 7011 section 10.2): one a datagram; a session is an address and a port.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/udp.hpp>

#include <memory>
#include <string>
#include <vector>

#include "probe/collect/listening.hpp"

namespace probe::collect {

class UdpListener {
 public:
    // Begins to listen; what comes is read while the io_context runs.
    static Result<std::unique_ptr<UdpListener>> make(boost::asio::io_context& io, const Source& source, Receiver& receiver);

    // "udp://[::]:4739", with the port that was found.
    [[nodiscard]] std::string address() const;

    // Datagrams that the kernel dropped, because they came faster than they were read.
    [[nodiscard]] std::uint64_t dropped() const;

 private:
    using Udp = boost::asio::ip::udp;

    UdpListener(boost::asio::io_context& io, Receiver& receiver) : socket_(io), receiver_(receiver) {}
    void wait();
    void receive_all();

    Udp::socket socket_;
    Receiver& receiver_;
    std::vector<std::byte> datagram_ = std::vector<std::byte>(kMostMessageOctets);
};

}  // namespace probe::collect
