// SPDX-License-Identifier: Apache-2.0
// Where flows are sent and how, as a user writes it: one URL.
//
//   [PROTOCOL+]TRANSPORT://WHERE[?PARAMETER=VALUE&...]
//
//   udp://192.0.2.1:4739                  IPFIX; netflow9+udp://HOST, netflow5+udp://HOST
//   tcp://HOST, tls://HOST?ca=FILE        IPFIX; json+tcp://HOST:PORT, csv+tls://HOST:PORT
//   file:///var/lib/flows.ipfix           IPFIX file (RFC 5655); json+file://PATH, csv+file://- (standard output)
//   json+unix:///run/flows.sock           Unix stream socket
//   kafka://BROKER,BROKER/TOPIC           JSON; ipfix+kafka://BROKER/TOPIC
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bpf/result.hpp"

namespace config {

// The program knows the probe's own messages to so many (bpf/shared.h).
inline constexpr std::size_t kMostCollectors = 16;
[[nodiscard]] std::string too_many_collectors();  // what to say of more

enum class Protocol : std::uint8_t { ipfix, netflow9, netflow5, json, csv };
enum class Transport : std::uint8_t { udp, tcp, tls, sctp, unix_socket, file, kafka };

// Elements of the other direction of flows in IPFIX: nProbe's, or those of RFC 5103.
enum class BiflowElements : std::uint8_t { nprobe, rfc5103 };

struct Collector {
    Protocol protocol = Protocol::ipfix;
    Transport transport = Transport::udp;
    std::string host{};         // a name, or an IPv4 or IPv6 address without brackets; Kafka: its brokers, HOST[:PORT],...
    std::uint16_t port = 4739;  // in the byte order of this machine; 0 where there is none
    std::string path{};         // of the file or socket, "-" is standard output; Kafka: the topic

    // Parameters; each says where it may stand.
    std::vector<std::string> fields{};                            // all but netflow5: these and the keys; empty: all
    bool reduced = false;                                         // ipfix, netflow9: integers in no more octets than they need
    std::optional<BiflowElements> biflow{};                       // ipfix; none: as the setting for all says
    bool options = true;                                          // ipfix, netflow9: options data (see --options-interval)
    std::uint32_t rate = 0;                                       // udp: at most so many messages a second; 0: bursts are paced
    std::string ca{}, certificate{}, key{}, name{};               // tls: files (PEM), and the name in the collector's certificate
    std::uint32_t rotate_s = 0;                                   // file: a new one after so many seconds; 0: not so
    std::uint32_t rotate_mib = 0;                                 // file: and after so many MiB; 0: not so
    std::string spool{};                                          // tcp, tls, unix: folder for what waits; empty: none
    std::uint32_t spool_mib = 1024;                               // at most so much in it
    std::vector<std::pair<std::string, std::string>> settings{};  // kafka: librdkafka's own

    friend bool operator==(const Collector&, const Collector&) = default;

    // The URL without its parameters: "udp://192.0.2.1:4739", "netflow9+udp://[2001:db8::1]:2055", "json+file:///srv/flows".
    [[nodiscard]] std::string text() const;
};

// Reads a URL as above. A text without "://" is HOST[:PORT] of udp. Nothing is looked up or opened. Errors quote the text and say
// which part is wrong.
[[nodiscard]] Result<Collector> parse_collector(std::string_view text);

}  // namespace config
