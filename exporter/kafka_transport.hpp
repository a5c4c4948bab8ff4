// SPDX-License-Identifier: Apache-2.0
// Records to a topic of Kafka, one a message. Its key is the flow's number (flow_hash.hpp, 16 hexadecimal digits), so that all records
// of a flow go to one partition, in their order.
//
// JSON: the object, without the end of a line. IPFIX: whole messages, those of templates before the one of data, so that whoever reads a
// Kafka message understands it without having seen another. Sequence numbers count the records of all partitions.
//
// A message is sent when the brokers have acknowledged it (acks), and waits until then. librdkafka tries again by itself; what it has
// taken, its own queue, is bounded (queue.buffering.max.messages), and so is the queue before it.
#pragma once

#include <atomic>
#include <memory>
#include <unordered_set>

#include "exporter/kafka_health.hpp"
#include "exporter/kafka_producer.hpp"
#include "exporter/outbox.hpp"

namespace exporter {

class KafkaTransport final : public Transport {
 public:
    // Fails where librdkafka refuses a setting. Brokers that cannot be reached are a state.
    static Result<std::unique_ptr<KafkaTransport>> make(boost::asio::io_context& io, const config::Collector& collector,
                                                        HeaderForm form, const TransportSettings& settings,
                                                        TransportEvents events);
    ~KafkaTransport() override;

    void push(SharedMessage message) override;
    void finish(std::chrono::steady_clock::time_point deadline) override;
    [[nodiscard]] CollectorReport report() const override { return outbox_.report(); }

 private:
    struct UnderWay {
        SharedMessage message;
        std::vector<std::byte> octets;  // IPFIX: templates and data; of JSON the message has them
    };

    KafkaTransport(boost::asio::io_context& io, const config::Collector& collector, HeaderForm form,
                   const TransportSettings& settings, TransportEvents events);

    void wake();
    void run();
    [[nodiscard]] bool produce_front();
    [[nodiscard]] std::vector<std::byte> with_templates(const Message& message) const;
    void on_fate(void* tag, KafkaProducer::Fate fate, const std::string& reason);
    void tell_change();

    Outbox outbox_;
    const HeaderForm form_;
    bool skips_ = false;  // of the thread that pushes: templates that are sent again
    std::atomic<bool> awake_{false};
    boost::asio::io_context& io_;  // all below: on its thread
    const TransportEvents events_;
    KafkaHealth health_;
    CollectorState told_ = CollectorState::starting;
    std::size_t under_way_ = 0;
    std::unique_ptr<KafkaProducer> producer_;
};

}  // namespace exporter
