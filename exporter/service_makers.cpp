// SPDX-License-Identifier: Apache-2.0
// Names of protocols and ports, and which of a flow's two ports is the server's.
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "exporter/makers.hpp"
#include "exporter/text.hpp"

namespace exporter {
namespace {

constexpr std::size_t kTextOctets = 16;  // of every field here that is a text

// The fields of a flow that names are made of; what is not held is 0.
class Service {
 public:
    Service(const bpf::Layout& held, const Sources& sources)
        : names_(&sources.names),
          protocol_(held.find("PROTOCOL")),
          source_(held.find("L4_SRC_PORT")),
          destination_(held.find("L4_DST_PORT")) {}

    struct Ports {
        std::uint8_t protocol = 0;
        std::uint16_t source = 0, destination = 0;
    };
    [[nodiscard]] Ports of(const Record& record) const {
        return {static_cast<std::uint8_t>(protocol_.number(record)), static_cast<std::uint16_t>(source_.number(record)),
                static_cast<std::uint16_t>(destination_.number(record))};
    }

    // The number in decimal where there is no name; nothing where there are no ports.
    void write_port(std::byte* out, std::uint8_t protocol, std::uint16_t port) const {
        if (!has_ports(protocol)) return store_text(out, kTextOctets, "");
        write(out, names_->port(protocol, port), port);
    }
    void write_protocol(std::byte* out, std::uint8_t protocol) const { write(out, names_->protocol(protocol), protocol); }

    // The port that has a name; where both have one, or neither, the lower.
    [[nodiscard]] std::uint16_t server_port(const Ports& ports) const {
        if (!has_ports(ports.protocol)) return 0;
        const bool is_source_known = is_known(ports.protocol, ports.source);
        if (is_source_known != is_known(ports.protocol, ports.destination))
            return is_source_known ? ports.source : ports.destination;
        return std::min(ports.source, ports.destination);
    }
    [[nodiscard]] bool is_known(std::uint8_t protocol, std::uint16_t port) const { return !names_->port(protocol, port).empty(); }

 private:
    struct Place {
        explicit Place(const bpf::Member* member) {
            if (member) is_held = true, type = member->feature->type, offset = member->offset;
        }
        [[nodiscard]] std::uint64_t number(const Record& record) const {
            return is_held ? number_at(type, record.bytes + offset) : 0;
        }
        bool is_held = false;
        bpf::Type type = bpf::Type::u8;
        std::size_t offset = 0;
    };

    static void write(std::byte* out, std::string_view name, unsigned number) {
        const fmt::format_int digits(number);
        store_text(out, kTextOctets, name.empty() ? std::string_view(digits.data(), digits.size()) : name);
    }

    const ServiceNames* names_;
    Place protocol_, source_, destination_;
};

using Write = void (*)(const Service& service, const Service::Ports& ports, std::byte* out);

template <Write kWrite>
Maker made(const bpf::Layout& held, Sources& sources) {
    return [service = Service(held, sources)](const Record& record, std::byte* out) { kWrite(service, service.of(record), out); };
}

using Ports = Service::Ports;
void protocol_name(const Service& service, const Ports& ports, std::byte* out) { service.write_protocol(out, ports.protocol); }
void source_name(const Service& service, const Ports& ports, std::byte* out) {
    service.write_port(out, ports.protocol, ports.source);
}
void destination_name(const Service& service, const Ports& ports, std::byte* out) {
    service.write_port(out, ports.protocol, ports.destination);
}
void server_port(const Service& service, const Ports& ports, std::byte* out) { store(out, service.server_port(ports)); }
void server_name(const Service& service, const Ports& ports, std::byte* out) {
    service.write_port(out, ports.protocol, service.server_port(ports));
}
void known_port(const Service& service, const Ports& ports, std::byte* out) {
    const std::uint16_t port = service.server_port(ports);
    store(out, service.is_known(ports.protocol, port) ? port : std::uint16_t{0});
}

constexpr NamedMaker kMakers[] = {
    {"PROTOCOL_MAP", made<protocol_name>}, {"L4_SRC_PORT_MAP", made<source_name>}, {"L4_DST_PORT_MAP", made<destination_name>},
    {"L4_SRV_PORT", made<server_port>},    {"L4_SRV_PORT_MAP", made<server_name>}, {"FLOW_PROTO_PORT", made<known_port>},
};

}  // namespace

std::span<const NamedMaker> service_makers() { return kMakers; }

}  // namespace exporter
