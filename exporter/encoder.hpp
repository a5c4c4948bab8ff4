// SPDX-License-Identifier: Apache-2.0
// Flow records to messages of one protocol. No socket is known here, and no clock: what a header says of the moment a message
// leaves, and its sequence number, is set by whoever sends it (HeaderStamp).
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "bpf/layout.hpp"
#include "bpf/result.hpp"
#include "config/collector.hpp"
#include "exporter/encoding_counters.hpp"
#include "exporter/header_stamp.hpp"
#include "exporter/options.hpp"
#include "exporter/record.hpp"
#include "exporter/sampling_method.hpp"

namespace exporter {

struct EncoderSettings {
    // Of a message, its header included: 64 to 65535. The default leaves room for IPv6, UDP and a tunnel within 1500.
    std::size_t max_message_octets = 1420;
    std::uint32_t observation_domain = 0;  // RFC 7011 section 3.1, of NetFlow v9 the source id; 0 = the whole exporter
    std::vector<std::string> fields{};     // these and the keys alone; empty: all. See chosen_columns().
    bool reduced = false;                  // large counters alone take 8 octets (RFC 7011 section 6.2); see reduced.hpp
    config::BiflowElements biflow = config::BiflowElements::nprobe;  // of IPFIX; see ipfix_fields()
    std::vector<OptionsTable> options{};                             // what options() will be given; empty: no options at all
    SamplingMethod sampling = SamplingMethod::none;                  // as NetFlow v5 tells it in each header
    std::uint32_t sampling_interval = 1;
    bool one_record = false;  // a message; as text without the end of its line (Kafka)
};

// For one thread at a time.
class Encoder {
 public:
    // Receives each completed message of data: its octets, valid during the call, and its records, at least one. It may ask for
    // templates() that are to be sent before this message, but call nothing else.
    using Sink = std::function<void(std::span<const std::byte> message, std::uint32_t records)>;

    explicit Encoder(Sink sink) : sink_(std::move(sink)) {}
    Encoder(const Encoder&) = delete;
    Encoder& operator=(const Encoder&) = delete;
    virtual ~Encoder() = default;

    // From now on records are of these layouts, which must outlive their use; to be called once before any other function, too.
    // Completes the message under way. Fails, and changes nothing, if the layouts cannot be sent.
    [[nodiscard]] virtual Result<> use(const bpf::Layouts& layouts) = 0;

    // The record's layout must be one of those in use. May complete a message. Allocates nothing.
    virtual void add(const Record& record) = 0;

    // Completes the message under way, if there is one.
    virtual void flush() = 0;

    // What a receiver must have seen before the next message of data (in the sink: before that one) to make sense of it: messages
    // of templates, of CSV the line of names. May be none. Valid until the next call of use().
    [[nodiscard]] virtual std::span<const std::vector<std::byte>> templates() const = 0;

    // Messages of options data, at most one row of each more than necessary; none where the protocol has no options, or none were
    // asked for. The templates for them are among templates(). A row that does not fit into a message counts as failed.
    [[nodiscard]] virtual std::vector<OptionsMessage> options(const std::vector<OptionsData>& data) {
        static_cast<void>(data);
        return {};
    }

    // Messages that withdraw what was in use before the last call of use() and is not any more (RFC 7011 section 8.1): for receivers over
    // connections, before the new templates. Valid as long as templates().
    [[nodiscard]] virtual std::span<const std::vector<std::byte>> withdrawals() const { return {}; }

    // What the messages begin with.
    [[nodiscard]] virtual HeaderForm header() const = 0;

    // In the order of the layouts' tables, with `reduced` up to two of a table; none where there are no templates.
    [[nodiscard]] virtual std::vector<std::uint16_t> template_ids_in_use() const { return {}; }

    // Records in the message under way.
    [[nodiscard]] std::uint32_t pending() const { return pending_; }
    // Records that could not be encoded. Not 0: a mistake of this program.
    [[nodiscard]] std::uint64_t failed() const { return failed_; }
    // From any thread.
    [[nodiscard]] EncodingCounters counters() const { return tally_.counters(); }

 protected:
    Sink sink_;                  // NOLINT: for the encoders
    std::uint32_t pending_ = 0;  // NOLINT
    std::uint64_t failed_ = 0;   // NOLINT
    EncodingTally tally_;        // NOLINT
};

// Fails where a setting is out of range, or the layouts cannot be sent in this protocol; says which field it is.
[[nodiscard]] Result<std::unique_ptr<Encoder>> make_encoder(config::Protocol protocol, const EncoderSettings& settings,
                                                            const bpf::Layouts& layouts, Encoder::Sink sink);

}  // namespace exporter
