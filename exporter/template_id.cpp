// SPDX-License-Identifier: Apache-2.0
#include "exporter/template_id.hpp"

#include <algorithm>

namespace exporter {
namespace {

constexpr std::uint32_t kIds = 65'536 - kFirstTemplateId;

// FNV-1a. Part of what a user sees: another hash would give all templates new ids.
class Hash {
 public:
    void add(std::uint32_t value) {
        for (int shift = 24; shift >= 0; shift -= 8) hash_ = (hash_ ^ (value >> shift & 0xff)) * 16'777'619U;
    }
    [[nodiscard]] std::uint32_t value() const { return hash_; }

 private:
    std::uint32_t hash_ = 2'166'136'261U;
};

std::uint32_t place_of(const std::vector<WireField>& fields) {
    Hash hash;
    for (const WireField& field : fields) {
        hash.add(field.pen);
        hash.add(std::uint32_t{field.id} << 16 | field.length);
    }
    return hash.value() % kIds;
}

}  // namespace

std::vector<std::uint16_t> template_ids(const std::vector<std::vector<WireField>>& tables) {
    std::vector<std::uint16_t> ids;
    for (const std::vector<WireField>& fields : tables) {
        const auto id_at = [](std::uint32_t place) { return static_cast<std::uint16_t>(kFirstTemplateId + place % kIds); };
        std::uint32_t place = place_of(fields);
        while (std::find(ids.begin(), ids.end(), id_at(place)) != ids.end()) ++place;
        ids.push_back(id_at(place));
    }
    return ids;
}

}  // namespace exporter
