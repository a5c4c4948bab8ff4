// SPDX-License-Identifier: Apache-2.0
// Names and types of information elements: IANA's, which libfixbuf knows, and those that an exporter tells (RFC 5610).
#pragma once

#include <fixbuf/public.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "exporter/fixbuf_stream.hpp"
#include "probe/collect/message.hpp"

namespace probe::collect {

// The values of fbInfoElementDataType_t are those of the registry of types (RFC 5610 section 3.1).
struct Meaning {
    std::string name;
    fbInfoElementDataType_t type = FB_OCTET_ARRAY;
    friend bool operator==(const Meaning&, const Meaning&) = default;
};

// Elements that libfixbuf knows from the start. It keeps every other one that a template names, too, for ever: so they are
// counted.
class Elements {
 public:
    static constexpr std::size_t kMostUnknown = 4096;

    Elements() : model_(fbInfoModelAlloc()) {}

    [[nodiscard]] fbInfoModel_t* model() const { return model_.get(); }

    // Nothing if it is not known.
    [[nodiscard]] std::optional<Meaning> known(const FieldSpecifier& field) const;

    // Whether libfixbuf may be given a template with this field.
    [[nodiscard]] bool may_use(const FieldSpecifier& field);

 private:
    exporter::FixbufModel model_;
    std::size_t unknown_ = 0;
};

// What one exporter has told about elements.
class LearntElements {
 public:
    static constexpr std::size_t kMost = 4096;

    // False if it was not taken: the name is no name, the type is none, or there are too many.
    bool learn(std::uint32_t pen, std::uint16_t id, const Meaning& meaning);

    [[nodiscard]] const Meaning* find(const FieldSpecifier& field) const;

    // Changes with each thing learnt.
    [[nodiscard]] std::uint64_t serial() const { return serial_; }

 private:
    std::map<std::pair<std::uint32_t, std::uint16_t>, Meaning> learnt_;
    std::uint64_t serial_ = 1;
};

}  // namespace probe::collect
