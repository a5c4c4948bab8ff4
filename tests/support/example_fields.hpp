// SPDX-License-Identifier: Apache-2.0
// The built-in fields and those that the documentation shows as examples of a user's own.
#pragma once

#include "bpf/catalogue.hpp"
#include "tests/support/metered.hpp"
#include "tests/support/scratch.hpp"

namespace support {

// From a folder that this user alone can write to, as catalogues want it.
inline const bpf::Catalogue& with_examples() {
    static const auto kCatalogue = [] {
        const Scratch scratch;
        for (const auto& entry : std::filesystem::directory_iterator(XDPFLOW_SOURCE_DIR "/packaging/examples/features.d")) {
            std::ifstream file(entry.path());
            scratch.write(entry.path().filename(), std::string(std::istreambuf_iterator<char>(file), {}));
        }
        return bpf::Catalogue::load(scratch.path()).value();
    }();
    return kCatalogue;
}

inline std::string metered_example(const std::string& field, const std::vector<Captured>& frames,
                                   const std::string& fields = "") {
    return Meter(fields.empty() ? field : fields, {.catalogue = &with_examples()}).run(frames).values(field);
}

}  // namespace support
