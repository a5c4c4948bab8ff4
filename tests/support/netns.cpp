// SPDX-License-Identifier: Apache-2.0
#include "tests/support/netns.hpp"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/ethtool.h>
#include <linux/if_ether.h>
#include <linux/if_link.h>
#include <linux/if_packet.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <exception>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string_view>
#include <system_error>
#include <thread>

#include "probe/load/clsact.hpp"
#include "probe/load/needs.hpp"
#include "tests/support/process.hpp"

namespace support {

using probe::UniqueFd;

namespace {

// Of all interfaces; tests' own frames say the same unless told otherwise.
constexpr const char *kSenderMac = "00:00:5e:00:53:01", *kReceiverMac = "00:00:5e:00:53:02";

[[noreturn]] void give_up(const std::string& what) { throw std::system_error(errno, std::generic_category(), what); }

void on_thread(const std::function<void()>& work) {
    std::exception_ptr thrown;
    std::thread([&] {
        try {
            work();
        } catch (...) {
            thrown = std::current_exception();
        }
    }).join();
    if (thrown) std::rethrow_exception(thrown);
}

void set(const std::string& setting, const std::string& value) {
    std::ofstream file("/proc/sys/net/" + setting);
    if (!(file << value << std::flush)) throw std::runtime_error("cannot set " + setting);
}

UniqueFd udp_socket() {
    UniqueFd socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    if (!socket.is_open()) give_up("socket");
    return socket;
}

void ask_driver(const UniqueFd& socket, const std::string& interface, void* question) {
    ifreq request{};
    std::strncpy(request.ifr_name, interface.c_str(), IFNAMSIZ - 1);
    request.ifr_data = static_cast<char*>(question);
    if (::ioctl(socket.get(), SIOCETHTOOL, &request) != 0) give_up(interface + ": ethtool");
}

// Both questions of ethtool end with an array of whole words or of names.
template <class Question>
std::vector<std::uint64_t> question(std::uint32_t command, std::uint32_t counters, std::size_t octets_of_counter) {
    std::vector<std::uint64_t> memory((sizeof(Question) + counters * octets_of_counter + 7) / 8);
    auto* head = reinterpret_cast<Question*>(memory.data());
    head->cmd = command;
    return memory;
}

std::uint64_t sum_of_driver(const std::string& interface, const std::string& ending) {
    const UniqueFd socket = udp_socket();
    ethtool_drvinfo driver{};
    driver.cmd = ETHTOOL_GDRVINFO;
    ask_driver(socket, interface, &driver);
    auto names = question<ethtool_gstrings>(ETHTOOL_GSTRINGS, driver.n_stats, ETH_GSTRING_LEN);
    auto* name_head = reinterpret_cast<ethtool_gstrings*>(names.data());
    name_head->string_set = ETH_SS_STATS;
    ask_driver(socket, interface, name_head);
    auto values = question<ethtool_stats>(ETHTOOL_GSTATS, driver.n_stats, sizeof(std::uint64_t));
    auto* value_head = reinterpret_cast<ethtool_stats*>(values.data());
    ask_driver(socket, interface, value_head);

    std::uint64_t sum = 0;
    for (std::uint32_t i = 0; i < driver.n_stats; i++) {
        const auto* name = reinterpret_cast<const char*>(name_head->data + static_cast<std::size_t>(i) * ETH_GSTRING_LEN);
        if (std::string_view(name, ::strnlen(name, ETH_GSTRING_LEN)).ends_with(ending)) sum += value_head->data[i];
    }
    return sum;
}

struct Received {
    std::uint64_t octets = 0, packets = 0;
};

// A line of /proc/net/dev: "name: octets packets …".
Received received(const std::string& interface) {
    std::ifstream file("/proc/thread-self/net/dev");
    for (std::string line; std::getline(file, line);) {
        const std::size_t colon = line.find(':'), begin = line.find_first_not_of(' ');
        if (colon == std::string::npos || line.substr(begin, colon - begin) != interface) continue;
        Received numbers;
        std::istringstream(line.substr(colon + 1)) >> numbers.octets >> numbers.packets;
        return numbers;
    }
    throw std::runtime_error("no interface " + interface);
}

UniqueFd packet_socket(const std::string& interface) {
    UniqueFd socket(::socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0));
    sockaddr_ll address{};
    address.sll_family = AF_PACKET;
    address.sll_ifindex = static_cast<int>(::if_nametoindex(interface.c_str()));
    if (!socket.is_open() || ::bind(socket.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) give_up(interface);
    return socket;
}

std::string name_of(const char* prefix, unsigned pair) { return prefix + std::to_string(pair); }

// Ids of the programs that TCX links have attached; none before Linux 6.6.
std::vector<__u32> tcx_programs(std::uint32_t interface, int type) {
    std::vector<__u32> ids(64);  // as many as there can be
    auto count = static_cast<__u32>(ids.size());
    __u32 flags = 0;
    const auto tcx = static_cast<bpf_attach_type>(type);
    if (::bpf_prog_query(static_cast<int>(interface), tcx, 0, &flags, ids.data(), &count) != 0) count = 0;
    ids.resize(count);
    return ids;
}

// Skips all tests of an executable that uses namespaces where there can be none.
class LiveTraffic : public testing::Environment {
 public:
    void SetUp() override {
        if (const auto needs = probe::check_needs(); !needs) return skip(needs.error().message);
        int error = 0;
        on_thread([&] { error = ::unshare(CLONE_NEWNET) == 0 ? 0 : errno; });
        if (error != 0) skip(std::string("no network namespace: ") + std::strerror(error));
    }

