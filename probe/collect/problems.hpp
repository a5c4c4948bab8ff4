// SPDX-License-Identifier: Apache-2.0
// Lines about what is wrong with messages: the first ones of each kind, because whoever sends nonsense may send much of it.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>

namespace probe::collect {

enum class Problem { malformed, no_template, refused_template, gap, forgotten, connection };

class Problems {
 public:
    static constexpr std::uint64_t kMostLines = 10;  // of each kind

    explicit Problems(std::function<void(const std::string&)> print) : print_(std::move(print)) {}

    void tell(Problem kind, const std::string& line) {
        const std::uint64_t times = ++times_[kind];
        if (times <= kMostLines) print_(line + (times == kMostLines ? " (more of this kind are only counted)" : ""));
    }

 private:
    std::function<void(const std::string&)> print_;
    std::map<Problem, std::uint64_t> times_;
};

}  // namespace probe::collect
