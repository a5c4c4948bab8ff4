// SPDX-License-Identifier: Apache-2.0
#include "probe/interfaces/ethtool.hpp"

#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <vector>

#include "probe/unique_fd.hpp"

namespace probe {

namespace {

bool ask(const std::string& interface, void* question) {
    const UniqueFd socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    ifreq request{};
    std::strncpy(request.ifr_name, interface.c_str(), sizeof request.ifr_name - 1);
    request.ifr_data = static_cast<char*>(question);
    return ::ioctl(socket.get(), SIOCETHTOOL, &request) == 0;
}

// Questions end with an array; memory in whole words, zeroed, for so many octets of it.
template <class Question>
class Asked {
 public:
    Asked(std::uint32_t command, std::size_t octets_behind) : memory_((sizeof(Question) + octets_behind + 7) / 8) {
        head()->cmd = command;
    }
    Question* head() { return reinterpret_cast<Question*>(memory_.data()); }
    Question* operator->() { return head(); }
    template <class Element>
    Element* array() {
        return reinterpret_cast<Element*>(head() + 1);
    }

 private:
    std::vector<std::uint64_t> memory_;
};

std::vector<std::string> feature_names(const std::string& interface) {
    Asked<ethtool_sset_info> size(ETHTOOL_GSSET_INFO, sizeof(std::uint32_t));
    size->sset_mask = std::uint64_t{1} << ETH_SS_FEATURES;
    if (!ask(interface, size.head()) || size->sset_mask == 0) return {};
    const std::uint32_t count = *size.array<std::uint32_t>();
    Asked<ethtool_gstrings> strings(ETHTOOL_GSTRINGS, std::size_t{count} * ETH_GSTRING_LEN);
    strings->string_set = ETH_SS_FEATURES;
    strings->len = count;
    if (!ask(interface, strings.head())) return {};
    std::vector<std::string> names;
    for (std::uint32_t i = 0; i < count; i++) {
        const char* name = strings.array<char>() + std::size_t{i} * ETH_GSTRING_LEN;
        names.emplace_back(name, ::strnlen(name, ETH_GSTRING_LEN));
    }
    return names;
}

std::uint32_t blocks_of(const std::vector<std::string>& names) { return static_cast<std::uint32_t>((names.size() + 31) / 32); }

// Bits of the features that are on; where `switchable`, only of those that may be changed.
std::set<std::string> features_that_are_on(const std::string& interface, bool switchable) {
    const std::vector<std::string> names = feature_names(interface);
    const std::uint32_t blocks = blocks_of(names);
    Asked<ethtool_gfeatures> features(ETHTOOL_GFEATURES, blocks * sizeof(ethtool_get_features_block));
    features->size = blocks;
    std::set<std::string> found;
    if (names.empty() || !ask(interface, features.head())) return found;
    for (std::uint32_t i = 0; i < names.size(); i++) {
        const ethtool_get_features_block& block = features.array<ethtool_get_features_block>()[i / 32];
        const std::uint32_t mask = block.active & (switchable ? block.available & ~block.never_changed : ~0U);
        if (mask >> (i % 32) & 1) found.insert(names[i]);
    }
    return found;
}

}  // namespace

std::set<std::string> switchable_features(const std::string& interface) { return features_that_are_on(interface, true); }

Result<> switch_feature(const std::string& interface, const std::string& feature, bool on) {
    const std::vector<std::string> names = feature_names(interface);
    const auto number = static_cast<std::uint32_t>(std::find(names.begin(), names.end(), feature) - names.begin());
    const std::string what = interface + ": cannot switch " + feature + (on ? " on" : " off");
    if (number == names.size()) return fail(what + ": the driver does not know it");
    const std::uint32_t blocks = blocks_of(names);
    Asked<ethtool_sfeatures> request(ETHTOOL_SFEATURES, blocks * sizeof(ethtool_set_features_block));
    request->size = blocks;
    ethtool_set_features_block& block = request.array<ethtool_set_features_block>()[number / 32];
    block.valid = 1U << (number % 32);
    block.requested = on ? block.valid : 0;
    if (!ask(interface, request.head())) return fail(what + ": " + std::strerror(errno));
    if (features_that_are_on(interface, false).contains(feature) != on) return fail(what + ": the driver does not do it");
    return {};
}

ReceiveQueues receive_queues(const std::string& interface) {
    ethtool_channels channels{};
    channels.cmd = ETHTOOL_GCHANNELS;
    if (!ask(interface, &channels)) return {};
    const bool combined = channels.max_combined > 0;
    return {channels.rx_count + channels.combined_count, combined ? channels.max_combined : channels.max_rx, combined};
}

}  // namespace probe
