// SPDX-License-Identifier: Apache-2.0
#include "tests/support/netns_probe.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <stdexcept>

namespace support {

std::string xdpflow() {
    const char* chosen = std::getenv("XDPFLOW_BINARY");
    return chosen ? chosen : XDPFLOW_BINARY;
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream all(text);
    for (std::string line; std::getline(all, line);) lines.push_back(line);
    return lines;
}

std::vector<Json> flows_of(const std::string& output) {
    std::vector<Json> flows;
    for (const std::string& line : lines_of(output)) flows.push_back(Json::parse(line));
    return flows;
}

std::uint64_t Outcome::sum(const std::string& field) const {
    std::uint64_t sum = 0;
    for (const Json& flow : flows) sum += flow.at(field).get<std::uint64_t>();
    return sum;
}

std::uint64_t Outcome::sum(const std::string& field, const std::string& where, const Json& value) const {
    std::uint64_t sum = 0;
    for (const Json& flow : with(where, value)) sum += flow.at(field).get<std::uint64_t>();
    return sum;
}

std::vector<Json> Outcome::with(const std::string& field, const Json& value) const {
    std::vector<Json> found;
    for (const Json& flow : flows)
        if (flow.contains(field) && flow.at(field) == value) found.push_back(flow);
    return found;
}

// Tests run beside each other, and one of them alone could have the usual socket.
static void add_all(std::vector<std::string>& words, const std::vector<std::string>& more) {
    if (std::find(more.begin(), more.end(), "--control") == more.end()) words.insert(words.end(), {"--control", "off"});
    words.insert(words.end(), more.begin(), more.end());
}

Probe::Probe(const VethPair& veth, const ProbeSettings& settings) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    stats_in_ = probe::UniqueFd(ends[0]);
    stats_out_ = probe::UniqueFd(ends[1]);
    const std::string own = "/proc/" + std::to_string(::getpid()) + "/fd/" + std::to_string(ends[1]);
    const Network& network = settings.network ? *settings.network : veth.receiver;
    Command command{{xdpflow(), "run", "--format", "json"}, network.descriptor()};
    if (!settings.fields.empty()) command.arguments.insert(command.arguments.end(), {"--fields", settings.fields});
    command.arguments.emplace_back("--stats");
    command.arguments.push_back(settings.stats.empty() ? own : settings.stats);
    const probe::UniqueFd nowhere(::open("/dev/null", O_WRONLY | O_CLOEXEC));
    if (!settings.prints) command.standard_output = nowhere.get();
    for (const std::string& interface : settings.interfaces) command.arguments.insert(command.arguments.end(), {"-i", interface});
    add_all(command.arguments, settings.arguments);
    process_ = std::make_unique<Process>(command);
    if (!process_->says("end with Ctrl-C")) throw std::runtime_error("xdpflow run does not start: " + process_->errors());
}

std::optional<std::string> Probe::read_line(milliseconds limit) {
    const auto deadline = std::chrono::steady_clock::now() + limit;
    for (;;) {
        if (const std::size_t end = unread_.find('\n'); end != std::string::npos) {
            std::string line = unread_.substr(0, end);
            unread_.erase(0, end + 1);
            return line;
        }
        const auto left = std::chrono::duration_cast<milliseconds>(deadline - std::chrono::steady_clock::now());
        pollfd readable{stats_in_.get(), POLLIN, 0};
        if (left.count() < 0 || ::poll(&readable, 1, static_cast<int>(left.count())) != 1) return std::nullopt;
        std::array<char, 65536> part{};
        const ssize_t got = ::read(stats_in_.get(), part.data(), part.size());
        if (got <= 0) return std::nullopt;
        unread_.append(part.data(), static_cast<std::size_t>(got));
    }
}

Json Probe::stats() {
    process_->signal(SIGUSR1);
    const auto line = read_line(kPatience);
    if (!line) throw std::runtime_error("no statistics: " + process_->errors());
    return Json::parse(*line);
}

void Probe::await_frames(std::uint64_t frames) {
    if (!eventually([&] { return stats().at("frames").get<std::uint64_t>() >= frames; }))
        throw std::runtime_error("frames are not counted: " + stats().dump());
}

Outcome Probe::stop(int signal) {
    process_->signal(signal);
    const auto code = process_->wait();
    if (!code) throw std::runtime_error("the probe does not end: " + process_->errors());
    Outcome outcome{*code, flows_of(process_->output()), nullptr, process_->errors()};
    while (const auto line = read_line(milliseconds(0))) outcome.stats = Json::parse(*line);
    return outcome;
}

Flood::Flood(const VethPair& veth, std::uint64_t frames, const std::vector<std::string>& arguments) {
    const std::filesystem::path generator = std::filesystem::path(xdpflow()).replace_filename("xdpflow_generate");
    if (!std::filesystem::exists(generator)) complaint_ = "there is no " + generator.string();
    cpu_set_t cpus;
    ::sched_getaffinity(0, sizeof cpus, &cpus);
    const std::string share = std::to_string(frames / static_cast<std::uint64_t>(CPU_COUNT(&cpus)));
    for (std::size_t cpu = 0; cpu < CPU_SETSIZE && complaint_.empty(); cpu++) {
        if (!CPU_ISSET(cpu, &cpus)) continue;
        Command command{{generator, "--interface", "va0", "--frames", share, "--cpu", std::to_string(cpu)},
                        veth.sender.descriptor()};
        command.arguments.insert(command.arguments.end(), arguments.begin(), arguments.end());
        processes_.emplace_back(command);
    }
}

bool Flood::is_over() {
    return std::all_of(processes_.begin(), processes_.end(), [](Process& process) { return process.has_ended(); });
}

std::string Flood::finish() {
    for (Process& process : processes_) {
        const auto code = process.wait();
        if (code != 0 && complaint_.empty()) complaint_ = code ? process.errors() : "the generator does not end";
    }
    return complaint_;
}

Answer refused(const VethPair& veth, std::vector<std::string> arguments, Command command) {
    command.arguments.insert(command.arguments.end(), {xdpflow(), "run", "-i", "vb0"});
    add_all(command.arguments, arguments);
    command.network = veth.receiver.descriptor();
    return run(command);
}

}  // namespace support
