// SPDX-License-Identifier: Apache-2.0
// The collectors of a probe: the exporter, and the thread that sends what it makes.
#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <deque>
#include <functional>
#include <future>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "exporter/exporter.hpp"

namespace probe {

class Collectors {
 public:
    // Called on another thread with the state of all collectors before anything is sent from a new socket.
    using OnConnect = std::function<void(const std::vector<exporter::CollectorReport>&)>;

    // Called on another thread with a collector whose state, or the reason of it, is another one now.
    using OnChange = std::function<void(const exporter::CollectorReport&)>;

    // Layouts must outlive this, and what the calls use. Changes of a collector's state are also told as a line on standard error.
    static Result<std::unique_ptr<Collectors>> make(const std::vector<std::string>& addresses,
                                                    exporter::ExporterSettings settings, const bpf::Layouts& layouts,
                                                    const OnConnect& on_connect = {}, const OnChange& on_change = {});
    Collectors(const Collectors&) = delete;
    Collectors& operator=(const Collectors&) = delete;
    ~Collectors();

    [[nodiscard]] exporter::Exporter& exporter() const { return *exporter_; }

    // Others in their place: see Exporter::prepare and change. What waits for those that leave is sent in the background, as at the end of
    // the probe. The settings' other parts than collectors are taken, too.
    [[nodiscard]] Result<> prepare(const std::vector<std::string>& addresses, exporter::ExporterSettings settings,
                                   const bpf::Layouts& layouts);
    void change();
    void forget_prepared();

    // Those of the exporter, then the last ones of collectors that have left, at most kMostFormer of these.
    [[nodiscard]] std::vector<exporter::CollectorReport> reports() const;
    static constexpr std::size_t kMostFormer = 64;
    // Waits until collectors that were leaving have left.
    void finish_leaving() { leaving_.clear(); }

 private:
    Collectors() = default;

    void tell_endpoints();
    void leave(std::unique_ptr<exporter::Transport> transport);
    void end_on_network_thread(std::shared_ptr<exporter::Transport> transport);

    OnConnect on_connect_;
    exporter::TransportEvents events_;
    boost::asio::io_context io_{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> guard_{io_.get_executor()};
    std::unique_ptr<exporter::Exporter> exporter_;
    std::thread network_;
    mutable std::mutex mutex_;  // guards the next two
    std::list<std::shared_ptr<exporter::Transport>> leavers_;
    std::deque<exporter::CollectorReport> former_;
    std::list<std::future<void>> leaving_;  // each waits for its collector; gone first
};

// Reads addresses; at most config::kMostCollectors.
[[nodiscard]] Result<std::vector<config::Collector>> parse_collectors(const std::vector<std::string>& addresses);

}  // namespace probe
