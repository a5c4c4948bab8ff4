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

std::uint32_t place_of(const OptionsTable& table) {
    Hash hash;
    for (const OptionElement& element : table.elements) {
        hash.add(0);
        hash.add(std::uint32_t{element.id} << 16 | element.length);
    }
    return hash.value() % kIds;
}

class Ids {
 public:
    void take(std::uint32_t place) {
        const auto id_at = [](std::uint32_t at) { return static_cast<std::uint16_t>(kFirstTemplateId + at % kIds); };
        while (std::find(taken_.begin(), taken_.end(), id_at(place)) != taken_.end()) ++place;
        taken_.push_back(id_at(place));
    }
    [[nodiscard]] const std::vector<std::uint16_t>& taken() const { return taken_; }

 private:
    std::vector<std::uint16_t> taken_;
};

}  // namespace

std::vector<std::uint16_t> template_ids(const std::vector<std::vector<WireField>>& tables,
                                        const std::vector<OptionsTable>& options) {
    Ids ids;
    for (const std::vector<WireField>& fields : tables) ids.take(place_of(fields));
    for (const OptionsTable& table : options) ids.take(place_of(table));
    return ids.taken();
}

}  // namespace exporter
