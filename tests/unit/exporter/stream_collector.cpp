// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/exporter/stream_collector.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>

#include "exporter/record.hpp"

namespace exporter::testing {
namespace {

namespace asio = boost::asio;
using Generic = asio::generic::stream_protocol;

constexpr std::size_t kHeader = 16;

void put(std::vector<std::byte>& octets, std::size_t at, std::uint32_t value, unsigned width) {
    for (unsigned i = 0; i < width; ++i) octets[at + i] = static_cast<std::byte>(value >> 8 * (width - 1 - i));
}

SharedMessage made(Message::Kind kind, std::uint32_t number, std::size_t octets, std::uint32_t records) {
    Message message{kind, records, std::vector<std::byte>(octets)};
    put(message.octets, 0, 10, 2);
    put(message.octets, 2, static_cast<std::uint32_t>(octets), 2);
    put(message.octets, kHeader, kind == Message::Kind::data ? 256 : 2, 2);
    put(message.octets, kHeader + 4, number, 4);
    return std::make_shared<const Message>(std::move(message));
}

std::uint32_t get(const std::vector<std::byte>& octets, std::size_t at, std::size_t width) {
    return static_cast<std::uint32_t>(load_big_endian(octets.data() + at, width));
}

}  // namespace

SharedMessage numbered(std::uint32_t number, std::size_t octets, std::uint32_t records) {
    return made(Message::Kind::data, number, octets, records);
}

SharedMessage template_message(std::uint32_t number, Message::Kind kind) { return made(kind, number, 60, 0); }

StreamCollector::StreamCollector(asio::io_context& io, const asio::ip::address& address, std::uint16_t port)
    : io_(io),
      tcp_(std::make_unique<Tcp::acceptor>(io, Tcp::endpoint(address, port))) {
    tcp_->non_blocking(true);
}

StreamCollector::StreamCollector(asio::io_context& io, const std::string& path)
    : io_(io),
      local_(std::make_unique<Local::acceptor>(io, Local::endpoint(path))) {
    local_->non_blocking(true);
}

void StreamCollector::accept() {
    boost::system::error_code error;
    Generic::socket socket(io_);
    if (tcp_) {
        Tcp::socket one = tcp_->accept(io_, error);
        if (!error) peer_port_ = one.remote_endpoint().port();
        if (!error) socket = std::move(one);
    } else {
        Local::socket one = local_->accept(io_, error);
        if (!error) socket = std::move(one);
    }
    if (error) return;
    connection_ = std::make_unique<Generic::socket>(std::move(socket));
    connection_->non_blocking(true);
    begin();
}

void StreamCollector::begin() {
    octets_.clear();
    has_ended_ = false;
    begins_.push_back(arrived_.size());
}

void StreamCollector::read(std::size_t most) {
    if (!connection_) accept();
    if (!connection_) return;
    std::vector<std::byte> buffer(65'536);
    while (most > 0) {
        boost::system::error_code error;
        const std::size_t size = connection_->receive(asio::buffer(buffer.data(), std::min(most, buffer.size())), 0, error);
        if (error == asio::error::would_block) return;
        if (error) has_ended_ = true;
        if (error) return;
        octets_.insert(octets_.end(), buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(size));
        most -= size;
        parse();
    }
}

void StreamCollector::parse() {
    std::size_t at = 0;
    while (octets_.size() - at >= kHeader && octets_.size() - at >= get(octets_, at + 2, 2)) {
        arrived_.push_back({get(octets_, at + kHeader, 2) == 2, get(octets_, at + kHeader + 4, 4), get(octets_, at + 8, 4)});
        at += get(octets_, at + 2, 2);
    }
    octets_.erase(octets_.begin(), octets_.begin() + static_cast<std::ptrdiff_t>(at));
}

void StreamCollector::die() {
    connection_.reset();
    tcp_.reset();
    local_.reset();
}

void StreamCollector::write(const std::string& text) { asio::write(*connection_, asio::buffer(text)); }

std::string StreamCollector::kinds() const {
    std::string text;
    for (std::size_t i = 0; i < arrived_.size(); ++i) {
        if (i > 0 && std::find(begins_.begin(), begins_.end(), i) != begins_.end()) text += '|';
        text += arrived_[i].is_template ? 'T' : 'D';
    }
    return text;
}

}  // namespace exporter::testing