 private:
    // GoogleTest 1.12 marks no test as skipped when it skips all of them, and CTest looks for the mark.
    static void skip(const std::string& why) {
        std::puts("[  SKIPPED ] all that needs live traffic");
        GTEST_SKIP() << why;
    }
};
const testing::Environment* const live_traffic = testing::AddGlobalTestEnvironment(new LiveTraffic);

}  // namespace

Network::Network() {
    on_thread([this] {
        if (::unshare(CLONE_NEWNET) != 0) give_up("cannot make a network namespace");
        namespace_ = UniqueFd(::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC));
        if (!namespace_.is_open()) give_up("/proc/thread-self/ns/net");
        set("ipv6/conf/default/disable_ipv6", "1");
    });
    ip("link set lo up");
    // Reports of multicast groups would go out at moments of the kernel's choice, and be counted: a policy of IPsec keeps them in.
    ip("xfrm policy add dir out src ::/0 dst ff02::16/128 action block");
}

std::string Network::path() const { return "/proc/" + std::to_string(::getpid()) + "/fd/" + std::to_string(descriptor()); }

void Network::inside(const std::function<void()>& work) const {
    on_thread([&] {
        if (::setns(descriptor(), CLONE_NEWNET) != 0) give_up("setns");
        work();
    });
}

void Network::await_up(const std::string& interface) const {
    if (!eventually([&] { return ip("-o link show dev " + interface).find(" state UP ") != std::string::npos; }))
        throw std::runtime_error(interface + " does not come up");
}

std::string Network::ip(const std::string& words) const {
    Command command{{"ip"}, descriptor()};
    std::istringstream all(words);
    for (std::string word; all >> word;) command.arguments.push_back(word);
    const Answer answer = run(command);
    if (answer.code != 0) throw std::runtime_error("ip " + words + ": " + answer.errors);
    return answer.output;
}

std::uint32_t Network::index(const std::string& interface) const {
    std::uint32_t index = 0;
    inside([&] { index = ::if_nametoindex(interface.c_str()); });
    if (index == 0) throw std::runtime_error("no interface " + interface);
    return index;
}

std::uint64_t Network::rx_packets(const std::string& interface) const {
    std::uint64_t packets = 0;
    inside([&] { packets = received(interface).packets; });
    return packets;
}

std::uint64_t Network::rx_octets(const std::string& interface) const {
    std::uint64_t octets = 0;
    inside([&] { octets = received(interface).octets; });
    return octets;
}

std::uint64_t Network::driver_counter(const std::string& interface, const std::string& ending) const {
    std::uint64_t sum = 0;
    inside([&] { sum = sum_of_driver(interface, ending); });
    return sum;
}

std::uint32_t Network::program(const std::string& interface) const {
    bpf_xdp_query_opts query{};
    query.sz = sizeof query;
    inside([&] {
        const int error = ::bpf_xdp_query(static_cast<int>(::if_nametoindex(interface.c_str())), 0, &query);
        if (error != 0) throw std::runtime_error(interface + ": its XDP program cannot be asked for");
    });
    return query.prog_id | query.drv_prog_id | query.skb_prog_id;
}

UniqueFd frame_socket(const Network& network, const std::string& interface) {
    UniqueFd socket;
    network.inside([&] { socket = packet_socket(interface); });
    return socket;
}

