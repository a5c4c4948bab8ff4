// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/exporter/tls_collector.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/address_v4.hpp>
#include <gtest/gtest.h>

#include <cstdlib>

namespace exporter::testing {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;
using ErrorCode = boost::system::error_code;

void Certificates::run(const std::string& arguments) const {
    const std::string command = "cd '" + folder_.path().string() + "' && openssl " + arguments + " >log 2>&1";
    if (std::system(command.c_str()) != 0) ADD_FAILURE() << "openssl " << arguments << " has failed";
}

Certificates::Certificates() {
    run("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=authority -keyout ca.key -out ca.pem");
}

void Certificates::sign(const std::string& name, const std::string& alternative) {
    folder_.write(name + ".ext", "subjectAltName=" + alternative + "\n");
    run("req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=" + name + " -keyout " + name + ".key -out " + name +
        ".csr");
    run("x509 -req -in " + name + ".csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile " + name + ".ext -out " + name +
        ".pem");
}

TlsCollector::TlsCollector(asio::io_context& io, const Settings& settings)
    : acceptor_(io, Tcp::endpoint(asio::ip::address_v4::loopback(), 0)) {
    context_.use_certificate_chain_file(settings.certificate);
    context_.use_private_key_file(settings.key, asio::ssl::context::pem);
    if (!settings.ca.empty()) {
        context_.load_verify_file(settings.ca);
        context_.set_verify_mode(asio::ssl::verify_peer | asio::ssl::verify_fail_if_no_peer_cert);
    }
    if (settings.newest_version != 0) ::SSL_CTX_set_max_proto_version(context_.native_handle(), settings.newest_version);
    accept();
}

void TlsCollector::accept() {
    stream_ = std::make_unique<Stream>(acceptor_.get_executor(), context_);
    acceptor_.async_accept(stream_->lowest_layer(), [this](const ErrorCode& refused) {
        if (refused) return;
        stream_->async_handshake(asio::ssl::stream_base::server, [this](const ErrorCode& error) {
            if (error) return accept();
            if (const char* name = ::SSL_get_servername(stream_->native_handle(), TLSEXT_NAMETYPE_host_name)) asked_for_ = name;
            read();
        });
    });
}

void TlsCollector::read() {
    stream_->async_read_some(asio::buffer(buffer_), [this](const ErrorCode& error, std::size_t size) {
        received_.append(buffer_.data(), size);
        has_ended_well_ = error == asio::error::eof;
        if (!error) return read();
        accept();
    });
}

void TlsCollector::say_goodbye() {
    stream_->async_shutdown([](const ErrorCode&) {});
}

}  // namespace exporter::testing
