// SPDX-License-Identifier: Apache-2.0
// Records of any fields, encoded and read back by somebody else, are the same. Everything is chosen by the octets of one input, so that
// a fuzzer can choose, too. A difference is thrown.
#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "bpf/catalogue.hpp"
#include "exporter/completion.hpp"
#include "exporter/encoder.hpp"
#include "tests/unit/exporter/fixbuf_decoder.hpp"
#include "tests/unit/exporter/netflow_decoder.hpp"

namespace exporter::testing {

// Numbers from the input; 0 when it is used up.
class Choices {
 public:
    explicit Choices(std::span<const std::uint8_t> input) : input_(input) {}
    [[nodiscard]] bool are_left() const { return !input_.empty(); }
    std::uint8_t octet() {
        if (input_.empty()) return 0;
        const std::uint8_t octet = input_.front();
        input_ = input_.subspan(1);
        return octet;
    }
    std::uint64_t number(std::size_t octets) {
        std::uint64_t number = 0;
        for (std::size_t i = 0; i < octets; ++i) number = number << 8 | octet();
        return number;
    }

 private:
    std::span<const std::uint8_t> input_;
};

class RoundTrip {
 public:
    RoundTrip(config::Protocol protocol, std::span<const std::uint8_t> input) : protocol_(protocol), choices_(input) {}

    // Whether the fields could be sent in messages of the size chosen, and records were compared.
    bool run() {
        const bpf::Layouts layouts = chosen_layouts();
        EncoderSettings settings;
        settings.max_message_octets = 64 + choices_.number(2) % 2000;
        settings.reduced = choices_.octet() % 2 == 1;
        const auto encoder = make_encoder(protocol_, settings, layouts, [&](auto message, std::uint32_t records) {
            if (message.size() > settings.max_message_octets) throw std::runtime_error("a message is too large");
            const std::size_t before = received_.size();
            read(message);
            if (received_.size() - before != records) throw std::runtime_error("a message has another number of records");
        });
        if (!encoder) return false;
        for (const std::vector<std::byte>& message : (*encoder)->templates()) read(message);
        if (!received_.empty()) throw std::runtime_error("templates hold records");
        do add(**encoder, layouts.tables[choices_.octet() % layouts.tables.size()]);
        while (choices_.are_left());
        (*encoder)->flush();
        compare();
        return (*encoder)->failed() == 0 && (*encoder)->counters().inexact_flows == 0;
    }

 private:
    static const bpf::Catalogue& catalogue() {
        static const auto loaded = bpf::Catalogue::load("");
        return *loaded;
    }

    static bool has_place_in_5(const bpf::Feature& feature) {
        static const std::set<std::string> names{
            "IPV4_SRC_ADDR", "IPV4_DST_ADDR", "IPV6_SRC_ADDR", "IPV6_DST_ADDR", "INPUT_SNMP",     "OUTPUT_SNMP",
            "IN_PKTS",       "IN_BYTES",      "L4_SRC_PORT",   "L4_DST_PORT",   "FIRST_SWITCHED", "LAST_SWITCHED",
            "TCP_FLAGS",     "PROTOCOL",      "SRC_TOS",       "SRC_AS",        "DST_AS"};
        return names.contains(feature.name);
    }

    [[nodiscard]] bool has_place(const bpf::Feature& feature) const {
        if (protocol_ == config::Protocol::netflow5) return has_place_in_5(feature);
        return protocol_ == config::Protocol::ipfix || feature.pen == 0 || feature.pen == 35'632;
    }

    bpf::Layouts chosen_layouts() {
        std::vector<const bpf::Feature*> able, asked;
        for (const bpf::Feature& feature : catalogue().features())
            if (!feature.internal && has_place(feature)) able.push_back(&feature);
        const std::size_t wanted = 1 + choices_.octet() % 48;
        for (std::size_t i = 0; i < wanted; ++i) asked.push_back(able[choices_.number(2) % able.size()]);
        return completed(bpf::make_layouts(asked, {}, catalogue()));
    }

    void add(Encoder& encoder, const bpf::Layout& layout) {
        std::vector<std::byte> bytes(layout.key_octets + layout.value_octets);  // completed: perhaps longer than a slot
        const std::uint64_t day_ns = 86'400'000'000'000;
        const std::uint64_t first_ns = choices_.number(2) * day_ns * 3 / 4 + choices_.number(4);  // until 2104
        const std::uint64_t last_ns = first_ns + choices_.number(4) % 1'000'000'000 * 1'000'000;
        for (const bpf::Member& member : layout.members) {
            std::byte* out = bytes.data() + member.offset;
            for (std::size_t i = 0; i < bpf::size_of(*member.feature); ++i) out[i] = static_cast<std::byte>(choices_.octet());
            if (member.feature->type == bpf::Type::time_ns)
                store(out, member.feature->role == bpf::Role::min ? first_ns : last_ns);
            if (member.feature->type == bpf::Type::u64) store(out, load<std::uint64_t>(out) >> (27 + choices_.octet() % 37));
        }
        const Record record{
            &layout,
            bytes.data(),
            static_cast<EndReason>(1 + choices_.octet() % 5),
            {static_cast<std::int64_t>(choices_.octet()) * 1'000'000'007,
             {static_cast<std::uint32_t>(choices_.number(2)), static_cast<std::uint32_t>(choices_.number(2)), 1}}};
        encoder.add(record);
        if (protocol_ != config::Protocol::netflow5 || layout.family != bpf::Family::ipv6) sent_.push_back(values_of(record));
    }

