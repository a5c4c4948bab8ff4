// SPDX-License-Identifier: Apache-2.0
// `xdpflow read` as a user runs it, on capture files made here: packets per second of its CPU time, start and output included.
#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>

#include "tests/bench/bench.hpp"
#include "tests/bench/frames.hpp"

namespace bench {

namespace {

constexpr double kPlainTarget = 8, kMixedTarget = 2.5;  // M packets per CPU second
constexpr std::uint32_t kFlows = 25'000, kSnapLength = 256;

class ScratchFile {
 public:
    ScratchFile()
        : path_((std::filesystem::temp_directory_path() / "xdpflow-bench-XXXXXX").string()),
          fd_(::mkstemp(path_.data())) {}
    ScratchFile(const ScratchFile&) = delete;
    ScratchFile& operator=(const ScratchFile&) = delete;
    ~ScratchFile() {
        ::unlink(path_.c_str());
        ::close(fd_);
    }
    [[nodiscard]] const std::string& path() const { return path_; }
    [[nodiscard]] int descriptor() const { return fd_; }

 private:
    std::string path_;
    int fd_;
};

std::uint64_t next_random(std::uint64_t& state) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    return state >> 32;
}

// pcap of microseconds, one packet each microsecond; `shapes` are taken at random.
Result<> write_capture(int descriptor, const std::vector<FrameShape>& shapes, std::uint64_t packets) {
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(::fdopen(::dup(descriptor), "w"), std::fclose);
    if (!file) return fail(std::string("no temporary file: ") + std::strerror(errno));
    const std::array<std::uint32_t, 6> header = {0xa1b2c3d4, 2 | 4U << 16, 0, 0, kSnapLength, 1};
    std::fwrite(header.data(), sizeof header, 1, file.get());
    std::vector<std::vector<std::byte>> frames;
    for (const FrameShape& shape : shapes) frames.push_back(make_frame(shape));
    std::uint64_t random = 1;
    for (std::uint64_t i = 0; i < packets; i++) {
        const std::size_t chosen = shapes.size() == 1 ? 0 : next_random(random) % shapes.size();
        set_flow(frames[chosen], shapes[chosen], next_random(random) % kFlows);
        const auto wire = static_cast<std::uint32_t>(frames[chosen].size());
        const auto seconds = static_cast<std::uint32_t>(1'700'000'000 + i / 1'000'000);
        const std::array<std::uint32_t, 4> record = {seconds, static_cast<std::uint32_t>(i % 1'000'000),
                                                     std::min(wire, kSnapLength), wire};
        std::fwrite(record.data(), sizeof record, 1, file.get());
        std::fwrite(frames[chosen].data(), 1, record[2], file.get());
    }
    if (std::fflush(file.get()) != 0) return fail(std::string("the capture cannot be written: ") + std::strerror(errno));
    return {};
}

std::vector<FrameShape> mixed_shapes() {
    std::vector<FrameShape> shapes;
    for (const Family family : {Family::ipv4, Family::ipv4, Family::ipv6})
        for (const Protocol protocol : {Protocol::tcp, Protocol::udp})
            for (const std::size_t octets : {60U, 128U, 576U, 1514U})
                for (const bool vlan : {false, false, true}) shapes.push_back({family, protocol, octets, vlan});
    return shapes;
}

// CPU seconds of one run, those of its own children (a compiler) included.
Result<double> read_once(const std::string& path) {
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    for (const int output : {STDOUT_FILENO, STDERR_FILENO})
        ::posix_spawn_file_actions_addopen(&actions, output, "/dev/null", O_WRONLY, 0);
    std::array<std::string, 3> words = {XDPFLOW_BINARY, "read", path};
    const std::array<char*, 4> arguments = {words[0].data(), words[1].data(), words[2].data(), nullptr};
    pid_t child = 0;
    const int error = ::posix_spawn(&child, words[0].c_str(), &actions, nullptr, arguments.data(), environ);
    ::posix_spawn_file_actions_destroy(&actions);
    if (error != 0) return fail(words[0] + ": " + std::strerror(error));
    int status = 0;
    rusage usage{};
    ::wait4(child, &status, 0, &usage);
    if (status != 0) return fail(words[0] + " failed on a capture made here");
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

Result<> measure(const std::string& name, const std::vector<FrameShape>& shapes, std::uint64_t packets, double target,
                 const Options& options, Report& report) {
    const ScratchFile file;
    if (auto written = write_capture(file.descriptor(), shapes, packets); !written) return written;
    Row row{"offline", name, 0, kFlows, "M packets/CPU s", {}};
    const unsigned rounds = options.quick ? 3 : options.rounds;
    for (unsigned round = 0; round < rounds; round++) {
        const auto seconds = read_once(file.path());
        if (!seconds) return tl::unexpected(seconds.error());
        row.rounds.push_back(static_cast<double>(packets) / 1e6 / *seconds);
    }
    report.add(row, Target{target, true});
    return {};
}

}  // namespace

Result<> run_offline_bench(const Options& options, Report& report) {
    const std::uint64_t plain = options.quick ? 4'000'000 : 10'000'000, mixed = options.quick ? 1'500'000 : 3'000'000;
    if (auto done = measure("60 octets, IPv4, UDP", {FrameShape{}}, plain, kPlainTarget, options, report); !done) return done;
    return measure("mixed sizes, protocols, IPv6, VLAN", mixed_shapes(), mixed, kMixedTarget, options, report);
}

}  // namespace bench
