// SPDX-License-Identifier: Apache-2.0
// The data of a plot: points with their rounds, and what is to be seen in it. Written as one JSON file, which
// packaging/dev/plot_figures.py makes a table and a drawing of.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "bpf/result.hpp"
#include "tests/bench/interval.hpp"

namespace bench {

struct Point {
    std::string panel;   // a drawing of its own, with its unit
    std::string series;  // a line in it
    double x = 0;
    std::string unit;
    std::vector<double> rounds{};  // one value a round, in `unit`
};

struct Verdict {
    std::string target;  // in words
    std::string figure;  // what was measured
    bool met = false;
};

class Figure {
 public:
    // `name`: the file's, without its ending, beginning with the number of the figure: "f1_compile".
    Figure(std::string name, std::string title, std::string x_label)
        : name_(std::move(name)),
          title_(std::move(title)),
          x_label_(std::move(x_label)) {}

    // One more round of the point with the same panel, series and x; a new point, if there is none.
    void add(const Point& point, double value);
    // The rounds of a point; none if it is not there.
    [[nodiscard]] const std::vector<double>& rounds(const std::string& panel, const std::string& series, double x) const;
    void judge(Verdict verdict) { verdicts_.push_back(std::move(verdict)); }
    // How it was measured, in a sentence.
    void remark(std::string text) { remarks_.push_back(std::move(text)); }

    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] std::string json() const;
    // Into FOLDER/NAME.json; the folder must be there. And a table with the verdicts on standard error.
    [[nodiscard]] Result<> write(const std::string& folder) const;

 private:
    std::string name_, title_, x_label_;
    std::vector<Point> points_;
    std::vector<Verdict> verdicts_;
    std::vector<std::string> remarks_;
};

// Every round visits every point once, each round in an order of its own, so that what disturbs the machine for a while falls on all
// of them.
Result<> interleave(unsigned rounds, std::size_t points, const std::function<Result<>(std::size_t point)>& visit);

}  // namespace bench
