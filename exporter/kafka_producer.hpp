// SPDX-License-Identifier: Apache-2.0
// librdkafka's producer as this program uses it: no other file knows its interface. Its own threads talk to the brokers; what they
// tell is handed on by poll(), on the thread that calls it.
#pragma once

#include <boost/asio/posix/stream_descriptor.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "bpf/result.hpp"
#include "config/collector.hpp"

struct rd_kafka_s;
struct rd_kafka_queue_s;
struct rd_kafka_topic_s;
struct rd_kafka_op_s;  // an event

namespace exporter {

class KafkaProducer {
 public:
    enum class Fate {
        delivered,
        too_large,  // for the brokers, or for message.max.bytes
        timed_out,  // no broker took it in time (message.timeout.ms)
        given_up,   // purge()
        refused,    // by the brokers: there is no such topic, or no right to write to it
    };
    struct Events {
        std::function<void(void* tag, Fate fate, const std::string& reason)> on_fate;  // of each message that was taken, once
        std::function<void(const std::string& reason)> on_trouble;                     // with one broker
        std::function<void(const std::string& reason)> on_all_down;
        std::function<void(bool is_one_connected)> on_brokers;  // once a second
    };

    // For kafka://BROKERS/TOPIC?SETTINGS. Connects to nobody yet; a setting that librdkafka refuses is an error with its reason.
    static Result<std::unique_ptr<KafkaProducer>> make(boost::asio::io_context& io, const config::Collector& collector,
                                                       Events events);
    KafkaProducer(const KafkaProducer&) = delete;
    KafkaProducer& operator=(const KafkaProducer&) = delete;
    ~KafkaProducer();  // tells nobody of what is still under way: purge() and poll() before

    enum class Taken { yes, no_room, too_large, refused };
    // If it is taken: the payload stays where it is until its fate is told with this tag. no_room: librdkafka's own queue
    // (queue.buffering.max.messages, .kbytes) is full; there is room once a fate was told.
    [[nodiscard]] Taken produce(std::span<const std::byte> payload, std::string_view key, void* tag, std::string& reason);

    // Calls it on the io_context when poll() has something to tell, time and again.
    void when_told(std::function<void()> then);
    void poll();

    // From any thread. flush: waits for the fates of all messages, and lets none linger.
    void flush(std::chrono::milliseconds limit);
    void purge();

 private:
    KafkaProducer(boost::asio::io_context& io, Events events) : descriptor_(io), events_(std::move(events)) {}

    [[nodiscard]] Result<> start(const config::Collector& collector);
    void tell(rd_kafka_op_s* event);
    void tell_fates(rd_kafka_op_s* event);
    void tell_error(rd_kafka_op_s* event);
    void tell_statistics(rd_kafka_op_s* event);

    boost::asio::posix::stream_descriptor descriptor_;  // an eventfd that librdkafka writes to
    const Events events_;
    const std::shared_ptr<const int> life_ = std::make_shared<const int>(0);  // what waits looks whether this is still there
    rd_kafka_s* handle_ = nullptr;
    rd_kafka_topic_s* topic_ = nullptr;
    rd_kafka_queue_s* queue_ = nullptr;
};

}  // namespace exporter
