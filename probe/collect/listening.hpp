// SPDX-License-Identifier: Apache-2.0
// What listeners share: addresses to listen at, and their names.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/basic_resolver.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/socket_base.hpp>
#include <fmt/format.h>

#include <functional>
#include <string>
#include <vector>

#include "probe/collect/collector.hpp"
#include "probe/collect/source.hpp"

namespace probe::collect {

// Where what was read goes. All of it must outlive the run of the io_context.
struct Receiver {
    Collector& collector;
    Problems& problems;
    std::function<void()> on_pause;  // nothing more is there at once: what was printed should be seen now
};

// "192.0.2.1" also for the address that a socket for both families has for it.
template <class Endpoint>
[[nodiscard]] std::string address_text(const Endpoint& endpoint) {
    const auto address = endpoint.address();
    if (address.is_v6() && address.to_v6().is_v4_mapped())
        return boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, address.to_v6()).to_string();
    return address.to_string();
}

template <class Endpoint>
[[nodiscard]] std::string url_of(std::string_view scheme, const Endpoint& endpoint) {
    return url(scheme, address_text(endpoint), endpoint.port());
}

// All addresses that the source may mean, the best first. Without a host both families at once, or IPv4 where there is no IPv6.
template <class Protocol>
[[nodiscard]] Result<std::vector<typename Protocol::endpoint>> endpoints_of(boost::asio::io_context& io, const Source& source) {
    using Endpoint = typename Protocol::endpoint;
    if (source.host.empty()) return std::vector{Endpoint(Protocol::v6(), source.port), Endpoint(Protocol::v4(), source.port)};
    typename Protocol::resolver resolver(io);
    boost::system::error_code error;
    const auto flags = boost::asio::ip::resolver_base::passive | boost::asio::ip::resolver_base::numeric_service;
    const auto found = resolver.resolve(source.host, std::to_string(source.port), flags, error);
    if (error)
        return fail(
            fmt::format("cannot listen at {}: {}; name an address of this machine, or none", source.host, error.message()));
    return std::vector<Endpoint>(found.begin(), found.end());
}

// Opens and binds a socket or an acceptor at the first address that works.
template <class Protocol, class Socket>
[[nodiscard]] Result<> bind_to(boost::asio::io_context& io, const Source& source, std::string_view scheme, Socket& socket) {
    const auto endpoints = endpoints_of<Protocol>(io, source);
    if (!endpoints) return tl::unexpected(endpoints.error());
    boost::system::error_code error;
    std::string tried;
    for (const auto& endpoint : *endpoints) {
        boost::system::error_code ignored;
        socket.close(ignored);
        socket.open(endpoint.protocol(), error);
        if (error) continue;
        const bool all_addresses = endpoint.address().is_unspecified();
        if (endpoint.protocol() == Protocol::v6() && all_addresses) socket.set_option(boost::asio::ip::v6_only(false), ignored);
        if (Protocol::v4().type() == SOCK_STREAM) socket.set_option(boost::asio::socket_base::reuse_address(true), ignored);
        tried = url_of(scheme, endpoint);
        socket.bind(endpoint, error);
        if (!error) return {};
    }
    return fail(fmt::format("cannot listen at {}: {}; choose another port or address, `ss -lunt` shows who listens where", tried,
                            error.message()));
}

}  // namespace probe::collect
