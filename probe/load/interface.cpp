// SPDX-License-Identifier: Apache-2.0
#include "probe/load/interface.hpp"

#include <net/if.h>
#include <net/if_arp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>
#include <vector>

#include "bpf/similar.hpp"
#include "probe/unique_fd.hpp"

namespace probe {

static std::vector<std::string> interface_names() {
    std::vector<std::string> names;
    struct if_nameindex* const all = ::if_nameindex();
    for (const auto* one = all; one && one->if_index != 0; one++) names.emplace_back(one->if_name);
    ::if_freenameindex(all);
    return names;
}

Result<Interface> find_interface(const std::string& name) {
    Interface interface { name, ::if_nametoindex(name.c_str()), 0, true };
    if (interface.index == 0) {
        const std::string similar = bpf::most_similar(name, interface_names());
        return fail("there is no interface \"" + name + "\"; " +
                    (similar.empty() ? "`ip link` lists them" : "did you mean " + similar + "?"));
    }
    const UniqueFd socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    ifreq request{};
    std::strncpy(request.ifr_name, name.c_str(), sizeof request.ifr_name - 1);
    if (::ioctl(socket.get(), SIOCGIFMTU, &request) != 0) return fail(name + ": its MTU cannot be read: " + std::strerror(errno));
    interface.mtu = static_cast<std::uint32_t>(request.ifr_mtu);
    if (::ioctl(socket.get(), SIOCGIFHWADDR, &request) != 0)
        return fail(name + ": its type cannot be read: " + std::strerror(errno));
    const auto ethernet = has_ethernet(name, request.ifr_hwaddr.sa_family);
    if (!ethernet) return tl::unexpected(ethernet.error());
    interface.ethernet = *ethernet;
    return interface;
}

static constexpr std::uint16_t kIp6Gre = 823;  // ARPHRD_IP6GRE, which glibc does not know

Result<bool> has_ethernet(const std::string& name, std::uint16_t type) {
    switch (type) {
        case ARPHRD_ETHER:
        case ARPHRD_LOOPBACK: return true;
        case ARPHRD_NONE:
        case ARPHRD_PPP:
        case ARPHRD_RAWIP:
        case ARPHRD_TUNNEL:
        case ARPHRD_TUNNEL6:
        case ARPHRD_SIT:
        case ARPHRD_IPGRE:
        case kIp6Gre: return false;
        default:
            return fail(name + ": its frames begin neither with an Ethernet nor with an IP header (type " + std::to_string(type) +
                        "); they cannot be metered");
    }
}

// /proc/net/route: name, destination, gateway, flags, … in hex; /proc/net/ipv6_route: destination, prefix length, …, name.
static std::string name_of_default_route() {
    std::ifstream ipv4("/proc/net/route");
    std::string line, name, destination;
    for (std::getline(ipv4, line); std::getline(ipv4, line);)
        if (std::istringstream(line) >> name >> destination && destination == "00000000") return name;
    std::ifstream ipv6("/proc/net/ipv6_route");
    while (std::getline(ipv6, line)) {
        std::istringstream words(line);
        std::string word, prefix;
        words >> destination >> prefix;
        while (words >> word) name = word;
        if (prefix == "00" && destination == std::string(32, '0') && name != "lo") return name;
    }
    return {};
}

Result<Interface> default_interface() {
    const std::string name = name_of_default_route();
    if (name.empty())
        return fail("there is no default route to take the interface from; name one with -i (`ip link` lists them)");
    return find_interface(name);
}

}  // namespace probe
