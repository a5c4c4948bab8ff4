// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/namespaces.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <sched.h>
#include <spawn.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <vector>

namespace bench {

namespace {

int this_namespace() { return ::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC); }

Result<> run_ip(std::vector<std::string> words) {
    std::vector<char*> arguments;
    words.insert(words.begin(), "ip");
    std::string said;
    for (std::string& word : words) {
        arguments.push_back(word.data());
        said += word + " ";
    }
    arguments.push_back(nullptr);
    pid_t child = 0;
    if (::posix_spawnp(&child, "ip", nullptr, nullptr, arguments.data(), environ) != 0)
        return fail("`ip` cannot be run: install iproute2");
    int status = 0;
    ::waitpid(child, &status, 0);
    if (status != 0) return fail(said + "failed");
    return {};
}

// The names that `ethtool -S` prints are rx_queue_0_xdp_packets and the like.
std::string without_queue(const std::string& name) {
    const std::size_t at = name.find("_queue_");
    if (at == std::string::npos) return name;
    const std::size_t end = name.find('_', at + 7);
    return name.starts_with("tx_") ? "tx_" + name.substr(end + 1) : name.substr(end + 1);
}

// One call of ETHTOOL_G…, with `items` of `size` octets behind the header.
template <class Header>
Result<std::vector<char>> ask(int socket, const char* interface, __u32 command, std::size_t items, std::size_t size) {
    std::vector<char> buffer(sizeof(Header) + items * size);
    auto* header = reinterpret_cast<__u32*>(buffer.data());
    header[0] = command;
    if (command == ETHTOOL_GSTRINGS) header[1] = ETH_SS_STATS, header[2] = static_cast<__u32>(items);
    if (command == ETHTOOL_GSTATS) header[1] = static_cast<__u32>(items);
    ifreq request{};
    std::strncpy(request.ifr_name, interface, IFNAMSIZ - 1);
    request.ifr_data = buffer.data();
    if (::ioctl(socket, SIOCETHTOOL, &request) != 0)
        return fail(fmt::format("the statistics of {} cannot be read: {}", interface, std::strerror(errno)));
    return buffer;
}

}  // namespace

InNamespace::InNamespace(int descriptor) : before_(this_namespace()) { ::setns(descriptor, CLONE_NEWNET); }

InNamespace::~InNamespace() { ::setns(before_.get(), CLONE_NEWNET); }

Result<VethPair> VethPair::make() {
    VethPair pair;
    const probe::UniqueFd before(this_namespace());
    for (probe::UniqueFd* side : {&pair.receiver_, &pair.sender_}) {
        if (::unshare(CLONE_NEWNET) != 0) return fail(std::string("no network namespace of its own: ") + std::strerror(errno));
        *side = probe::UniqueFd(this_namespace());
    }
    const std::string other = fmt::format("/proc/{}/fd/{}", ::getpid(), pair.receiver());
    auto done =
        run_ip({"link", "add", sending_interface(), "type", "veth", "peer", "name", receiving_interface(), "netns", other});
    // No addresses of their own: nobody but the generator shall send.
    if (done) done = run_ip({"link", "set", sending_interface(), "addrgenmode", "none", "up"});
    ::setns(pair.receiver(), CLONE_NEWNET);
    if (done) done = run_ip({"link", "set", receiving_interface(), "addrgenmode", "none", "up"});
    ::setns(before.get(), CLONE_NEWNET);
    if (!done) return tl::unexpected(done.error());
    return pair;
}

Result<> VethPair::take_frames_without_xdp() const {
    const InNamespace here(receiver());
    const probe::UniqueFd socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    ethtool_value on{ETHTOOL_SGRO, 1};
    ifreq request{};
    std::strncpy(request.ifr_name, receiving_interface(), IFNAMSIZ - 1);
    request.ifr_data = reinterpret_cast<char*>(&on);
    if (::ioctl(socket.get(), SIOCETHTOOL, &request) != 0)
        return fail(fmt::format("GRO cannot be turned on at {}: {}", receiving_interface(), std::strerror(errno)));
    return {};
}

Result<std::map<std::string, std::uint64_t>> VethPair::received() const {
    const InNamespace here(receiver());
    const probe::UniqueFd socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    const auto facts = ask<ethtool_drvinfo>(socket.get(), receiving_interface(), ETHTOOL_GDRVINFO, 0, 0);
    if (!facts) return tl::unexpected(facts.error());
    const __u32 count = reinterpret_cast<const ethtool_drvinfo*>(facts->data())->n_stats;
    const auto names = ask<ethtool_gstrings>(socket.get(), receiving_interface(), ETHTOOL_GSTRINGS, count, ETH_GSTRING_LEN);
    const auto values = ask<ethtool_stats>(socket.get(), receiving_interface(), ETHTOOL_GSTATS, count, sizeof(__u64));
    if (!names || !values) return tl::unexpected(names ? values.error() : names.error());
    std::map<std::string, std::uint64_t> sums;
    for (std::size_t i = 0; i < count; i++) {
        const char* name = names->data() + sizeof(ethtool_gstrings) + i * ETH_GSTRING_LEN;
        __u64 value = 0;
        std::memcpy(&value, values->data() + sizeof(ethtool_stats) + i * sizeof value, sizeof value);
        sums[without_queue(name)] += value;
    }
    return sums;
}

}  // namespace bench
