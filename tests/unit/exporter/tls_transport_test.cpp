// SPDX-License-Identifier: Apache-2.0
// TLS over the loopback interface: who is believed, and what is said where nobody is.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <thread>

#include "tests/unit/exporter/stream_fixture.hpp"
#include "tests/unit/exporter/tls_collector.hpp"

namespace exporter {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using testing::Certificates;
using ::testing::HasSubstr;
using testing::numbered;
using testing::template_message;
using testing::TlsCollector;

class TlsTransportTest : public testing::StreamFixture {
 protected:
    static void SetUpTestSuite() {
        certificates_ = std::make_unique<Certificates>();
        certificates_->sign("collector", "DNS:collector.example,IP:127.0.0.1");
        certificates_->sign("probe", "DNS:probe.example");
        other_ = std::make_unique<Certificates>();
        other_->sign("probe", "DNS:probe.example");
    }
    static void TearDownTestSuite() {
        certificates_.reset();
        other_.reset();
    }
    [[nodiscard]] static TlsCollector::Settings server() {
        return {certificates_->path("collector.pem"), certificates_->path("collector.key"), {}, 0};
    }
    [[nodiscard]] static TlsCollector::Settings asking_server(int version = 0) {
        TlsCollector::Settings settings = server();
        settings.ca = certificates_->authority();
        settings.newest_version = version;
        return settings;
    }
    [[nodiscard]] static config::Collector at(const TlsCollector& collector) {
        return {.transport = config::Transport::tls,
                .host = "127.0.0.1",
                .port = collector.port(),
                .ca = certificates_->authority(),
                .name = "collector.example"};
    }
    void expect_refusal(const ::testing::Matcher<std::string>& reason) {
        push(numbered(1));
        EXPECT_TRUE(eventually([&] { return state() == CollectorState::unreachable; }));
        EXPECT_THAT(transport_->report().reason, reason);
        EXPECT_EQ(counters().sent.records, 0U);
        EXPECT_EQ(changes_.substr(0, 11), "unreachable");
    }

