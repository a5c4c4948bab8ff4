// SPDX-License-Identifier: Apache-2.0
// Flows as text for people and scripts. A printer owns no file: it appends to an Output, which keeps the errors.
#pragma once

#include "bpf/result.hpp"
#include "exporter/output.hpp"
#include "exporter/record.hpp"

namespace exporter {

class Printer {
 public:
    // The output must outlive the printer, and the features of all layouts too; layouts need to live during print() only.
    explicit Printer(Output& output) : output_(output) {}
    virtual ~Printer() = default;
    Printer(const Printer&) = delete;
    Printer& operator=(const Printer&) = delete;

    // Write errors show in finish() and in the output.
    virtual void print(const Record& record) = 0;

    // Writes what has been printed so far; may be called after every drain, so that a reader of a pipe need not wait.
    virtual Result<> finish() { return output_.flush(); }

 protected:
    Output& output_;  // NOLINT: for the printers of this folder
};

}  // namespace exporter
