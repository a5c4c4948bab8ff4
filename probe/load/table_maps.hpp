// SPDX-License-Identifier: Apache-2.0
// The flow tables and logs of a program in kernel memory, made before its code is there: to clear so much memory takes longer than to
// verify the program, and a compiler can run meanwhile.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "bpf/result.hpp"
#include "probe/compose/plan.hpp"
#include "probe/load/table_memory.hpp"
#include "probe/unique_fd.hpp"

namespace probe {

class TableMaps {
 public:
    struct Map {
        std::string name;  // of the map in the composed text
        std::size_t value_octets;
        UniqueFd descriptor;
        void* at;            // where this process sees it
        std::size_t octets;  // whole pages
    };

    // Of a plan with a key; a plan without one has no table. Fails if memory is lacking. From any thread.
    static Result<std::shared_ptr<const TableMaps>> make(const Plan& plan, const TableSize& size);

    TableMaps(const TableMaps&) = delete;
    TableMaps& operator=(const TableMaps&) = delete;
    ~TableMaps();

    // None: nullptr.
    [[nodiscard]] const Map* find(const std::string& name) const;

 private:
    TableMaps() = default;
    Result<> add(const std::string& name, std::size_t value_octets, std::uint32_t elements);

    std::vector<Map> maps_;
};

// Elements of these maps.
[[nodiscard]] std::uint32_t set_elements(const TableSize& size, std::uint32_t cpus);
[[nodiscard]] std::uint32_t log_elements(const TableSize& size, std::uint32_t cpus);

}  // namespace probe