    static std::unique_ptr<Certificates> certificates_, other_;
};
std::unique_ptr<Certificates> TlsTransportTest::certificates_, TlsTransportTest::other_;

TEST_F(TlsTransportTest, SendsToWhomTheAuthorityVouchesFor) {
    TlsCollector collector(io_, server());
    make(at(collector));
    push(template_message(1));
    push(numbered(1));

    EXPECT_TRUE(eventually([&] { return collector.received().size() == 260; }));
    EXPECT_EQ(collector.asked_for(), "collector.example");
    EXPECT_TRUE(watched());
    EXPECT_EQ(lost_records(counters()), 0U);
    EXPECT_EQ(changes_, "reachable");
}

TEST_F(TlsTransportTest, VerifiesTheHostWhereNoNameIsGivenAndAsksForNoAddress) {
    TlsCollector collector(io_, server());
    config::Collector address = at(collector);
    address.name.clear();
    make(address);
    push(numbered(1));
    EXPECT_TRUE(eventually([&] { return collector.received().size() == 200; }));
    EXPECT_EQ(collector.asked_for(), "");
}

TEST_F(TlsTransportTest, RefusesAnotherName) {
    TlsCollector collector(io_, server());
    config::Collector address = at(collector);
    address.name = "other.example";
    make(address);
    expect_refusal(AllOf(HasSubstr("its certificate is refused"), HasSubstr("hostname mismatch"), HasSubstr("other.example")));
}

TEST_F(TlsTransportTest, RefusesAnotherAuthority) {
    TlsCollector collector(io_, server());
    config::Collector address = at(collector);
    address.ca = other_->authority();
    make(address);
    expect_refusal(AllOf(HasSubstr("its certificate is refused"), HasSubstr("local issuer certificate")));
}

TEST_F(TlsTransportTest, RefusesWhomThisMachineDoesNotTrustWithoutCa) {
    TlsCollector collector(io_, server());
    config::Collector address = at(collector);
    address.ca.clear();
    make(address);
    expect_refusal(HasSubstr("its certificate is refused"));
}

TEST_F(TlsTransportTest, ShowsItsCertificateToWhoAsks) {
    TlsCollector collector(io_, asking_server());
    config::Collector address = at(collector);
    address.certificate = certificates_->path("probe.pem");
    address.key = certificates_->path("probe.key");
    make(address);
    push(numbered(1));
    EXPECT_TRUE(eventually([&] { return collector.received().size() == 200; }));
}

// In TLS 1.3 the client learns of it after the handshake: nothing may have been sent by then.
TEST_F(TlsTransportTest, SaysThatACertificateIsAskedForAndLosesNothing) {
    TlsCollector collector(io_, asking_server());
    make(at(collector));
    expect_refusal(AllOf(HasSubstr("certificate required"), HasSubstr("parameters ca, cert and key")));
}

TEST_F(TlsTransportTest, SaysThatACertificateIsAskedForInTls12) {
    TlsCollector collector(io_, asking_server(TLS1_2_VERSION));
    make(at(collector));
    expect_refusal(AllOf(HasSubstr("TLS: "), HasSubstr("parameters ca, cert and key")));
}

TEST_F(TlsTransportTest, SaysThatItsCertificateIsOfAnotherAuthority) {
    TlsCollector collector(io_, asking_server());
    config::Collector address = at(collector);
    address.certificate = other_->path("probe.pem");
    address.key = other_->path("probe.key");
    make(address);
    expect_refusal(HasSubstr("unknown ca"));
}

TEST_F(TlsTransportTest, SpeaksNothingOlderThanTls12) {
    TlsCollector::Settings old = server();
    old.newest_version = TLS1_1_VERSION;
    TlsCollector collector(io_, old);
    make(at(collector));
    expect_refusal(HasSubstr("TLS: "));
}

TEST_F(TlsTransportTest, NamesTheFileThatCannotBeUsed) {
    config::Collector collector{.transport = config::Transport::tls, .host = "127.0.0.1", .port = 1, .ca = "/no/such/file"};
    auto made = make_transport(io_, collector, HeaderForm::ipfix, settings_, {});
    ASSERT_FALSE(made);
    EXPECT_THAT(made.error().message, AllOf(HasSubstr("ca \"/no/such/file\""), HasSubstr("No such file")));

    collector.ca = certificates_->authority();
    collector.certificate = certificates_->path("probe.pem");
    collector.key = certificates_->path("collector.key");
    made = make_transport(io_, collector, HeaderForm::ipfix, settings_, {});
    ASSERT_FALSE(made);
    EXPECT_THAT(made.error().message, HasSubstr("collector.key"));
}

TEST_F(TlsTransportTest, EndsWithAGoodbye) {
    TlsCollector collector(io_, server());
    make(at(collector));
    auto guard = boost::asio::make_work_guard(io_);
    std::thread network([this] { io_.run(); });
    for (std::uint32_t i = 0; i < 100; ++i) push(numbered(i));
    transport_->finish(Clock::now() + 20s);
    io_.stop();
    network.join();

    EXPECT_TRUE(eventually([&] { return collector.has_ended_well(); }));
    EXPECT_EQ(collector.received().size(), 20'000U);
    EXPECT_EQ(counters().sent.records, 100U);
    EXPECT_EQ(lost_records(counters()), 0U);
}

TEST_F(TlsTransportTest, AServerThatNeverShakesHandsIsGivenUp) {
    boost::asio::ip::tcp::acceptor mute(io_, {boost::asio::ip::address_v4::loopback(), 0});
    settings_.stream.handshake_limit = 50ms;
    make({.transport = config::Transport::tls, .host = "127.0.0.1", .port = mute.local_endpoint().port()});
    expect_refusal(HasSubstr("it does not answer"));
}

}  // namespace
}  // namespace exporter
