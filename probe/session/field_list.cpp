// SPDX-License-Identifier: Apache-2.0
#include "probe/session/field_list.hpp"

namespace probe {

nlohmann::ordered_json field_list(const std::vector<const bpf::Feature*>& features) {
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const bpf::Feature* f : features)
        list.push_back({{"name", f->name},
                        {"element", f->element},
                        {"id", f->id},
                        {"pen", f->pen},
                        {"aliases", f->aliases},
                        {"type", text_of(f->type)},
                        {"role", text_of(f->role)},
                        {"unit", f->unit},
                        {"layer", text_of(f->layer)},
                        {"description", f->description},
                        {"reference", f->reference}});
    return list;
}

}  // namespace probe
