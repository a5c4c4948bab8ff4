// SPDX-License-Identifier: Apache-2.0
// How long client, server and their networks take, as nProbe tells it: from time stamps of a TCP handshake and of the first payloads.
// The probe is between both ends, so what it sees of each round trip is the part of one of them.
#include <algorithm>
#include <limits>
#include <optional>

#include "exporter/makers.hpp"

namespace exporter {
namespace {

constexpr std::uint64_t kNanosecondsPerMillisecond = 1'000'000;

// Offsets of what is held of each direction.
class Stamps {
 public:
    explicit Stamps(const bpf::Layout& held)
        : first_syn_(offset_of(held, "TCP_FIRST_SYN")),
          last_syn_(offset_of(held, "TCP_LAST_SYN")),
          first_ack_(offset_of(held, "TCP_FIRST_ACK")),
          first_payload_(offset_of(held, "FIRST_PAYLOAD")) {}

    // First ones are held as all ones less the time, because what is not set is 0 (the fragments say it).
    [[nodiscard]] std::optional<std::uint64_t> first_syn(const std::byte* bytes) const { return first(bytes, first_syn_); }
    [[nodiscard]] std::optional<std::uint64_t> first_ack(const std::byte* bytes) const { return first(bytes, first_ack_); }
    [[nodiscard]] std::optional<std::uint64_t> first_payload(const std::byte* bytes) const {
        return first(bytes, first_payload_);
    }
    [[nodiscard]] std::uint64_t last_syn(const std::byte* bytes) const { return load<std::uint64_t>(bytes + *last_syn_); }

 private:
    using Offset = std::optional<std::size_t>;

    static Offset offset_of(const bpf::Layout& held, const char* name) {
        const bpf::Member* member = held.find(name);
        return member != nullptr ? Offset(member->offset) : std::nullopt;
    }
    static std::optional<std::uint64_t> first(const std::byte* bytes, const Offset& offset) {
        const auto value = offset ? load<std::uint64_t>(bytes + *offset) : 0;
        return value == 0 ? std::nullopt : std::optional(~value);
    }

    Offset first_syn_, last_syn_, first_ack_, first_payload_;
};

struct Ends {
    const std::byte* client;
    const std::byte* server;
    std::uint64_t client_syn, server_syn;  // the first of each
};

// The client is who sent the first SYN.
std::optional<Ends> ends_of(const Stamps& stamps, const Record& record) {
    if (record.reverse == nullptr) return std::nullopt;
    const std::byte* client = record.is_reverse ? record.reverse : record.bytes;
    const std::byte* server = record.is_reverse ? record.bytes : record.reverse;
    auto client_syn = stamps.first_syn(client), server_syn = stamps.first_syn(server);
    if (!client_syn || !server_syn) return std::nullopt;
    if (*server_syn < *client_syn) {
        std::swap(client, server);
        std::swap(client_syn, server_syn);
    }
    return Ends{client, server, *client_syn, *server_syn};
}

// The last of several that the other end may have answered is the one that it did, unless it came too late for that: then the first.
std::uint64_t answered(std::uint64_t first, std::uint64_t last, std::uint64_t answer) { return last <= answer ? last : first; }

void store_ms(std::byte* out, std::uint64_t from, std::uint64_t to, std::uint64_t parts) {
    const std::uint64_t nanoseconds = (std::max(from, to) - from) / parts;
    constexpr std::uint64_t kMost = std::numeric_limits<std::uint32_t>::max();
    store(out, static_cast<std::uint32_t>(std::min(nanoseconds / kNanosecondsPerMillisecond, kMost)));
}

Maker server_network(const bpf::Layout& held, Sources&) {
    return [stamps = Stamps(held)](const Record& record, std::byte* out) {
        store(out, std::uint32_t{0});
        if (const auto ends = ends_of(stamps, record))
            store_ms(out, answered(ends->client_syn, stamps.last_syn(ends->client), ends->server_syn), ends->server_syn, 2);
    };
}

Maker client_network(const bpf::Layout& held, Sources&) {
    return [stamps = Stamps(held)](const Record& record, std::byte* out) {
        store(out, std::uint32_t{0});
        const auto ends = ends_of(stamps, record);
        const auto ack = ends ? stamps.first_ack(ends->client) : std::nullopt;
        if (ack) store_ms(out, answered(ends->server_syn, stamps.last_syn(ends->server), *ack), *ack, 2);
    };
}

// Of TCP only where the connection began in this flow: later on, who asks and who answers cannot be told.
Maker application(const bpf::Layout& held, Sources&) {
    return [stamps = Stamps(held)](const Record& record, std::byte* out) {
        store(out, std::uint32_t{0});
        if (record.reverse == nullptr) return;
        auto ends = ends_of(stamps, record);
        if (!ends) {
            if (stamps.first_ack(record.bytes) || stamps.first_ack(record.reverse)) return;
            ends = record.is_reverse ? Ends{record.reverse, record.bytes, 0, 0} : Ends{record.bytes, record.reverse, 0, 0};
        }
        const auto question = stamps.first_payload(ends->client), answer = stamps.first_payload(ends->server);
        if (question && answer) store_ms(out, *question, *answer, 1);
    };
}

constexpr NamedMaker kMakers[] = {
    {"CLIENT_NW_LATENCY_MS", client_network},
    {"SERVER_NW_LATENCY_MS", server_network},
    {"APPL_LATENCY_MS", application},
};

}  // namespace

std::span<const NamedMaker> latency_makers() { return kMakers; }

}  // namespace exporter
