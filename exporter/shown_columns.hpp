// SPDX-License-Identifier: Apache-2.0
// The columns of a layout as printers show them: everything that can be known before the first record.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "bpf/layout.hpp"
#include "exporter/computed.hpp"

namespace exporter {

struct ShownColumn {
    std::string name;                   // of the feature, or of the one whose value it is (held_as)
    const bpf::Feature* feature;        // whose type and unit the value has
    std::optional<std::size_t> offset;  // of the value in a record; empty: computed
    ComputedValue computed = nullptr;   // may be null if offset is empty: no value is known
    std::uint64_t time_unit_ns = 0;     // in which a time is shown: the field's own unit
};

// In the order asked for; a name that would come twice (FIRST_SWITCHED and FLOW_START_MILLISECONDS) comes once.
class ShownColumns {
 public:
    explicit ShownColumns(const bpf::Layout& layout) : ShownColumns(layout, layout.columns) {}
    // Some of the layout's columns, or all.
    ShownColumns(const bpf::Layout& layout, const std::vector<bpf::Column>& columns);

    [[nodiscard]] const std::vector<ShownColumn>& columns() const { return columns_; }

    // Whether records of this layout, all its columns shown, have the same columns at the same places.
    [[nodiscard]] bool fits(const bpf::Layout& layout) const;

 private:
    struct Asked {
        const bpf::Feature* feature;
        std::optional<std::size_t> offset;
    };

    std::vector<Asked> asked_;
    std::vector<ShownColumn> columns_;
};

// The columns of the layouts of late. Layouts come and go while a probe runs, and a new one may have the address of an old one,
// so they are recognised by their contents; features must outlive this.
class ShownColumnsCache {
 public:
    // Valid until the next call. The serial tells apart what was returned: equal serials, equal columns.
    struct Found {
        const ShownColumns& columns;
        std::uint64_t serial;
    };
    [[nodiscard]] Found of(const bpf::Layout& layout);

 private:
    struct Known {
        ShownColumns columns;
        std::uint64_t serial;
    };

    std::vector<Known> known_;
    std::uint64_t next_serial_ = 1;
};

}  // namespace exporter