    // What a collector must have of a record.
    [[nodiscard]] Values values_of(const Record& record) const {
        Values values;
        std::map<std::uint16_t, std::size_t> widths;
        for (const bpf::Column& column : record.layout->columns) {
            const std::uint16_t id = number_of(*column.feature, *record.layout);
            const std::size_t width = bpf::size_of(*column.feature);
            if (widths[id] >= width) continue;
            widths[id] = width;
            values[id] = value_of(record, column);
        }
        return values;
    }

    // Those of ntop are 57472 above its IPFIX numbers; here all protocols' fields go by such a number.
    [[nodiscard]] static std::uint16_t netflow9_number(const bpf::Feature& feature) {
        return static_cast<std::uint16_t>(feature.id + (feature.pen == 35'632 ? 57'472 : 0));
    }

    [[nodiscard]] std::uint16_t number_of(const bpf::Feature& feature, const bpf::Layout& layout) const {
        if (protocol_ != config::Protocol::ipfix || feature.pen != 0) return netflow9_number(feature);
        if (feature.id == 22) return 152;
        if (feature.id == 21) return 153;
        return feature.id == 32 && layout.family == bpf::Family::ipv6 ? std::uint16_t{139} : feature.id;
    }

    // What an element of IANA's carries of a time: RFC 7011 sections 6.1.7 to 6.1.10; 21 and 22 as milliseconds.
    [[nodiscard]] static std::uint64_t time_as(std::uint16_t id, std::uint64_t epoch_ns) {
        if (id == 150 || id == 151) return epoch_ns / 1'000'000'000;
        if (id < 154 || id > 157) return epoch_ns / 1'000'000;
        const auto fraction =
            static_cast<std::uint64_t>(static_cast<long double>(epoch_ns % 1'000'000'000) * 4'294'967'296.0L / 1e9L);
        const std::uint64_t cut = id < 156 ? fraction / 2048 * 2048 : fraction;
        return ((epoch_ns / 1'000'000'000 + 2'208'988'800) << 32) + cut;
    }

    [[nodiscard]] static std::string value_of(const Record& record, const bpf::Column& column) {
        const std::string& name = column.feature->name;
        if (name == "INPUT_SNMP") return octets_of_number(record.context.point.input);
        if (name == "OUTPUT_SNMP") return octets_of_number(record.context.point.output);
        if (name == "DIRECTION") return octets_of_number(record.context.point.direction);
        if (name == "FLOW_END_REASON") return octets_of_number(static_cast<std::uint64_t>(record.reason));
        if (!column.member) return "";  // not known: 0
        const bpf::Member& member = record.layout->members.at(column.member.value());
        const auto* begin = reinterpret_cast<const char*>(record.bytes + member.offset);
        std::string octets(begin, bpf::size_of(*member.feature));
        switch (member.feature->type) {
            case bpf::Type::time_ns:
                return octets_of_number(
                    time_as(column.feature->id, load<std::uint64_t>(record.bytes + member.offset) +
                                                    static_cast<std::uint64_t>(record.context.time_offset_ns)));
            case bpf::Type::u16:
            case bpf::Type::u32:
            case bpf::Type::u64:
                if (std::endian::native == std::endian::little) octets = {octets.rbegin(), octets.rend()};
                break;
            default: break;
        }
        return without_zeros(std::move(octets));
    }

    void read(std::span<const std::byte> message) {
        if (protocol_ != config::Protocol::ipfix) return netflow_.read(message, received_);
        if (!fixbuf_) {
            std::map<std::uint16_t, const bpf::Feature*> features{{139, catalogue().find("ICMP_TYPE")}};
            for (const bpf::Feature& feature : catalogue().features())
                if (feature.id != 0 && feature.id != 21 && feature.id != 22) features.emplace(netflow9_number(feature), &feature);
            fixbuf_ = std::make_unique<FixbufDecoder>(features);
        }
        fixbuf_->read(message, received_);
    }

    static std::uint64_t number(const Values& values, std::uint16_t id) {
        std::uint64_t number = 0;
        if (values.contains(id))
            for (const char octet : values.at(id)) number = number << 8 | static_cast<unsigned char>(octet);
        return number;
    }

    // v5: several records of one flow, whose counters add up.
    void join(const Values& sent, std::size_t& next) {
        const std::uint64_t largest = std::max(number(sent, 1), number(sent, 2));
        for (std::uint64_t sum_1 = 0, sum_2 = 0; largest > UINT32_MAX && next < received_.size();) {
            sum_1 += number(received_[next], 1);
            sum_2 += number(received_[next], 2);
            if (std::max(sum_1, sum_2) < largest) {
                ++next;
                continue;
            }
            received_[next][1] = octets_of_number(sum_1);
            received_[next][2] = octets_of_number(sum_2);
            break;
        }
    }

    void compare() {
        std::size_t next = 0;
        for (const Values& sent : sent_) {
            if (protocol_ == config::Protocol::netflow5) join(sent, next);
            if (next == received_.size()) throw std::runtime_error("there are fewer records");
            for (const auto& [id, value] : sent)
                if (!received_[next].contains(id) || received_[next].at(id) != value)
                    throw std::runtime_error("field " + std::to_string(id) + " of record " + std::to_string(next) +
                                             " is another one");
            for (const auto& [id, value] : received_[next])
                if (!sent.contains(id) && (protocol_ == config::Protocol::netflow9 || (!value.empty() && id != 21 && id != 22)))
                    throw std::runtime_error("field " + std::to_string(id) + " was not sent");
            ++next;
        }
        if (next != received_.size()) throw std::runtime_error("there are more records");
    }

    config::Protocol protocol_;
    Choices choices_;
    NetflowDecoder netflow_;
    std::unique_ptr<FixbufDecoder> fixbuf_;
    std::vector<Values> sent_, received_;
};

}  // namespace exporter::testing
