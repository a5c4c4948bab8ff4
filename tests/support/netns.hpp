// SPDX-License-Identifier: Apache-2.0
// Network namespaces without names, joined by veth pairs: nobody else meets them, and the kernel removes them with the last
// process or descriptor that holds them, so that nothing stays behind whatever becomes of the test.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "probe/unique_fd.hpp"
#include "tests/support/packets.hpp"

namespace support {

class Network {
 public:
    // With its loopback interface up; interfaces made later have no IPv6 until somebody asks for it, so that all is silent.
    Network();

    [[nodiscard]] int descriptor() const { return namespace_.get(); }
    // The namespace as ip(8) and others take it.
    [[nodiscard]] std::string path() const;
    // Runs work on a thread inside of the namespace; what it throws is thrown here. Sockets opened there stay there.
    void inside(const std::function<void()>& work) const;
    // ip(8) inside of the namespace, with words between blanks; returns what it prints, throws if it fails.
    std::string ip(const std::string& words) const;
    // Both ends of a veth are set up before there is a carrier; until the kernel has noticed it, what is sent vanishes.
    void await_up(const std::string& interface) const;

    // Facts of an interface; throw if it does not exist.
    [[nodiscard]] std::uint32_t index(const std::string& interface) const;
    [[nodiscard]] std::uint64_t rx_packets(const std::string& interface) const;
    [[nodiscard]] std::uint64_t rx_octets(const std::string& interface) const;
    // A counter of its driver, as `ethtool -S` prints them, summed over the queues: all whose names end with this.
    [[nodiscard]] std::uint64_t driver_counter(const std::string& interface, const std::string& ending) const;
    // The id of the XDP program that it carries, in whatever mode; 0: none.
    [[nodiscard]] std::uint32_t program(const std::string& interface) const;
    // How many TC programs it carries in both directions, by links and in clsact.
    [[nodiscard]] std::size_t tc_programs(const std::string& interface) const;
    // Detaches the links of this attach type (46: in, 47: out). False: there are none.
    [[nodiscard]] bool detach_tcx(const std::string& interface, int type) const;

 private:
    probe::UniqueFd namespace_;
};

// A socket that sends and receives whole frames at an interface, which must exist.
[[nodiscard]] probe::UniqueFd frame_socket(const Network& network, const std::string& interface);

struct VethSettings {
    unsigned pairs = 1;
    unsigned mtu = 1500;
    bool addresses =
        false;  // va0 192.0.2.1 and 2001:db8::1, vb0 192.0.2.2 and 2001:db8::2: then there is more than what a test sends
};

// `sender` has the interfaces va0, va1, …, `receiver` their peers vb0, vb1, ….
class VethPair {
 public:
    explicit VethPair(const VethSettings& settings = {});

    Network sender, receiver;

    // Sends the frame from va<pair> and returns when all copies have arrived at vb<pair>, whatever happens to them there.
    void send(const Octets& frame, unsigned copies = 1, unsigned pair = 0);
    // The same with one copy of each frame, from va0.
    void send_all(const std::vector<Octets>& frames);

    // Frames that the XDP program on vb<pair> was given, as the driver has counted them.
    [[nodiscard]] std::uint64_t xdp_packets(unsigned pair = 0) const;
    [[nodiscard]] std::uint64_t rx_packets(unsigned pair = 0) const;
    [[nodiscard]] std::uint32_t program(unsigned pair = 0) const;
    [[nodiscard]] std::uint32_t index(unsigned pair = 0) const;  // of vb<pair>

 private:
    void send_burst(const std::vector<const Octets*>& frames, unsigned pair);

    std::vector<probe::UniqueFd> sockets_;  // by pair
};

}  // namespace support
