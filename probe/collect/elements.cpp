// SPDX-License-Identifier: Apache-2.0
#include "probe/collect/elements.hpp"

#include <algorithm>

namespace probe::collect {
namespace {

constexpr std::size_t kMostNameOctets = 128;

// What may stand in a name: nothing that would have to be quoted in JSON, or does something to a terminal.
bool is_name_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.' ||
           c == ':';
}

const fbInfoElement_t* find_in(fbInfoModel_t* model, const FieldSpecifier& field) {
    return fbInfoModelGetElementByID(model, field.id, field.pen);
}

}  // namespace

std::optional<Meaning> Elements::known(const FieldSpecifier& field) const {
    const fbInfoElement_t* element = find_in(model_.get(), field);
    if (element == nullptr || (element->flags & FB_IE_F_ALIEN) != 0) return {};
    return Meaning{element->ref.name, static_cast<fbInfoElementDataType_t>(element->type)};
}

bool Elements::may_use(const FieldSpecifier& field) {
    if (find_in(model_.get(), field) != nullptr) return true;
    if (unknown_ == kMostUnknown) return false;
    ++unknown_;
    return true;
}

bool LearntElements::learn(std::uint32_t pen, std::uint16_t id, const Meaning& meaning) {
    const bool is_name = !meaning.name.empty() && meaning.name.size() <= kMostNameOctets &&
                         std::all_of(meaning.name.begin(), meaning.name.end(), is_name_letter);
    if (!is_name || meaning.type > FB_SUB_TMPL_MULTI_LIST) return false;
    const auto found = learnt_.find({pen, id});
    if (found == learnt_.end() && learnt_.size() == kMost) return false;
    if (found != learnt_.end() && found->second == meaning) return true;
    learnt_[{pen, id}] = meaning;
    ++serial_;
    return true;
}

const Meaning* LearntElements::find(const FieldSpecifier& field) const {
    const auto found = learnt_.find({field.pen, field.id});
    return found == learnt_.end() ? nullptr : &found->second;
}

}  // namespace probe::collect
