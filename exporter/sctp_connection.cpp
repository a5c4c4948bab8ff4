// SPDX-License-Identifier: Apache-2.0
#include "exporter/sctp_connection.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <linux/sctp.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "exporter/record.hpp"

namespace exporter {
namespace {

constexpr std::size_t kLengthOffset = 2;  // in the header of an IPFIX message: RFC 7011 section 3.1

// Octets of memory that hold what is not acknowledged yet; Linux 4.12. The largest number if the kernel does not tell.
std::uint64_t waiting_memory(int socket) {
    std::array<std::uint32_t, SK_MEMINFO_VARS> memory{};
    socklen_t size = sizeof memory;
    if (::getsockopt(socket, SOL_SOCKET, SO_MEMINFO, memory.data(), &size) != 0) return UINT64_MAX;
    return memory[SK_MEMINFO_WMEM_QUEUED];
}

// Whether the association is there, or on its way to an orderly end: then nothing that waited has been thrown away.
bool is_alive(int socket) {
    sctp_status status{};
    socklen_t size = sizeof status;
    return ::getsockopt(socket, IPPROTO_SCTP, SCTP_STATUS, &status, &size) == 0 && status.sstat_state >= SCTP_ESTABLISHED;
}

}  // namespace

Connection::Stream::endpoint SctpConnection::endpoint(const void* address, std::size_t octets) {
    return {address, octets, IPPROTO_SCTP};
}

Connection::ErrorCode SctpConnection::tune() {
    const int on = 1;  // messages are large, and what is acknowledged is to be known soon
    if (::setsockopt(socket().native_handle(), IPPROTO_SCTP, SCTP_NODELAY, &on, sizeof on) == 0) return {};
    return {errno, boost::system::system_category()};
}

void SctpConnection::start_write(std::span<const std::byte> octets, Written written) { send(octets, 0, std::move(written)); }

void SctpConnection::send(std::span<const std::byte> rest, std::size_t sent, Written written) {
    if (rest.empty()) return written({}, sent);
    const std::size_t length = rest.size() < kLengthOffset + 2
                                   ? rest.size()
                                   : std::clamp<std::size_t>(load_big_endian(rest.data() + kLengthOffset, 2), 1, rest.size());
    socket().async_send(boost::asio::buffer(rest.data(), length),
                        [this, self = shared_from_this(), rest, sent, written = std::move(written)](const ErrorCode& error,
                                                                                                    std::size_t size) mutable {
                            count_given(size);
                            if (error) return written(error, sent + size);
                            send(rest.subspan(size), sent + size, std::move(written));
                        });
}

std::uint64_t SctpConnection::acknowledged() {
    const std::uint64_t waiting = waiting_memory(socket().native_handle());
    // An association that was aborted holds no memory any more, so it is looked at after the memory.
    if (is_alive(socket().native_handle())) acknowledged_ = std::max(acknowledged_, given() - std::min(waiting, given()));
    return acknowledged_;
}

Connection::End SctpConnection::end_of(const ErrorCode& error) {
    return {acknowledged(), has_finished_ && error == boost::asio::error::eof};
}

void SctpConnection::finish() {
    has_finished_ = true;
    Connection::finish();
}

}  // namespace exporter
