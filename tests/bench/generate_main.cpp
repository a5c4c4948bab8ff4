// SPDX-License-Identifier: Apache-2.0
// xdpflow_generate: frames into a veth, counted exactly; see generator.hpp for what it needs. Prints one JSON line.
#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <sched.h>

#include <csignal>

#include "tests/bench/generator.hpp"

namespace {

struct Words {
    std::string family = "ipv4", protocol = "udp", order = "random";
    std::uint64_t frames = 0;
    int cpu = -1;
};

void pin_to(int cpu) {
    if (cpu < 0) return;
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(static_cast<std::size_t>(cpu), &set);
    if (::sched_setaffinity(0, sizeof set, &set) != 0) fmt::print(stderr, "cannot run on CPU {} alone\n", cpu);
}

int generate(bench::Traffic traffic, const Words& words) {
    using bench::Family;
    traffic.families = words.family == "both"   ? std::vector{Family::ipv4, Family::ipv6}
                       : words.family == "ipv6" ? std::vector{Family::ipv6}
                                                : std::vector{Family::ipv4};
    traffic.protocol = words.protocol == "tcp" ? bench::Protocol::tcp : bench::Protocol::udp;
    traffic.order = words.order == "random" ? bench::Order::random : bench::Order::round_robin;
    pin_to(words.cpu);
    const auto generator = bench::Generator::make(traffic);
    if (!generator) {
        fmt::print(stderr, "{}\n", generator.error().text());
        return 1;
    }
    const auto sent = (*generator)->send(words.frames);
    if (!sent) {
        fmt::print(stderr, "{}\n", sent.error().text());
        return 1;
    }
    fmt::print("{{\"frames_sent\":{},\"frames_asked\":{},\"octets\":{},\"seconds\":{:.6f}}}\n", sent->frames_sent,
               sent->frames_asked, sent->octets, sent->seconds);
    return sent->frames_sent == sent->frames_asked ? 0 : 1;
}

}  // namespace

int main(int count, char** arguments) {
    std::signal(SIGINT, [](int) {});  // ends the sending early; what was sent is still reported
    std::signal(SIGTERM, [](int) {});
    CLI::App app("Sends frames out of a veth, each one counted; its peer needs native XDP or GRO on");
    bench::Traffic traffic;
    Words words;
    app.add_option("--interface", traffic.interface, "Sending end of the veth pair, in this network namespace")->required();
    app.add_option("--frames", words.frames, "How many frames")->required();
    app.add_option("--flows", traffic.flows, "Flows per family; 0: every frame opens a new one")->capture_default_str();
    app.add_option("--family", words.family)->check(CLI::IsMember({"ipv4", "ipv6", "both"}))->capture_default_str();
    app.add_option("--octets", traffic.octets, "Of a frame")->check(CLI::Range(60, 1514))->capture_default_str();
    app.add_option("--protocol", words.protocol)->check(CLI::IsMember({"udp", "tcp"}))->capture_default_str();
    app.add_flag_callback(
        "--syn", [&] { traffic.tcp_flags = 0x02; }, "TCP segments that have SYN alone");
    app.add_option("--order", words.order)->check(CLI::IsMember({"random", "round-robin"}))->capture_default_str();
    app.add_option("--batch", traffic.batch, "Frames handed over at once")->check(CLI::Range(1, 256))->capture_default_str();
    app.add_option("--rate", traffic.rate, "Frames per second; 0: as fast as it goes")->capture_default_str();
    app.add_option("--cpu", words.cpu, "CPU to run on; -1: any")->capture_default_str();
    CLI11_PARSE(app, count, arguments);
    return generate(traffic, words);
}
