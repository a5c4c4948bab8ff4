// SPDX-License-Identifier: Apache-2.0
#include "exporter/tls_connection.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include <chrono>
#include <cstring>
#include <string_view>
#include <utility>

namespace exporter {
namespace {

namespace asio = boost::asio;
namespace ssl = asio::ssl;

constexpr std::chrono::seconds kPatience{2};

tl::unexpected<Error> cannot_use(std::string_view what, const std::string& file, const boost::system::error_code& error) {
    const auto code = static_cast<unsigned>(error.value());  // Asio has no words for what the system says
    const std::string why = ERR_SYSTEM_ERROR(code) ? std::strerror(ERR_GET_REASON(code)) : error.message();
    return fail(fmt::format("cannot use {} \"{}\": {}; give the path of a PEM file that xdpflow may read", what, file, why));
}

}  // namespace

Result<TlsContext> make_tls_context(const config::Collector& collector) {
    const auto context = std::make_shared<ssl::context>(ssl::context::tls_client);
    ::SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
    boost::system::error_code error;
    context->set_verify_mode(ssl::verify_peer, error);
    if (collector.ca.empty())
        context->set_default_verify_paths(error);
    else
        context->load_verify_file(collector.ca, error);
    if (error) return cannot_use("the certificates of ca", collector.ca, error);
    if (collector.certificate.empty()) return context;
    context->use_certificate_chain_file(collector.certificate, error);
    if (error) return cannot_use("the certificate of cert", collector.certificate, error);
    context->use_private_key_file(collector.key, ssl::context::pem, error);
    if (error)
        return cannot_use("the private key of key, which must be that of the certificate and without a password,", collector.key,
                          error);
    return context;
}

TlsConnection::TlsConnection(asio::io_context& io, Stream::endpoint remote, TlsContext context, std::string name)
    : Connection(io, std::move(remote)),
      context_(std::move(context)),
      name_(std::move(name)),
      stream_(socket(), *context_),
      patience_(io) {
    SSL* handle = stream_.native_handle();
    boost::system::error_code is_no_address;
    asio::ip::make_address(name_, is_no_address);
    if (is_no_address) {
        ::SSL_set_tlsext_host_name(handle, name_.c_str());
        ::SSL_set1_host(handle, name_.c_str());
    } else {
        ::X509_VERIFY_PARAM_set1_ip_asc(::SSL_get0_param(handle), name_.c_str());
    }
}

void TlsConnection::handshake(Done done) {
    stream_.async_handshake(ssl::stream_base::client,
                            [self = shared_from_this(), done = std::move(done)](const ErrorCode& error) { done(error); });
}

// After an error nobody knows how much of it has left.
void TlsConnection::start_write(std::span<const std::byte> octets, Written written) {
    const std::size_t all = octets.size();
    asio::async_write(stream_, asio::buffer(octets.data(), all),
                      [self = shared_from_this(), all, written = std::move(written)](const ErrorCode& error, std::size_t) {
                          written(error, all);
                      });
}

void TlsConnection::start_waiting(Done done) {
    const auto buffer = asio::buffer(received().data(), received().size());
    stream_.async_read_some(
        buffer, [this, self = shared_from_this(), done = std::move(done)](const ErrorCode& error, std::size_t) {
            if (!error) return start_waiting(done);
            const bool is_of_tcp = error.category() == boost::system::system_category() || error == ssl::error::stream_truncated;
            if (is_of_tcp) return done(error == ssl::error::stream_truncated ? ErrorCode(asio::error::eof) : error);
            alert_ = error;
            if (error == asio::error::eof) alert_.clear();
            wait_for_end_of_tcp(done);
        });
}

// One that says goodbye and does not hang up is waited for, but not for ever.
void TlsConnection::wait_for_end_of_tcp(Done done) {
    patience_.expires_after(kPatience);
    patience_.async_wait([this, self = shared_from_this()](const ErrorCode& error) {
        if (!error) socket().cancel();
    });
    const auto buffer = asio::buffer(received().data(), received().size());
    socket().async_receive(buffer,
                           [this, self = shared_from_this(), done = std::move(done)](const ErrorCode& error, std::size_t) {
                               patience_.cancel();
                               if (!error) return wait_for_end_of_tcp(done);
                               done(error);
                           });
}

void TlsConnection::finish() {
    if (std::exchange(is_finished_, true)) return;
    stream_.async_shutdown([this, self = shared_from_this()](const ErrorCode&) { Connection::finish(); });
}

std::uint64_t TlsConnection::given() {
    SSL* handle = stream_.native_handle();
    return ::BIO_number_written(::SSL_get_wbio(handle));
}

std::string TlsConnection::explain(const ErrorCode& error) {
    if (const long verified = ::SSL_get_verify_result(stream_.native_handle());
        verified != X509_V_OK && error.category() == asio::error::get_ssl_category())
        return fmt::format(
            "its certificate is refused: {}; it is verified for \"{}\" (parameter name) with the certificates of parameter ca, or else "
            "with those of this machine",
            ::X509_verify_cert_error_string(verified), name_);
    if (alert_) return fmt::format("it has ended TLS: {}; see the parameters ca, cert and key", alert_.message());
    if (error.category() == asio::error::get_ssl_category())
        return fmt::format("TLS: {}; see whether TLS is spoken at this port, and the parameters ca, cert and key",
                           error.message());
    return Connection::explain(error);
}

}  // namespace exporter
