// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/live_probe.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

namespace bench {

namespace {

constexpr std::uint64_t kUdp = 17;
constexpr std::uint64_t kPiece = 100'000;  // frames that are sent without asking whether it is over

std::uint64_t number_behind(std::string_view line, std::string_view key) {
    const std::size_t at = line.find(key);
    std::uint64_t value = 0;
    if (at != std::string_view::npos) std::from_chars(line.data() + at + key.size(), line.data() + line.size(), value);
    return value;
}

Sums sum_lines(int descriptor) {
    Sums sums;
    std::string rest;
    std::array<char, 1 << 16> buffer{};
    for (ssize_t got = 0; (got = ::read(descriptor, buffer.data(), buffer.size())) > 0;) {
        rest.append(buffer.data(), static_cast<std::size_t>(got));
        std::size_t begin = 0;
        for (std::size_t end = 0; (end = rest.find('\n', begin)) != std::string::npos; begin = end + 1) {
            const std::string_view line = std::string_view(rest).substr(begin, end - begin);
            const bool has_protocol = line.find("\"PROTOCOL\":") != std::string_view::npos;
            if (has_protocol && number_behind(line, "\"PROTOCOL\":") != kUdp) {
                sums.foreign += number_behind(line, "\"IN_PKTS\":");
                continue;
            }
            sums.flows++;
            sums.packets += number_behind(line, "\"IN_PKTS\":");
            sums.octets += number_behind(line, "\"IN_BYTES\":");
            sums.link_octets += number_behind(line, "\"layer2OctetDeltaCount\":");
        }
        rest.erase(0, begin);
    }
    return sums;
}

// `send` is called with a generator that sends from this CPU.
using Send = std::function<Result<>(Generator& generator)>;

Result<> send_on(std::size_t cpu, const VethPair& veth, const Traffic& traffic, const Send& send) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(cpu, &set);
    ::sched_setaffinity(0, sizeof set, &set);
    ::setpriority(PRIO_PROCESS, 0, 0);  // of this thread: packets come in softirqs, which have no priority over the probe
    const InNamespace sender(veth.sender());
    const auto generator = Generator::make(traffic);
    return generator ? send(**generator) : tl::unexpected(generator.error());
}

Result<> send_frames(Generator& generator, std::uint64_t frames) {
    const auto sent = generator.send(frames);
    return sent ? Result<>() : tl::unexpected(sent.error());
}

std::size_t senders() { return std::min<std::size_t>(2, std::max(1U, std::thread::hardware_concurrency())); }

Result<> send_from_all(const VethPair& veth, const Traffic& traffic, const Send& send) {
    std::vector<Result<>> results(senders());
    std::vector<std::thread> threads;
    for (std::size_t cpu = 0; cpu < results.size(); cpu++)
        threads.emplace_back([&, cpu] { results[cpu] = send_on(cpu, veth, traffic, send); });
    for (std::thread& thread : threads) thread.join();
    for (const Result<>& result : results)
        if (!result) return result;
    return {};
}

}  // namespace

Result<> LiveProbe::start(const VethPair& veth, const std::vector<std::string>& arguments,
                          const std::vector<std::string>& environment) {
    std::array<int, 2> flows{}, words{};
    if (::pipe2(flows.data(), O_CLOEXEC) != 0 || ::pipe2(words.data(), O_CLOEXEC) != 0) return fail("no pipe");
    std::vector<std::string> all = {XDPFLOW_BINARY, "run", "-i", VethPair::receiving_interface(), "--control", "off"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    std::vector<char*> pointers;
    for (std::string& word : all) pointers.push_back(word.data());
    pointers.push_back(nullptr);
    std::vector<std::string> variables = environment;
    {
        const InNamespace receiver(veth.receiver());
        process_ = ::fork();
        if (process_ == 0) {
            ::dup2(flows[1], 1);
            ::dup2(words[1], 2);
            cpu_set_t every;
            CPU_ZERO(&every);
            for (std::size_t cpu = 0; cpu < CPU_SETSIZE; cpu++) CPU_SET(cpu, &every);
            ::sched_setaffinity(0, sizeof every, &every);
            for (std::string& variable : variables) ::putenv(variable.data());
            ::execv(XDPFLOW_BINARY, pointers.data());
            ::_exit(127);
        }
    }
    ::close(flows[1]);
    ::close(words[1]);
    words_ = probe::UniqueFd(words[0]);
    reader_ = std::thread([this, descriptor = flows[0]] {
        sums_ = sum_lines(descriptor);
        ::close(descriptor);
    });
    for (std::string said;;) {
        const auto line = next_line();
        if (!line) return fail("xdpflow did not start: " + said);
        said += *line;
        if (line->find("metering") != std::string::npos) return {};
    }
}

void LiveProbe::signal(int number) const { ::kill(process_, number); }

Result<std::string> LiveProbe::next_line() {
    std::array<char, 512> buffer{};
    for (;;) {
        if (const std::size_t end = unread_.find('\n'); end != std::string::npos) {
            std::string line = unread_.substr(0, end);
            unread_.erase(0, end + 1);
            return line;
        }
        const ssize_t got = ::read(words_.get(), buffer.data(), buffer.size());
        if (got <= 0) return fail("xdpflow says nothing more: " + unread_);
        unread_.append(buffer.data(), static_cast<std::size_t>(got));
    }
}

Result<Sums> LiveProbe::finish() {
    int status = 0;
    ::kill(process_, SIGTERM);
    ::waitpid(process_, &status, 0);
    process_ = -1;
    reader_.join();
    if (status != 0) return fail(fmt::format("xdpflow ended with status {}", status));
    return sums_;
}

LiveProbe::~LiveProbe() {
    if (process_ > 0) {
        ::kill(process_, SIGKILL);
        ::waitpid(process_, nullptr, 0);
    }
    if (reader_.joinable()) reader_.join();
}

Result<> send_on_all(const VethPair& veth, const Traffic& traffic, std::uint64_t frames) {
    return send_from_all(veth, traffic, [&](Generator& generator) { return send_frames(generator, frames / senders()); });
}

Result<> send_until(const VethPair& veth, const Traffic& traffic, const std::function<bool()>& is_over) {
    return send_from_all(veth, traffic, [&](Generator& generator) {
        Result<> sent;
        while (sent && !is_over()) sent = send_frames(generator, kPiece);
        return sent;
    });
}

}  // namespace bench