std::size_t Network::tc_programs(const std::string& interface) const {
    std::size_t programs = 0;
    inside([&] {
        const std::uint32_t index = ::if_nametoindex(interface.c_str());
        for (const probe::Direction direction : {probe::Direction::in, probe::Direction::out}) {
            programs += tcx_programs(index, direction == probe::Direction::in ? 46 : 47).size();
            programs += probe::filters_of(index, direction).value().size();
        }
    });
    return programs;
}

bool Network::detach_tcx(const std::string& interface, int type) const {
    std::vector<__u32> programs;
    inside([&] { programs = tcx_programs(::if_nametoindex(interface.c_str()), type); });
    bool detached = false;
    for (__u32 id = 0; ::bpf_link_get_next_id(id, &id) == 0;) {
        const UniqueFd link(::bpf_link_get_fd_by_id(id));
        bpf_link_info info{};
        __u32 size = sizeof info;
        if (!link.is_open() || ::bpf_obj_get_info_by_fd(link.get(), &info, &size) != 0) continue;
        if (std::find(programs.begin(), programs.end(), info.prog_id) == programs.end()) continue;
        if (::bpf_link_detach(link.get()) == 0) detached = true;
    }
    return detached;
}

VethPair::VethPair(const VethSettings& settings) {
    for (unsigned pair = 0; pair < settings.pairs; pair++) {
        const std::string va = name_of("va", pair), vb = name_of("vb", pair);
        // Ends with different numbers: the kernel takes its time to notice the carrier of an interface whose peer has the same.
        sender.ip("link add " + va + " index " + std::to_string(100 + pair) + " address " + kSenderMac + " type veth peer name " +
                  vb + " address " + kReceiverMac + " netns " + receiver.path());
        for (const Network* network : {&sender, &receiver}) {
            const std::string name = network == &sender ? va : vb, last = network == &sender ? "1" : "2";
            network->ip("link set dev " + name + " addrgenmode none mtu " + std::to_string(settings.mtu) + " up");
            if (pair > 0 || !settings.addresses) continue;
            network->inside([&] { set("ipv6/conf/" + name + "/disable_ipv6", "0"); });
            network->ip("addr add 192.0.2." + last + "/24 dev " + name);
            network->ip("addr add 2001:db8::" + last + "/64 nodad dev " + name);
            const std::string other =
                last == "1" ? std::string("2 lladdr ") + kReceiverMac : std::string("1 lladdr ") + kSenderMac;
            network->ip("neigh add 192.0.2." + other + " dev " + name);
            network->ip("neigh add 2001:db8::" + other + " dev " + name);
        }
        sender.await_up(va), receiver.await_up(vb);
        sockets_.push_back(frame_socket(sender, va));
    }
}

// A veth's queue holds 256 frames, and drops the rest in silence.
static constexpr std::size_t kBurst = 64;

void VethPair::send_burst(const std::vector<const Octets*>& frames, unsigned pair) {
    const std::uint64_t before = rx_packets(pair);
    for (const Octets* frame : frames)
        if (::send(sockets_[pair].get(), frame->data(), frame->size(), 0) != static_cast<ssize_t>(frame->size())) give_up("send");
    if (!eventually([&] { return rx_packets(pair) >= before + frames.size(); })) throw std::runtime_error("frames do not arrive");
}

void VethPair::send(const Octets& frame, unsigned copies, unsigned pair) {
    for (std::size_t left = copies; left > 0;) {
        const std::size_t burst = std::min(kBurst, left);
        send_burst(std::vector<const Octets*>(burst, &frame), pair);
        left -= burst;
    }
}

void VethPair::send_all(const std::vector<Octets>& frames) {
    for (std::size_t at = 0; at < frames.size(); at += kBurst) {
        std::vector<const Octets*> burst;
        for (std::size_t i = at; i < std::min(at + kBurst, frames.size()); i++) burst.push_back(&frames[i]);
        send_burst(burst, 0);
    }
}

std::uint64_t VethPair::xdp_packets(unsigned pair) const { return receiver.driver_counter(name_of("vb", pair), "_xdp_packets"); }
std::uint64_t VethPair::rx_packets(unsigned pair) const { return receiver.rx_packets(name_of("vb", pair)); }
std::uint32_t VethPair::program(unsigned pair) const { return receiver.program(name_of("vb", pair)); }
std::uint32_t VethPair::index(unsigned pair) const { return receiver.index(name_of("vb", pair)); }

}  // namespace support
