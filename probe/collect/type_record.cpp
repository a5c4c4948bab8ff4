// SPDX-License-Identifier: Apache-2.0
#include "probe/collect/type_record.hpp"

#include <optional>

#include "exporter/record.hpp"

namespace probe::collect {
namespace {

// RFC 5610 section 3, of IANA's elements.
constexpr std::uint16_t kElementId = 303, kDataType = 339, kName = 341, kEnterpriseNumber = 346;

std::optional<std::uint64_t> number_of(Value value) {
    if (value.empty() || value.size() > 8) return {};
    return exporter::load_big_endian(value.data(), value.size());
}

}  // namespace

void learn_from(const RecordTemplate& described, std::span<const Value> values, LearntElements& learnt) {
    if (!described.is_options) return;
    std::optional<std::uint64_t> id, type, pen;
    Meaning meaning;
    for (std::size_t i = 0; i < described.columns.size(); ++i) {
        if (described.columns[i].field.pen != 0) continue;
        switch (described.columns[i].field.id) {
            case kElementId: id = number_of(values[i]); break;
            case kDataType: type = number_of(values[i]); break;
            case kEnterpriseNumber: pen = number_of(values[i]); break;
            case kName: meaning.name.assign(reinterpret_cast<const char*>(values[i].data()), values[i].size()); break;
            default: break;
        }
    }
    if (!id || meaning.name.empty()) return;
    while (meaning.name.ends_with('\0')) meaning.name.pop_back();  // from exporters whose strings have a fixed length
    if (type.value_or(0) > FB_SUB_TMPL_MULTI_LIST || pen.value_or(0) > 0xffff'ffffU) return;
    meaning.type = static_cast<fbInfoElementDataType_t>(type.value_or(FB_OCTET_ARRAY));
    // Some leave the bit in that says that there is an enterprise number.
    learnt.learn(static_cast<std::uint32_t>(pen.value_or(0)), static_cast<std::uint16_t>(*id & 0x7fff), meaning);
}

}  // namespace probe::collect
