// SPDX-License-Identifier: Apache-2.0
#include "config/collector.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "config/collector_parameters.hpp"
#include "config/host_port.hpp"

namespace config {
namespace {

enum class Where : std::uint8_t { service, path, brokers };

struct TransportFacts {
    std::string_view name;
    Transport transport;
    Where where;
    std::uint16_t ipfix_port;         // IANA's for ipfix; 0: none
    std::vector<Protocol> protocols;  // that it can carry; the first is the default
};

struct ProtocolFacts {
    std::string_view name;
    Protocol protocol;
    std::uint16_t port;  // if none is given; 0: the transport's, where IPFIX, else one must be given
};

const std::vector<TransportFacts>& transports() {
    using P = Protocol;
    static const std::vector<TransportFacts> table = {
        {"udp", Transport::udp, Where::service, 4739, {P::ipfix, P::netflow9, P::netflow5}},
        {"tcp", Transport::tcp, Where::service, 4739, {P::ipfix, P::json, P::csv}},
        {"tls", Transport::tls, Where::service, 4740, {P::ipfix, P::json, P::csv}},
        {"sctp", Transport::sctp, Where::service, 4739, {P::ipfix}},
        {"unix", Transport::unix_socket, Where::path, 0, {P::json, P::csv, P::ipfix}},
        {"file", Transport::file, Where::path, 0, {P::ipfix, P::json, P::csv}},
        {"kafka", Transport::kafka, Where::brokers, 0, {P::json, P::ipfix}},
    };
    return table;
}

constexpr ProtocolFacts kProtocols[] = {
    {"ipfix", Protocol::ipfix, 0},
    {"netflow9", Protocol::netflow9, 2055},
    {"netflow5", Protocol::netflow5, 2055},
    {"json", Protocol::json, 0},
    {"csv", Protocol::csv, 0},
};

const TransportFacts& facts_of(Transport transport) {
    return *std::find_if(transports().begin(), transports().end(), [&](const auto& row) { return row.transport == transport; });
}

const ProtocolFacts& facts_of(Protocol protocol) {
    return *std::find_if(std::begin(kProtocols), std::end(kProtocols), [&](const auto& row) { return row.protocol == protocol; });
}

template <class Rows>
std::string names_of(const Rows& rows) {
    std::string names;
    for (const auto& row : rows) names += (names.empty() ? "" : ", ") + std::string(row.name);
    return names;
}

std::string protocols_of(const TransportFacts& facts) {
    std::string names;
    for (const Protocol protocol : facts.protocols) names += (names.empty() ? "" : ", ") + std::string(facts_of(protocol).name);
    return names;
}

// "netflow9+udp", "udp"
Result<> read_scheme(std::string_view scheme, Collector& collector) {
    const std::size_t plus = scheme.find('+');
    const std::string_view carrier = plus == std::string_view::npos ? scheme : scheme.substr(plus + 1);
    const auto transport =
        std::find_if(transports().begin(), transports().end(), [&](const auto& row) { return row.name == carrier; });
    if (transport == transports().end())
        return fail(fmt::format("cannot export over \"{}\"; choose one of: {}", carrier, names_of(transports())));
    collector.transport = transport->transport;
    collector.protocol = transport->protocols.front();
    if (plus == std::string_view::npos) return {};
    const std::string_view name = scheme.substr(0, plus);
    const auto* protocol =
        std::find_if(std::begin(kProtocols), std::end(kProtocols), [&](const auto& row) { return row.name == name; });
    if (protocol == std::end(kProtocols))
        return fail(fmt::format("there is no protocol \"{}\"; choose one of: {}", name, names_of(kProtocols)));
    const auto& carried = transport->protocols;
    if (std::find(carried.begin(), carried.end(), protocol->protocol) == carried.end())
        return fail(fmt::format("{} does not go over {}, which takes: {}", name, carrier, protocols_of(*transport)));
    collector.protocol = protocol->protocol;
    return {};
}

Result<> read_service(std::string_view text, Collector& collector) {
    auto parts = parse_host_port(text);
    if (!parts) return tl::unexpected(parts.error());
    collector.host = std::move(parts->host);
    const std::uint16_t own = facts_of(collector.protocol).port;
    const std::uint16_t ipfix =
        collector.protocol == Protocol::ipfix ? facts_of(collector.transport).ipfix_port : std::uint16_t{0};
    collector.port = parts->port.value_or(own != 0 ? own : ipfix);
    if (collector.port == 0) return fail("the port is missing; write HOST:PORT");
    return {};
}

Result<> read_path(std::string_view text, Collector& collector) {
    if (text.empty()) return fail("the path is missing; write three slashes before an absolute one: file:///srv/flows");
    collector.path = text;
    collector.port = 0;
    return {};
}

Result<> read_brokers(std::string_view text, Collector& collector) {
    const std::size_t slash = text.find('/');
    if (slash == std::string_view::npos || slash + 1 == text.size())
        return fail("the topic is missing; write kafka://BROKER/TOPIC");
    collector.host = text.substr(0, slash);
    collector.path = text.substr(slash + 1);
    collector.port = 0;
    const std::size_t bad = collector.path.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-");
    if (bad != std::string::npos) return fail(fmt::format("a topic has no \"{}\"", collector.path[bad]));
    for (std::size_t begin = 0; begin <= collector.host.size();) {
        const std::size_t comma = std::min(collector.host.find(',', begin), collector.host.size());
        if (auto broker = parse_host_port(std::string_view(collector.host).substr(begin, comma - begin)); !broker)
            return tl::unexpected(broker.error());
        begin = comma + 1;
    }
    return {};
}

Result<Collector> parse(std::string_view text) {
    Collector collector;
    if (const std::size_t scheme = text.find("://"); scheme != std::string_view::npos) {
        if (auto read = read_scheme(text.substr(0, scheme), collector); !read) return tl::unexpected(read.error());
        text.remove_prefix(scheme + 3);
    }
    const std::size_t question = std::min(text.find('?'), text.size());
    const std::string_view where = text.substr(0, question);
    Result<> read;
    switch (facts_of(collector.transport).where) {
        case Where::service: read = read_service(where, collector); break;
        case Where::path: read = read_path(where, collector); break;
        case Where::brokers: read = read_brokers(where, collector); break;
    }
    if (!read) return tl::unexpected(read.error());
    if (question < text.size())
        if (auto parameters = read_parameters(text.substr(question + 1), collector); !parameters)
            return tl::unexpected(parameters.error());
    return collector;
}

}  // namespace

std::string too_many_collectors() {
    return fmt::format("more than {} collectors; leave some out, or let one pass flows on", kMostCollectors);
}

std::string Collector::text() const {
    const TransportFacts& carrier = facts_of(transport);
    std::string scheme(carrier.name);
    if (protocol != carrier.protocols.front()) scheme = fmt::format("{}+{}", facts_of(protocol).name, carrier.name);
    switch (carrier.where) {
        case Where::service: return fmt::format("{}://{}", scheme, host_port_text(host, port));
        case Where::path: return fmt::format("{}://{}", scheme, path);
        case Where::brokers: break;
    }
    return fmt::format("{}://{}/{}", scheme, host, path);
}

Result<Collector> parse_collector(std::string_view text) {
    auto collector = parse(text);
    if (collector) return collector;
    return fail(fmt::format("\"{}\" is not the address of a collector: {}", text, collector.error().message));
}

}  // namespace config
