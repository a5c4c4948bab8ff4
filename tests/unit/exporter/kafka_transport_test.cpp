// SPDX-License-Identifier: Apache-2.0
// Kafka with librdkafka's mock cluster of three brokers in this process, and its consumer as the reader.
#include <boost/asio/executor_work_guard.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#include <map>
#include <set>
#include <thread>

#include "exporter/exporter.hpp"
#include "exporter/flow_hash.hpp"
#include "tests/unit/exporter/ipfix_layouts.hpp"

namespace exporter {
namespace {

using namespace std::chrono_literals;
using testing::Bytes;
using ::testing::HasSubstr;
using testing::hex;
using testing::record_of;
using testing::sibling_layouts;
using Clock = std::chrono::steady_clock;

constexpr int kPartitions = 4;

rd_kafka_t* handle_of(rd_kafka_type_t type, std::initializer_list<std::pair<const char*, std::string>> settings) {
    rd_kafka_conf_t* configuration = rd_kafka_conf_new();
    char reason[256];
    for (const auto& [name, value] : settings) rd_kafka_conf_set(configuration, name, value.c_str(), reason, sizeof reason);
    rd_kafka_conf_set_log_cb(configuration, [](const rd_kafka_t*, int, const char*, const char*) {});
    rd_kafka_t* handle = rd_kafka_new(type, configuration, reason, sizeof reason);
    EXPECT_NE(handle, nullptr) << reason;
    return handle;
}

class Cluster {
 public:
    Cluster() : handle_(handle_of(RD_KAFKA_PRODUCER, {})), cluster_(rd_kafka_mock_cluster_new(handle_, 3)) {
        rd_kafka_mock_topic_create(cluster_, "flows", kPartitions, 3);
    }
    ~Cluster() {
        rd_kafka_mock_cluster_destroy(cluster_);
        rd_kafka_destroy(handle_);
    }
    Cluster(const Cluster&) = delete;
    Cluster& operator=(const Cluster&) = delete;

    [[nodiscard]] std::string brokers() const { return rd_kafka_mock_cluster_bootstraps(cluster_); }
    [[nodiscard]] rd_kafka_mock_cluster_t* get() const { return cluster_; }

    struct Got {
        std::string key, value;
        int partition;
    };
    // All there is in the topic, as soon as it is so many.
    [[nodiscard]] std::vector<Got> read(std::size_t count) const {
        rd_kafka_t* reader = handle_of(RD_KAFKA_CONSUMER, {{"bootstrap.servers", brokers()}, {"group.id", "test"}});
        rd_kafka_poll_set_consumer(reader);
        rd_kafka_topic_partition_list_t* all = rd_kafka_topic_partition_list_new(kPartitions);
        for (int i = 0; i < kPartitions; ++i) rd_kafka_topic_partition_list_add(all, "flows", i)->offset = 0;
        rd_kafka_assign(reader, all);
        rd_kafka_topic_partition_list_destroy(all);
        std::vector<Got> got;
        for (const auto end = Clock::now() + 20s; got.size() < count && Clock::now() < end;) {
            rd_kafka_message_t* message = rd_kafka_consumer_poll(reader, 100);
            if (message == nullptr) continue;
            const auto text = [](const void* octets, std::size_t size) {
                return std::string(static_cast<const char*>(octets), size);
            };
            if (message->err == 0)
                got.push_back({text(message->key, message->key_len), text(message->payload, message->len), message->partition});
            rd_kafka_message_destroy(message);
        }
        rd_kafka_consumer_close(reader);
        rd_kafka_destroy(reader);
        return got;
    }

 private:
    rd_kafka_t* handle_;
    rd_kafka_mock_cluster_t* cluster_;
};

class KafkaTransport : public ::testing::Test {
 protected:
    ~KafkaTransport() override { end(); }

    [[nodiscard]] Result<> make(const std::string& url) {
        const auto collector = config::parse_collector(url);
        if (!collector) return tl::unexpected(collector.error());
        settings_.collectors = {*collector};
        auto made = Exporter::make(io_, settings_, sibling_layouts(), Clock::now(), {});
        if (!made) return tl::unexpected(made.error());
        exporter_ = std::move(*made);
        network_ = std::thread([this] { io_.run(); });
        return {};
    }
    // Flows that differ in the last two octets of their source.
    void send(int records) {
        for (int i = 0; i < records; ++i) {
            Bytes bytes(sibling_layouts().tables[0]);
            bytes.put_octets(0, {192, 0, i >> 8, i & 0xff, 198, 51, 100, 7, 4, 0});
            exporter_->send(record_of(sibling_layouts().tables[0], bytes));
        }
    }
    void end() {
        if (!network_.joinable()) return;
        io_.stop();
        network_.join();
        exporter_.reset();
    }
    template <class Condition>
    [[nodiscard]] static bool eventually(Condition condition) {
        const auto end = Clock::now() + 20s;
        while (!condition() && Clock::now() < end) std::this_thread::yield();
        return condition();
    }
    [[nodiscard]] CollectorReport report() const { return exporter_->reports().front(); }

