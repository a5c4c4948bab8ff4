// SPDX-License-Identifier: Apache-2.0
#include "exporter/kafka_producer.hpp"

#include <boost/asio/io_context.hpp>
#include <fmt/format.h>
#include <librdkafka/rdkafka.h>
#include <nlohmann/json.hpp>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace exporter {
namespace {

using Fate = KafkaProducer::Fate;
using Configuration = std::unique_ptr<rd_kafka_conf_t, decltype(&rd_kafka_conf_destroy)>;

// What we want unless the user says otherwise.
constexpr std::pair<const char*, const char*> kDefaults[] = {
    {"client.id", "xdpflow"}, {"statistics.interval.ms", "1000"},  // tells which brokers are connected
};

Result<> set(rd_kafka_conf_t* configuration, const std::string& name, const std::string& value) {
    char reason[512] = "";
    if (rd_kafka_conf_set(configuration, name.c_str(), value.c_str(), reason, sizeof reason) == RD_KAFKA_CONF_OK) return {};
    return fail(fmt::format("librdkafka refuses {}: {}", name, reason));
}

Result<Configuration> configuration_of(const config::Collector& collector) {
    Configuration configuration(rd_kafka_conf_new(), rd_kafka_conf_destroy);
    for (const auto& [name, value] : kDefaults)
        if (auto done = set(configuration.get(), name, value); !done) return tl::unexpected(done.error());
    if (auto done = set(configuration.get(), "bootstrap.servers", collector.host); !done) return tl::unexpected(done.error());
    bool debugs = false;
    for (const auto& [name, value] : collector.settings) {
        if (auto done = set(configuration.get(), name, value); !done) return tl::unexpected(done.error());
        debugs = debugs || name == "debug";
    }
    // What it would write to standard error is told as a state, in our words; whoever debugs wants to see all.
    if (!debugs) rd_kafka_conf_set_log_cb(configuration.get(), [](const rd_kafka_t*, int, const char*, const char*) {});
    rd_kafka_conf_set_events(configuration.get(), RD_KAFKA_EVENT_DR | RD_KAFKA_EVENT_ERROR | RD_KAFKA_EVENT_STATS);
    return configuration;
}

Fate fate_of(rd_kafka_resp_err_t error) {
    switch (error) {
        case RD_KAFKA_RESP_ERR_NO_ERROR: return Fate::delivered;
        case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE:
        case RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE: return Fate::too_large;
        case RD_KAFKA_RESP_ERR__MSG_TIMED_OUT:
        case RD_KAFKA_RESP_ERR__TIMED_OUT:
        case RD_KAFKA_RESP_ERR__TRANSPORT: return Fate::timed_out;
        case RD_KAFKA_RESP_ERR__PURGE_QUEUE:
        case RD_KAFKA_RESP_ERR__PURGE_INFLIGHT: return Fate::given_up;
        default: return Fate::refused;
    }
}

std::string refusal(rd_kafka_resp_err_t error, const rd_kafka_t* handle) {
    switch (error) {
        case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
        case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
        case RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION: return "the brokers know no such topic; make it, or correct its name";
        case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
            return "the brokers let us not write to this topic; give the user that right";
        case RD_KAFKA_RESP_ERR__FATAL: {
            char reason[256] = "";
            rd_kafka_fatal_error(const_cast<rd_kafka_t*>(handle), reason, sizeof reason);
            return fmt::format("librdkafka has given up: {}; start xdpflow again", reason);
        }
        default: return fmt::format("the brokers refuse messages: {}; see their log", rd_kafka_err2str(error));
    }
}

}  // namespace

Result<std::unique_ptr<KafkaProducer>> KafkaProducer::make(boost::asio::io_context& io, const config::Collector& collector,
                                                           Events events) {
    std::unique_ptr<KafkaProducer> producer(new KafkaProducer(io, std::move(events)));
    if (auto started = producer->start(collector); !started) return tl::unexpected(started.error());
    return producer;
}

