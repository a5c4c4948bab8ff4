// SPDX-License-Identifier: Apache-2.0
#include "config/names.hpp"

#include <algorithm>

namespace config {

std::vector<std::string> split_names(const std::string& text) {
    std::vector<std::string> names;
    std::string name;
    for (const char letter : text + " ") {
        if (std::string_view(" \t\r\n,\\").find(letter) == std::string_view::npos) {
            name += letter;
        } else if (!name.empty()) {
            names.push_back(std::move(name));
            name.clear();
        }
    }
    return names;
}

std::vector<std::string> split_names(const std::vector<std::string>& texts) {
    std::vector<std::string> names;
    for (const std::string& text : texts)
        for (std::string& name : split_names(text)) names.push_back(std::move(name));
    return names;
}

Result<std::vector<const bpf::Feature*>> choose_fields(const std::vector<std::string>& names, const bpf::Catalogue& catalogue) {
    std::vector<const bpf::Feature*> fields;
    for (const std::string& name : names) {
        const auto field = catalogue.require(name);
        if (!field) return tl::unexpected(field.error());
        if (std::find(fields.begin(), fields.end(), *field) == fields.end()) fields.push_back(*field);
    }
    if (fields.empty()) return fail("no field is asked for; name at least one (`xdpflow fields` lists them)");
    if (fields.size() > kMostFields)
        return fail(std::to_string(fields.size()) + " fields are asked for; one program holds at most " +
                    std::to_string(kMostFields) + ": leave some out");
    return fields;
}

Result<std::vector<const bpf::Dropper*>> choose_droppers(const std::vector<std::string>& names, const bpf::Catalogue& catalogue) {
    std::vector<const bpf::Dropper*> droppers;
    for (const std::string& name : names) {
        const auto dropper = catalogue.require_dropper(name);
        if (!dropper) return tl::unexpected(dropper.error());
        if (std::find(droppers.begin(), droppers.end(), *dropper) != droppers.end())
            return fail("the dropper " + name + " is named twice; it can only drop a frame once");
        droppers.push_back(*dropper);
    }
    if (droppers.size() > kMostDroppers)
        return fail("a chain holds at most " + std::to_string(kMostDroppers) + " droppers: leave some out");
    return droppers;
}

}  // namespace config
