// SPDX-License-Identifier: Apache-2.0
#include "config/settings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>

#include "config/collector.hpp"
#include "config/engine.hpp"
#include "config/host_port.hpp"
#include "config/interface_rules.hpp"
#include "config/network.hpp"

namespace config {

namespace {

Result<> check_interface(const std::string& name) {
    constexpr std::size_t kLongest = 127;  // an alternative name of an interface (ALTIFNAMSIZ)
    if (!name.empty() && name.size() <= kLongest && name.find_first_of(" /") == std::string::npos) return {};
    return fail("\"" + name + "\" is not the name of an interface: it has 1 to 127 characters, no blank and no \"/\"");
}

Result<> check_collector(const std::string& text) {
    const auto collector = parse_collector(text);
    return collector ? Result<>() : tl::unexpected(collector.error());
}

Result<> check_networks(const std::string& text) {
    const auto networks = parse_networks(text);
    return networks ? Result<>() : tl::unexpected(networks.error());
}

Result<> check_control(const std::string& text) {
    if (text == "off" || text.starts_with('/')) return {};
    return fail("control must be the path of a socket, from / on, or off");
}

// Port 0 is one that is free, which is not for addresses to send to.
Result<> check_listen(const std::string& text) {
    if (text.empty()) return {};
    const bool is_any = text.ends_with(":0");
    const auto place = parse_host_port(is_any ? text.substr(0, text.size() - 2) : text);
    if (!place) return tl::unexpected(place.error());
    return is_any || place->port ? Result<>() : fail("the port is missing; write HOST:PORT");
}

Result<> check_engine(const std::string& text) {
    const auto engine = parse_engine(text);
    return engine ? Result<>() : tl::unexpected(engine.error());
}

Result<> check_fields(const std::vector<std::string>& names, const bpf::Catalogue& catalogue) {
    const auto chosen = choose_fields(names, catalogue);
    return chosen ? Result<>() : tl::unexpected(chosen.error());
}

Result<> check_droppers(const std::vector<std::string>& names, const bpf::Catalogue& catalogue) {
    const auto chosen = choose_droppers(names, catalogue);
    return chosen ? Result<>() : tl::unexpected(chosen.error());
}

// What exporting tells of addresses, interfaces and the probe itself.
std::vector<Setting> told_settings() {
    using S = Settings;
    return {
        {"as-list", 'A', Used::always, Text{&S::as_list}, "FILE",
         "What AS numbers and prefix lengths are looked up in: GeoLite2-ASN.mmdb or the like, or lines AS:NETWORK, plain or gzipped"},
        {"city-list", 0, Used::always, Text{&S::city_list}, "FILE",
         "What countries, cities and places are looked up in: GeoLite2-City.mmdb, GeoLite2-Country.mmdb or the like"},
        {"if-networks", '1', Used::always, Texts{&S::if_networks, check_interface_rules}, "RULES",
         "INPUT_SNMP and OUTPUT_SNMP by network or MAC address: \"192.0.2.0/24@3,02:00:00:00:00:01@4\", or @FILE of such rules"},
        {"local-networks", 'L', Used::always, Texts{&S::local_networks, check_networks}, "NETWORKS",
         "Networks that are local, between commas: \"192.0.2.0/24,2001:db8::/32\""},
        {"local-traffic-direction", 'r', Used::always, Flag{&S::local_traffic_direction}, "",
         "DIRECTION by local-networks: 0 for flows to one of them, 1 for all others"},
        {"route-lookup", 0, Used::live, Flag{&S::route_lookup}, "",
         "Ask the kernel's routing table for OUTPUT_SNMP of what enters and for the next hop"},
        {"netflow-engine", 'E', Used::always, Text{&S::engine, check_engine}, "TYPE:ID",
         "ENGINE_TYPE and ENGINE_ID, each from 0 to 255"},
        {"instance-name", 0, Used::always, Text{&S::instance_name}, "NAME", "NPROBE_INSTANCE_NAME: what this probe is called"},
    };
}

// How the probe is asked, and told, while it runs.
std::vector<Setting> control_settings() {
    using S = Settings;
    return {
        {"control", 0, Used::live, Text{&S::control, check_control}, "PATH",
         "Unix socket of the API, or off; root and the group xdpflow may use it"},
        {"control-listen", 0, Used::live, Text{&S::control_listen, check_listen}, "HOST:PORT",
         "Serve the API over TCP, too; beyond the loopback interface only with control-cert and control-tokens"},
        {"control-cert", 0, Used::live, Text{&S::control_cert}, "FILE", "Certificate for control-listen in PEM: HTTPS"},
        {"control-key", 0, Used::live, Text{&S::control_key}, "FILE", "Key of control-cert in PEM"},
        {"control-tokens", 0, Used::live, Text{&S::control_tokens}, "FILE",
         "Who may use control-listen: lines \"read-only TOKEN\" or \"admin TOKEN\". Without it all may read, and nobody change"},
        {"reload", 0, Used::live, Flag{&S::reload}, "", "Take over the configuration file whenever it changes, as SIGHUP does"},
    };
}

// How flows of which both directions are known are exported.
std::vector<Setting> biflow_settings() {
    using S = Settings;
    return {
        {"biflow", 0, Used::always, Word{&S::biflow, {"nprobe", "rfc5103"}}, "",
         "How IPFIX carries the other direction of flows: by nProbe's elements (23, 24, ...), or RFC 5103; see also ?biflow="},
        {"split-biflow", 0, Used::always, Flag{&S::split_biflow}, "",
         "Export flows whose directions were joined as one record for each direction, for collectors that know no other"},
        {"biflows-export", 0, Used::always, Word{&S::biflows_export, {"all", "bidirectional", "unidirectional"}}, "",
         "Where directions are joined, export all flows, or only those of which both directions, or only one, were seen"},
    };
}

std::vector<Setting> metering_settings() {
    using S = Settings;
    constexpr double kForever = 1e9;
    return {
        {"interface", 'i', Used::live, Texts{&S::interfaces, check_interface}, "IFACE",
         "Interface to meter: its name, a pattern like \"eth*\", or any; default: that of the default route"},
        {"stacked", 0, Used::live, Word{&S::stacked, {"lowest", "all"}}, "",
         "Of interfaces that lie on each other (port and bridge, VLAN and parent) meter the lowest, so that a packet counts once"},
        {"wait", 0, Used::live, Flag{&S::wait}, "",
         "Wait for named interfaces that are not there, or cannot be metered, at start"},
        {"promisc", 0, Used::live, Flag{&S::promiscuous}, "",
         "Make interfaces promiscuous while they are metered: frames for others count, too"},
        {"fix-offloads", 0, Used::live, Flag{&S::fix_offloads}, "",
         "Switch off what falsifies numbers (LRO, VLAN offload) while an interface is metered"},
        {"fields", 0, Used::always, Names{&S::fields, check_fields}, "\"NAME ...\"",
         "Fields of a flow record, as names between blanks (see `xdpflow fields`); default: nProbe's default template"},
        {"tunnel", '5', Used::always, Levels{&S::tunnel, kUsualTunnels, kMostTunnels}, "N",
         "Meter the packets inside of tunnels (GRE, IP in IP, VXLAN, GENEVE, GTP-U, L2TP), of PPPoE and of LLC/SNAP, not those around "
         "them; up to so many tunnels in each other"},
        {"fragments", 0, Used::always, Flag{&S::fragments}, "",
         "Where ports are fields, give later fragments those of their datagram's first one, instead of 0"},
        {"collector", 'n', Used::always, Texts{&S::collectors, check_collector, kMostCollectors, too_many_collectors()}, "URL",
         "Send flows to this collector: udp://HOST:PORT (IPFIX), netflow9+udp://, netflow5+udp://, tcp://, tls://, file://, kafka://, "
         "json+... and csv+... (see README). Flows are then printed only if the format is given"},
        {"format", 0, Used::always, Word{&S::format, {"table", "json", "csv"}}, "",
         "How flows are printed; by default a table on a terminal, else JSON lines"},
        {"active", 0, Used::always, Seconds{&S::active_s, 0, kForever}, "", "Longest duration of a flow in seconds; 0: no limit"},
        {"idle", 0, Used::always, Seconds{&S::idle_s, 0, kForever}, "", "Longest silence within a flow in seconds; 0: no limit"},
        {"tcp-end", 0, Used::always, Flag{&S::tcp_end}, "", "A TCP FIN or RST ends its flow"},
        {"max-flows", 0, Used::always, Number{&S::max_flows, 1, 1U << 28}, "N",
         "Flows held in user space; beyond, the oldest is exported (reason 5). Where directions are joined, each counts"},
        {"memory", 0, Used::live, Number{&S::memory_mib, 0, 1U << 24}, "MIB",
         "Most memory for flow tables and flow cache in MiB; 0: tables of 72 MiB a CPU with the default fields, 1 GiB at most, and "
         "max-flows"},
        {"direction", 0, Used::live, Word{&S::direction, {"in", "out", "both"}}, "",
         "Which packets of an interface: those that enter it, those that leave it, or both"},
        {"mode", 0, Used::live, Word{&S::mode, {"auto", "native", "generic", "tc"}}, "",
         "What enters is metered by XDP in the driver (native), behind it (generic), by TC (tc), or by the first that is possible "
         "(auto); what leaves always by TC"},
        {"interval", 0, Used::live, Seconds{&S::interval_s, 0.01, 3600}, "",
         "Time between two snapshots of the flow tables in seconds"},
        {"droppers", 0, Used::live, Names{&S::droppers, check_droppers}, "\"NAME ...\"",
         "Chain of droppers, as names between blanks: what they match is dropped once it is counted"},
        {"keep-loaded", 0, Used::live, Number{&S::keep_loaded_mib, 0, 1U << 24}, "MIB",
         "Most memory for programs of earlier configurations that stay loaded with their tables: going back to one is quicker"},
        {"carry", 0, Used::live, Flag{&S::carry}, "",
         "When fields change while the probe runs, flows in progress go on if the new fields have the same key; else they are exported"},
        {"sampling", 0, Used::always, Number{&S::sampling, 1, 1U << 24}, "N",
         "Meter one packet of N, or one flow of N; the others are counted as not_sampled. 1: all"},
        {"sampling-method", 0, Used::always, Word{&S::sampling_method, {"deterministic", "random", "flows"}}, "",
         "Every Nth packet, each with probability 1/N, or all packets of one flow in N"},
        {"sampling-scale", 0, Used::always, Flag{&S::sampling_scale}, "",
         "Multiply the sums in sampled flows by N and tell collectors that there is no sampling; not for the method flows"},
    };
}

std::vector<Setting> exporting_settings() {
    using S = Settings;
    return {
        {"balance", 0, Used::always, Flag{&S::balance}, "",
         "Send each flow to one of the collectors, always the same while it is there, instead of to all"},
        {"template-refresh", 0, Used::always, Seconds{&S::template_refresh_s, 1, 86'400}, "",
         "Time after which IPFIX templates are sent again, in seconds"},
        {"template-refresh-messages", 0, Used::always, Number{&S::template_refresh_messages, 0, 1'000'000'000}, "N",
         "Messages of flows after which templates are sent again, too; 0: only by time"},
        {"options-interval", 0, Used::always, Seconds{&S::options_interval_s, 0, 86'400}, "",
         "Time between two reports to collectors of what is no flow (sampling, interfaces, counters, losses) in seconds; 0: none"},
        {"max-message", 0, Used::always, Number{&S::max_message, 256, 65'000}, "OCTETS", "Largest IPFIX message in octets"},
        {"domain", 0, Used::always, Number{&S::observation_domain, 0, std::numeric_limits<std::uint32_t>::max()}, "ID",
         "Observation domain id in IPFIX messages"},
        {"stats", 0, Used::always, Text{&S::stats}, "FILE",
         "Write counters to this file as one JSON object, at the end and on SIGUSR1"},
        {"features", 0, Used::always, Text{&S::features_folder}, "FOLDER", "Folder of your own fields"},
    };
}

std::vector<Setting> make_settings() {
    std::vector<Setting> all = metering_settings();
    for (const auto& part : {biflow_settings(), exporting_settings(), control_settings(), told_settings()})
        all.insert(all.end(), part.begin(), part.end());
    return all;
}

std::string joined(const std::vector<std::string>& words, const char* between) {
    return fmt::format("{}", fmt::join(words, between));
}

// Numbers as one writes them: 0.01, 120, 1000000000.
std::string plain(double number) {
    std::string text = fmt::format("{:.9f}", number);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.ends_with('.')) text.pop_back();
    return text;
}

}  // namespace

const std::vector<Setting>& settings() {
    static const std::vector<Setting> table = make_settings();
    return table;
}

std::string Seconds::must_be() const { return "a number of seconds from " + plain(least) + " to " + plain(most); }
std::string Number::must_be() const { return fmt::format("a whole number from {} to {}", least, most); }
std::string Levels::must_be() const { return fmt::format("true, false or a whole number from 0 to {}", most); }
std::optional<std::uint64_t> Levels::parse(const std::string& text) const {
    if (text == "true" || text == "false") return text == "true" ? usual : 0;
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || !allows(value)) return std::nullopt;
    return value;
}
std::string Word::must_be() const { return "one of: " + joined(words, ", "); }
bool Word::allows(const std::string& value) const { return std::find(words.begin(), words.end(), value) != words.end(); }

std::string Setting::key() const {
    std::string key = name;
    std::replace(key.begin(), key.end(), '-', '_');
    return key;
}

std::string Setting::placeholder() const {
    if (const auto* word = std::get_if<Word>(&kind)) return joined(word->words, "|");
    return std::holds_alternative<Seconds>(kind) ? "S" : shown;
}

std::string Setting::default_text() const {
    const Settings defaults;
    if (const auto* seconds = std::get_if<Seconds>(&kind)) return plain(defaults.*seconds->into);
    if (const auto* number = std::get_if<Number>(&kind)) return std::to_string(defaults.*number->into);
    if (const auto* word = std::get_if<Word>(&kind)) return defaults.*word->into;
    if (const auto* text = std::get_if<Text>(&kind)) return defaults.*text->into;
    return {};
}

void Setting::copy(const Settings& from, Settings& to) const {
    std::visit([&](const auto& of) { to.*of.into = from.*of.into; }, kind);
}

}  // namespace config
