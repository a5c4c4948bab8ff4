// SPDX-License-Identifier: Apache-2.0
// Messages to a file, a FIFO or standard output ("-"). It performs what FileSession and Rotation decide.
//
// IPFIX: a file as of RFC 5655, messages one behind the other; each file, and each time that one is opened, begins with the templates
// in force. They are not repeated within, nor is the line of names of CSV. Sequence numbers go on from file to file. Each message is
// handed to the system when it comes, so a program that dies leaves whole messages behind.
//
// Without rotation messages are appended to the file, if it holds messages of the same kind, of CSV with the same names. With it each
// file is called PATH.part until it is whole, and no file is overwritten.
#pragma once

#include <boost/asio/steady_timer.hpp>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <optional>

#include "exporter/file_session.hpp"
#include "exporter/flow_file.hpp"
#include "exporter/outbox.hpp"
#include "exporter/rotation.hpp"

namespace exporter {

class FileTransport final : public Transport {
 public:
    // Fails where standard output is to rotate. That the file cannot be opened is a state, and tried again.
    static Result<std::unique_ptr<FileTransport>> make(boost::asio::io_context& io, const config::Collector& collector,
                                                       HeaderForm form, const TransportSettings& settings,
                                                       TransportEvents events);
    ~FileTransport() override;

    void push(SharedMessage message) override;
    // Also waits until the file has its name.
    void finish(std::chrono::steady_clock::time_point deadline) override;
    [[nodiscard]] CollectorReport report() const override { return outbox_.report(); }

 private:
    FileTransport(boost::asio::io_context& io, const config::Collector& collector, HeaderForm form,
                  const TransportSettings& settings, TransportEvents events);

    struct Rest {  // of a message that a slow reader has had the beginning of
        SharedMessage message;
        std::vector<std::byte> octets;
        std::size_t done = 0;
    };

    void wake();
    void run();
    void open();
    [[nodiscard]] Result<> check_contents() const;
    [[nodiscard]] Result<bool> needs_names(const Message& names) const;
    [[nodiscard]] bool write_templates();
    void write_next();
    void write_front(const SharedMessage& message);
    void write_rest();
    void complete();
    void failed(const std::string& reason);
    void blocked();
    void close();
    void wait_until(std::chrono::steady_clock::time_point time);
    void wait_for_rotation();
    void tell_change();

    Outbox outbox_;
    bool skips_ = false;  // of the thread that pushes: templates that are sent again
    std::atomic<bool> awake_{false}, finishing_{false};
    std::mutex mutex_;  // guards is_closed_
    std::condition_variable closed_;
    bool is_closed_ = false;
    boost::asio::io_context& io_;  // all below: on its thread
    boost::asio::steady_timer timer_;
    const config::Collector collector_;
    const TransportEvents events_;
    const RotationSettings rotates_;
    Rotation rotation_;
    FileSession session_;
    CollectorState told_ = CollectorState::starting;
    std::unique_ptr<FlowFile> file_;
    std::uint64_t records_ = 0;  // in the file
    bool follows_ = false;       // the file before was over
    std::string names_;          // CSV: those in the file
    std::optional<Rest> rest_;
};

}  // namespace exporter
