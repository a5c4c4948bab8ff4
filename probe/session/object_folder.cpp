// SPDX-License-Identifier: Apache-2.0
#include "probe/session/object_folder.hpp"

#include "bpf/trusted.hpp"
#include "probe/session/program_source.hpp"

namespace probe {

Result<> fill_object_folder(const Plan& plan, const std::filesystem::path& folder) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) return fail("cannot make the folder " + folder.string() + ": " + error.message());
    if (auto trusted = bpf::require_trusted(folder); !trusted) return trusted;
    for (const Use& use : kUses) {
        Plan variant = plan;
        variant.own_export = use.own_export;
        const auto object = object_of(variant, use.source, use.machine, ObjectCache({folder}), use.place);
        if (!object) return tl::unexpected(object.error());
        const auto found = object_of(variant, use.source, use.machine, ObjectCache({folder}, std::nullopt), use.place);
        if (!found || *found != *object)
            return fail("cannot write objects to " + folder.string() + "; is there room on its disk?");
    }
    return {};
}

}  // namespace probe