Result<> KafkaProducer::start(const config::Collector& collector) {
    auto configuration = configuration_of(collector);
    if (!configuration) return tl::unexpected(configuration.error());
    char reason[512] = "";
    handle_ = rd_kafka_new(RD_KAFKA_PRODUCER, configuration->get(), reason, sizeof reason);
    if (handle_ == nullptr) return fail(fmt::format("librdkafka refuses the settings: {}", reason));
    static_cast<void>(configuration->release());  // it belongs to the handle
    topic_ = rd_kafka_topic_new(handle_, collector.path.c_str(), nullptr);
    if (topic_ == nullptr) return fail(fmt::format("librdkafka refuses the topic: {}", rd_kafka_err2str(rd_kafka_last_error())));
    const int told = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (told < 0) return fail(fmt::format("no eventfd: {}", std::generic_category().message(errno)));
    descriptor_.assign(told);
    queue_ = rd_kafka_queue_get_main(handle_);
    const std::uint64_t one = 1;
    rd_kafka_queue_io_event_enable(queue_, told, &one, sizeof one);
    return {};
}

KafkaProducer::~KafkaProducer() {
    if (queue_ != nullptr) {
        rd_kafka_queue_io_event_enable(queue_, -1, nullptr, 0);
        rd_kafka_queue_destroy(queue_);
    }
    if (topic_ != nullptr) rd_kafka_topic_destroy(topic_);
    if (handle_ != nullptr) rd_kafka_destroy(handle_);
}

KafkaProducer::Taken KafkaProducer::produce(std::span<const std::byte> payload, std::string_view key, void* tag,
                                            std::string& reason) {
    auto* octets = const_cast<std::byte*>(payload.data());  // without a flag to free or copy it, it is only read
    if (rd_kafka_produce(topic_, RD_KAFKA_PARTITION_UA, 0, octets, payload.size(), key.data(), key.size(), tag) == 0)
        return Taken::yes;
    const rd_kafka_resp_err_t error = rd_kafka_last_error();
    if (error == RD_KAFKA_RESP_ERR__QUEUE_FULL) return Taken::no_room;
    if (error == RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE) return Taken::too_large;
    reason = refusal(error, handle_);
    return Taken::refused;
}

void KafkaProducer::when_told(std::function<void()> then) {
    descriptor_.async_wait(
        boost::asio::posix::stream_descriptor::wait_read,
        [this, life = std::weak_ptr<const int>(life_), then = std::move(then)](const boost::system::error_code& error) {
            if (error || life.expired()) return;
            std::uint64_t ignored = 0;
            static_cast<void>(::read(descriptor_.native_handle(), &ignored, sizeof ignored) > 0);
            then();
            when_told(then);
        });
}

void KafkaProducer::poll() {
    while (rd_kafka_event_t* event = rd_kafka_queue_poll(queue_, 0)) {
        tell(event);
        rd_kafka_event_destroy(event);
    }
}

void KafkaProducer::tell(rd_kafka_op_s* event) {
    switch (rd_kafka_event_type(event)) {
        case RD_KAFKA_EVENT_DR: return tell_fates(event);
        case RD_KAFKA_EVENT_ERROR: return tell_error(event);
        case RD_KAFKA_EVENT_STATS: return tell_statistics(event);
        default: break;
    }
}

void KafkaProducer::tell_fates(rd_kafka_op_s* event) {
    while (const rd_kafka_message_t* message = rd_kafka_event_message_next(event)) {
        const Fate fate = fate_of(message->err);
        events_.on_fate(message->_private, fate, fate == Fate::refused ? refusal(message->err, handle_) : std::string());
    }
}

void KafkaProducer::tell_error(rd_kafka_op_s* event) {
    const std::string reason = rd_kafka_event_error_string(event);
    if (rd_kafka_event_error(event) == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN) return events_.on_all_down(reason);
    events_.on_trouble(reason);
}

// {"brokers":{"NAME":{"state":"UP",…},…},…}: a text of librdkafka's own (STATISTICS.md), not of the network's.
void KafkaProducer::tell_statistics(rd_kafka_op_s* event) {
    const auto statistics = nlohmann::json::parse(rd_kafka_event_stats(event), nullptr, false);
    if (!statistics.is_object() || !statistics.contains("brokers")) return;
    const auto& brokers = statistics["brokers"];
    const auto is_up = [](const nlohmann::json& broker) { return broker.is_object() && broker.value("state", "") == "UP"; };
    events_.on_brokers(std::any_of(brokers.begin(), brokers.end(), is_up));
}

void KafkaProducer::flush(std::chrono::milliseconds limit) {
    rd_kafka_flush(handle_, static_cast<int>(std::min<std::chrono::milliseconds::rep>(limit.count(), 1'000'000)));
}

void KafkaProducer::purge() { rd_kafka_purge(handle_, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT); }

}  // namespace exporter
