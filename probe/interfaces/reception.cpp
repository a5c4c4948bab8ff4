// SPDX-License-Identifier: Apache-2.0
#include "probe/interfaces/reception.hpp"

#include <linux/if_packet.h>
#include <net/if.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace probe {

namespace {

struct FalseFriend {
    const char* feature;
    const char* option;  // of ethtool -K
    const char* effect;
    bool hides_tags;
};

constexpr std::array<FalseFriend, 4> kFalseFriends = {{
    {"rx-lro", "lro", "merges segments into one before they are counted", false},
    {"rx-gro-hw", "rx-gro-hw", "merges segments into one before they are counted", false},
    {"rx-vlan-hw-parse", "rxvlan", "takes VLAN tags off before they are seen", true},
    {"rx-vlan-stag-hw-parse", "rx-vlan-stag-hw-parse", "takes outer VLAN tags (802.1ad) off before they are seen", true},
}};

std::string name_of(std::uint32_t index) {
    std::array<char, IFNAMSIZ> name{};
    return ::if_indextoname(index, name.data()) ? name.data() : "";
}

}  // namespace

std::set<std::string> false_friends(const std::set<std::string>& features, bool asks_for_tags) {
    std::set<std::string> found;
    for (const FalseFriend& one : kFalseFriends)
        if (features.contains(one.feature) && (asks_for_tags || !one.hides_tags)) found.insert(one.feature);
    return found;
}

std::vector<std::string> remarks_on(const Link& link, const std::set<std::string>& features, const ReceiveQueues& queues,
                                    std::uint32_t cpus) {
    std::vector<std::string> remarks;
    // A veth takes off no tag; its peer may send frames without, and what that does is not to be seen from here.
    const bool is_veth = link.kind == "veth";
    for (const FalseFriend& one : kFalseFriends)
        if (features.contains(one.feature) && !(one.hides_tags && is_veth))
            remarks.push_back(link.name + " " + one.effect + "; --fix-offloads helps, or: ethtool -K " + link.name + " " +
                              one.option + " off");
    const std::uint32_t useful = std::min(queues.most, cpus);
    if (link.kind.empty() && queues.now > 0 && queues.now < useful)
        remarks.push_back(link.name + " has " + std::to_string(queues.now) + " receive queue" + (queues.now > 1 ? "s" : "") +
                          " for " + std::to_string(cpus) + " CPUs: under load most of them have nothing to do; ethtool -L " +
                          link.name + (queues.combined ? " combined " : " rx ") + std::to_string(useful) + " makes them more");
    return remarks;
}

Reception::~Reception() {
    while (!switched_off_.empty()) give_back(switched_off_.begin()->first);
}

std::vector<std::string> Reception::prepare(const Link& link) {
    std::vector<std::string> lines;
    auto features = false_friends(switchable_features(link.name), settings_.asks_for_tags);
    if (settings_.fix_offloads)
        for (const std::string& feature : std::set(features)) {
            if (const auto done = switch_feature(link.name, feature, false); !done) {
                lines.push_back(done.error().message);
                continue;
            }
            lines.push_back(link.name + ": " + feature + " is switched off while it is metered");
            switched_off_[link.index].insert(feature);
            features.erase(feature);
        }
    const auto cpus = static_cast<std::uint32_t>(std::max(1L, ::sysconf(_SC_NPROCESSORS_ONLN)));
    for (std::string& remark : remarks_on(link, features, receive_queues(link.name), cpus)) lines.push_back(std::move(remark));
    return lines;
}

std::string Reception::receive_all(const Link& link) {
    if (!settings_.promiscuous) return {};
    if (!socket_.is_open()) socket_ = UniqueFd(::socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0));  // protocol 0: receives nothing
    if (socket_.is_open() && make_promiscuous(link.index, true)) {
        promiscuous_.insert(link.index);
        return {};
    }
    return link.name + ": frames for others are not metered, it cannot be made promiscuous (" + std::strerror(errno) +
           "); that needs CAP_NET_RAW, or: ip link set dev " + link.name + " promisc on";
}

void Reception::give_back(std::uint32_t index) {
    if (promiscuous_.erase(index) > 0) (void)make_promiscuous(index, false);
    const auto features = switched_off_.extract(index);
    if (features.empty()) return;
    const std::string name = name_of(index);
    for (const std::string& feature : features.mapped())
        if (!name.empty()) (void)switch_feature(name, feature, true);
}

bool Reception::make_promiscuous(std::uint32_t index, bool on) const {
    packet_mreq wish{};
    wish.mr_ifindex = static_cast<int>(index);
    wish.mr_type = PACKET_MR_PROMISC;
    const int option = on ? PACKET_ADD_MEMBERSHIP : PACKET_DROP_MEMBERSHIP;
    return ::setsockopt(socket_.get(), SOL_PACKET, option, &wish, sizeof wish) == 0;
}

}  // namespace probe
