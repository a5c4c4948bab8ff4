// SPDX-License-Identifier: Apache-2.0
// Attaches a program to an interface by bpf_link (kernel 5.9): when the process ends, however it ends, nothing stays attached.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bpf/result.hpp"
#include "probe/load/kernel_program.hpp"
#include "probe/unique_fd.hpp"

namespace probe {

// native: in the driver, before the kernel makes a packet of the frame; generic: behind that, on any device, at about three
// times the cost; automatic: native where the driver can, else generic.
enum class XdpMode { automatic, native, generic };

struct Interface {
    std::string name;
    std::uint32_t index = 0;
    std::uint32_t mtu = 0;  // octets
};

// The interface of this name in this network namespace; the error has a similar name, or says how to list them.
[[nodiscard]] Result<Interface> find_interface(const std::string& name);

// The interface of the default route, for commands that were given none.
[[nodiscard]] Result<Interface> default_interface();

struct XdpLink {
    UniqueFd link;  // closing it detaches
    Interface interface;
    std::uint32_t port = 0;
    bool native = false;
    std::string remark;  // one line for the user, if it did not go as one might expect; else empty
};

// Whether it still is: the kernel detaches when the interface is removed, and others may with the privilege to do so.
[[nodiscard]] bool is_attached(const XdpLink& link);

// Why a driver refused a program with this errno, for people.
[[nodiscard]] std::string why_not_native(const Interface& interface, int error);

// Attaches the program's copy for this port. An interface that carries another XDP program is refused with that program's name
// and id. Frames of several buffers are asked for only where the MTU demands them.
[[nodiscard]] Result<XdpLink> attach_xdp(KernelProgram& program, std::uint32_t port, const Interface& interface, XdpMode mode);

}  // namespace probe
