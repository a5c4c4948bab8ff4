// SPDX-License-Identifier: Apache-2.0
// Flow records to IPFIX messages (RFC 7011). libfixbuf makes headers, sets, templates and sequence numbers; no socket is known here.
// One stream of messages: of one observation domain, with one row of sequence numbers, for any number of collectors.
//
// Templates and data never share a message: templates are repeated at other times than data is sent (see schedule.hpp).
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "bpf/layout.hpp"
#include "bpf/result.hpp"
#include "exporter/fixbuf_stream.hpp"
#include "exporter/record.hpp"
#include "exporter/wire.hpp"

namespace exporter {

struct IpfixSettings {
    // Of a message, its header included: 64 to 65535. The default leaves room for IPv6, UDP and a tunnel within 1500.
    std::size_t max_message_octets = 1420;
    std::uint32_t observation_domain = 0;  // RFC 7011 section 3.1; 0 = the whole exporter
};

// For one thread at a time. Times are seconds since 1970 and become export times.
class IpfixEncoder {
 public:
    // Receives each completed message of data: its octets, valid during the call, and its records, at least one. It may ask for
    // templates() that are to be sent before this message, but call nothing else.
    using Sink = std::function<void(std::span<const std::byte> message, std::uint32_t records)>;

    // Fails where a setting is out of range or the layouts cannot be sent, see use().
    static Result<std::unique_ptr<IpfixEncoder>> make(const IpfixSettings& settings, const bpf::Layouts& layouts, Sink sink);

    // From now on records are of these layouts, which must outlive their use. Completes the message under way. Fails, and changes
    // nothing, if a field is wider than its element, or a record or a template larger than a message.
    [[nodiscard]] Result<> use(const bpf::Layouts& layouts, std::uint32_t now_s);

    // The record's layout must be one of those in use. May complete a message.
    void add(const Record& record, std::uint32_t now_s);

    // Completes the message under way, if there is one.
    void flush(std::uint32_t now_s);

    // The messages, one as a rule, with the templates of all tables, to be sent before the next message of data (in the sink: before
    // that one). Valid until the next call of any function.
    [[nodiscard]] std::span<const std::vector<std::byte>> templates(std::uint32_t now_s);

    // Records in completed messages so far, modulo 2^32: the sequence number of the next message.
    [[nodiscard]] std::uint32_t sequence() const { return sequence_; }
    // Records in the message under way.
    [[nodiscard]] std::uint32_t pending() const { return pending_; }
    // Records that could not be encoded. Not 0: a mistake of this program.
    [[nodiscard]] std::uint64_t failed() const { return failed_; }
    // In the order of the layouts' tables.
    [[nodiscard]] std::vector<std::uint16_t> template_ids_in_use() const;

 private:
    struct Table {
        const bpf::Layout* layout;
        std::uint16_t id;
        RecordWriter writer;
    };

    IpfixEncoder(const IpfixSettings& settings, Sink sink);
    [[nodiscard]] Result<std::vector<std::vector<std::byte>>> make_templates(const std::vector<std::vector<WireField>>& fields,
                                                                             const std::vector<std::uint16_t>& ids);
    [[nodiscard]] Result<> check(const std::vector<WireField>& fields) const;
    [[nodiscard]] const Table* table_of(const bpf::Layout* layout) const;

    IpfixSettings settings_;
    Sink sink_;
    FixbufModel model_;
    DataStream data_;
    std::vector<Table> tables_;
    std::vector<std::vector<std::byte>> templates_;
    std::vector<std::byte> scratch_;  // one record in network order
    const Table* current_ = nullptr;  // of the set under way
    std::size_t octets_ = 0;          // of the message under way; 0 = none
    std::uint32_t pending_ = 0;
    std::uint32_t sequence_ = 0;
    std::uint64_t failed_ = 0;
};

}  // namespace exporter
