// SPDX-License-Identifier: Apache-2.0
// The collectors of a probe: the exporter, and the thread that sends what it makes.
#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "exporter/exporter.hpp"

namespace probe {

class Collectors {
 public:
    // Called on another thread with the state of all collectors before anything is sent from a new socket.
    using OnConnect = std::function<void(const std::vector<exporter::CollectorReport>&)>;

    // Layouts must outlive this, and what on_connect uses. Changes of a collector's state are told as a line on standard error.
    static Result<std::unique_ptr<Collectors>> make(const std::vector<std::string>& addresses,
                                                    exporter::ExporterSettings settings, const bpf::Layouts& layouts,
                                                    const OnConnect& on_connect = {});
    Collectors(const Collectors&) = delete;
    Collectors& operator=(const Collectors&) = delete;
    ~Collectors();

    [[nodiscard]] exporter::Exporter& exporter() const { return *exporter_; }

 private:
    Collectors() = default;

    boost::asio::io_context io_{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> guard_{io_.get_executor()};
    std::unique_ptr<exporter::Exporter> exporter_;
    std::thread network_;
};

}  // namespace probe
