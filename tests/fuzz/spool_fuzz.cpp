// SPDX-License-Identifier: Apache-2.0
// Any file in the place of a spool's segment: is read without harm, and what is appended later is given back.
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "exporter/spool.hpp"

namespace {

std::string make_folder() {
    std::string path = std::filesystem::temp_directory_path() / "xdpflow-fuzz-XXXXXX";
    if (::mkdtemp(path.data()) == nullptr) std::abort();
    return path;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const std::string folder = make_folder();
    const std::string path = folder + "/0000000000000001.spool";
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    constexpr char kMagic[] = "xdpflow spool 1\n";
    if (file < 0 || ::write(file, kMagic, 16) != 16 || ::write(file, data, size) != static_cast<ssize_t>(size)) std::abort();
    ::close(file);
    std::vector<std::string> troubles;
    auto spool = exporter::Spool::open({folder, 1U << 20, 1U << 16}, troubles);
    if (!spool) std::abort();
    const auto last = std::make_shared<const exporter::Message>(
        exporter::Message{exporter::Message::Kind::data, 1, std::vector<std::byte>(20, std::byte{7})});
    if (!(*spool)->append(last)) std::abort();
    std::vector<std::byte> octets;
    for (; const auto* front = (*spool)->front(); (*spool)->pop()) octets = front->message->octets;
    if (octets != last->octets || (*spool)->waiting() != 0) std::abort();
    (*spool)->remove_before((*spool)->reader());
    std::filesystem::remove(path);
    return 0;
}
