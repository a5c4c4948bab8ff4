// SPDX-License-Identifier: Apache-2.0
#include "probe/collect/udp_listener.hpp"

#include <boost/asio/buffer.hpp>
#include <linux/sock_diag.h>
#include <sys/socket.h>

#include <array>

namespace probe::collect {

namespace asio = boost::asio;
using ErrorCode = boost::system::error_code;

namespace {

// What comes while records are printed; the kernel allows less unless we are root.
constexpr int kReceiveBuffer = 8 << 20;

// So that signals are noticed under any flood.
constexpr int kMostAtOnce = 256;

}  // namespace

Result<std::unique_ptr<UdpListener>> UdpListener::make(asio::io_context& io, const Source& source, Receiver& receiver) {
    std::unique_ptr<UdpListener> made(new UdpListener(io, receiver));
    if (auto bound = bind_to<Udp>(io, source, "udp", made->socket_); !bound) return tl::unexpected(bound.error());
    const int fd = made->socket_.native_handle();
    if (::setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &kReceiveBuffer, sizeof kReceiveBuffer) != 0)
        ::setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &kReceiveBuffer, sizeof kReceiveBuffer);
    ErrorCode error;
    made->socket_.non_blocking(true, error);
    if (error) return fail("cannot listen: " + error.message());
    made->wait();
    return made;
}

std::string UdpListener::address() const {
    ErrorCode ignored;
    return url_of("udp", socket_.local_endpoint(ignored));
}

std::uint64_t UdpListener::dropped() const {
    std::array<std::uint32_t, SK_MEMINFO_VARS> memory{};
    socklen_t size = sizeof memory;
    auto& socket = const_cast<Udp::socket&>(socket_);  // asking for the descriptor is no const function of Asio's
    if (::getsockopt(socket.native_handle(), SOL_SOCKET, SO_MEMINFO, memory.data(), &size) != 0) return 0;
    return memory[SK_MEMINFO_DROPS];
}

void UdpListener::wait() {
    socket_.async_wait(Udp::socket::wait_read, [this](const ErrorCode& error) {
        if (error) return;
        receive_all();
        wait();
    });
}

void UdpListener::receive_all() {
    for (int i = 0; i < kMostAtOnce && !receiver_.collector.is_done(); ++i) {
        Udp::endpoint from;
        ErrorCode error;
        const std::size_t octets = socket_.receive_from(asio::buffer(datagram_), from, 0, error);
        if (error) break;  // nothing there; or an ICMP error of something that was never sent from here
        receiver_.collector.on_message(url_of("udp", from), std::span(datagram_).first(octets));
    }
    receiver_.on_pause();
}

}  // namespace probe::collect