    Cluster cluster_;
    boost::asio::io_context io_{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> guard_{io_.get_executor()};
    ExporterSettings settings_;
    std::unique_ptr<Exporter> exporter_;
    std::thread network_;
};

TEST_F(KafkaTransport, JsonIsOneMessageARecordUnderTheFlowsNumber) {
    ASSERT_TRUE(make("kafka://" + cluster_.brokers() + "/flows"));
    send(1);
    exporter_->finish();

    const auto got = cluster_.read(1);
    ASSERT_EQ(got.size(), 1U);
    EXPECT_EQ(got[0].value, R"({"IPV4_SRC_ADDR":"192.0.0.0","IPV4_DST_ADDR":"198.51.100.7","L4_SRC_PORT":1024,"IN_BYTES":0,)"
                            R"("TCP_FLAGS":0,"FLOW_START_MILLISECONDS":0})");
    EXPECT_EQ(got[0].key.size(), 16U);
    EXPECT_EQ(got[0].key.find_first_not_of("0123456789abcdef"), std::string::npos);
    EXPECT_EQ(report().counters.sent.records, 1U);
    EXPECT_EQ(report().state, CollectorState::reachable);
}

TEST_F(KafkaTransport, EachFlowHasItsPartitionAndEveryRecordArrivesOnce) {
    ASSERT_TRUE(make("kafka://" + cluster_.brokers() + "/flows"));
    send(1000);
    send(1000);
    exporter_->finish();

    std::map<std::string, std::pair<int, int>> partition_and_count;
    std::set<int> partitions;
    for (const auto& message : cluster_.read(2000)) {
        const auto [known, is_new] = partition_and_count.try_emplace(message.key, message.partition, 0);
        EXPECT_EQ(known->second.first, message.partition);
        ++known->second.second;
        partitions.insert(message.partition);
    }
    EXPECT_EQ(partition_and_count.size(), 1000U);
    for (const auto& [key, found] : partition_and_count) EXPECT_EQ(found.second, 2) << key;
    EXPECT_EQ(partitions.size(), static_cast<std::size_t>(kPartitions));
    EXPECT_EQ(report().counters.sent.records, 2000U);
    EXPECT_EQ(report().counters.waiting, 0U);
}

TEST_F(KafkaTransport, EachIpfixMessageBringsItsTemplates) {
    settings_.schedule.template_messages = 1;  // of no use here
    ASSERT_TRUE(make("ipfix+kafka://" + cluster_.brokers() + "/flows"));
    send(3);
    exporter_->finish();

    const auto got = cluster_.read(3);
    ASSERT_EQ(got.size(), 3U);
    std::set<std::uint64_t> numbers;
    for (const auto& message : got) {
        const auto* octets = reinterpret_cast<const std::byte*>(message.value.data());
        const std::size_t first = load_big_endian(octets + 2, 2);
        ASSERT_LT(first, message.value.size());
        EXPECT_EQ(hex({octets, 2}), "00 0a");
        EXPECT_EQ(hex({octets + 16, 2}), "00 02");  // a set of templates
        EXPECT_EQ(hex({octets + first, 2}), "00 0a");
        EXPECT_EQ(load_big_endian(octets + first + 2, 2), message.value.size() - first);
        EXPECT_EQ(load_big_endian(octets + 8, 4), load_big_endian(octets + first + 8, 4));
        numbers.insert(load_big_endian(octets + first + 8, 4));
    }
    EXPECT_EQ(numbers, (std::set<std::uint64_t>{0, 1, 2}));
}

TEST_F(KafkaTransport, WrongSettingsAreRefusedWithTheReason) {
    const auto unknown = make("kafka://127.0.0.1/flows?linger.m=5");
    ASSERT_FALSE(unknown);
    EXPECT_THAT(unknown.error().message, HasSubstr("librdkafka refuses linger.m: No such configuration property: \"linger.m\""));

    const auto wrong = make("kafka://127.0.0.1/flows?acks=7000");
    ASSERT_FALSE(wrong);
    EXPECT_THAT(wrong.error().message, HasSubstr("librdkafka refuses acks: "));

    const auto file = make("kafka://127.0.0.1/flows?security.protocol=ssl&ssl.ca.location=/nonexistent");
    ASSERT_FALSE(file);
    EXPECT_THAT(file.error().message, HasSubstr("librdkafka refuses the settings: "));
}

TEST_F(KafkaTransport, BrokersThatAreAwayAreSaidAndTheirFlowsLostAtTheEnd) {
    for (const int broker : {1, 2, 3}) rd_kafka_mock_broker_set_down(cluster_.get(), broker);
    ASSERT_TRUE(make("kafka://" + cluster_.brokers() + "/flows"));
    send(5);

    EXPECT_TRUE(eventually([&] { return report().state == CollectorState::unreachable; }));
    EXPECT_THAT(report().reason, HasSubstr("see that the brokers run"));
    exporter_->finish();
    EXPECT_EQ(report().counters.lost_unreachable.records, 5U);
    EXPECT_EQ(report().counters.sent.records, 0U);
    EXPECT_EQ(report().counters.waiting, 0U);
}

TEST_F(KafkaTransport, WhatWaitedIsSentWhenTheBrokersAreBack) {
    for (const int broker : {1, 2, 3}) rd_kafka_mock_broker_set_down(cluster_.get(), broker);
    ASSERT_TRUE(make("kafka://" + cluster_.brokers() + "/flows?reconnect.backoff.max.ms=200"));
    send(5);
    EXPECT_TRUE(eventually([&] { return report().state == CollectorState::unreachable; }));

    for (const int broker : {1, 2, 3}) rd_kafka_mock_broker_set_up(cluster_.get(), broker);

    EXPECT_TRUE(eventually([&] { return report().counters.sent.records == 5; }));
    EXPECT_EQ(report().state, CollectorState::reachable);
    EXPECT_EQ(report().reason, "");
}

TEST_F(KafkaTransport, WhatTheBrokersDoNotTakeIsLostAndSaid) {
    rd_kafka_mock_topic_set_error(cluster_.get(), "flows", RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED);
    ASSERT_TRUE(make("kafka://" + cluster_.brokers() + "/flows?message.timeout.ms=1500"));
    send(2);

    EXPECT_TRUE(eventually([&] { return report().counters.lost_unreachable.records == 2; }));
    EXPECT_TRUE(eventually([&] { return report().state == CollectorState::unreachable; }));
    EXPECT_THAT(report().reason, HasSubstr("may be written to"));
}

TEST_F(KafkaTransport, ATopicThatIsNotThereIsSaid) {
    rd_kafka_mock_topic_set_error(cluster_.get(), "flows", RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART);
    ASSERT_TRUE(make("kafka://" + cluster_.brokers() +
                     "/flows?topic.metadata.propagation.max.ms=500&topic.metadata.refresh.interval.ms=500"));
    send(2);

    EXPECT_TRUE(eventually([&] { return report().counters.lost_unreachable.records == 2; }));
    EXPECT_TRUE(eventually([&] { return report().state == CollectorState::unreachable; }));
    EXPECT_EQ(report().reason, "the brokers know no such topic; make it, or correct its name");
}

TEST_F(KafkaTransport, TheQueueOfLibrdkafkaIsBoundedAndPushesBack) {
    for (const int broker : {1, 2, 3}) rd_kafka_mock_broker_set_rtt(cluster_.get(), broker, 50);
    settings_.transport.queue_messages = 8;
    settings_.transport.longest_push = 20s;
    ASSERT_TRUE(make("kafka://" + cluster_.brokers() + "/flows?queue.buffering.max.messages=10"));
    send(100);
    exporter_->finish();

    EXPECT_EQ(report().counters.sent.records, 100U);
    EXPECT_EQ(lost_records(report().counters), 0U);
    EXPECT_EQ(cluster_.read(100).size(), 100U);
}

TEST_F(KafkaTransport, TheEndDoesNotLinger) {
    ASSERT_TRUE(make("kafka://" + cluster_.brokers() + "/flows?linger.ms=60000"));
    settings_.linger = 10s;
    send(3);
    exporter_->finish();

    EXPECT_EQ(report().counters.sent.records, 3U);
}

}  // namespace
}  // namespace exporter
