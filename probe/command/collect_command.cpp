// SPDX-License-Identifier: Apache-2.0
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <memory>
#include <utility>

#include "exporter/output.hpp"
#include "probe/collect/file_reader.hpp"
#include "probe/collect/record_printer.hpp"
#include "probe/collect/stream_listener.hpp"
#include "probe/collect/tls.hpp"
#include "probe/collect/udp_listener.hpp"
#include "probe/command/options.hpp"

namespace probe {

namespace {

namespace asio = boost::asio;
using namespace collect;

struct CollectOptions {
    std::string source;
    std::string format;
    std::uint64_t count = 0;
    TlsFiles tls;
};

// What the network lost before the collector could count it.
struct Losses {
    std::uint64_t dropped_datagrams = 0;
    std::uint64_t refused_connections = 0;
};

std::string summary_of(const CollectorCounters& counters, const Losses& losses) {
    std::string line = fmt::format(
        "{} messages in {} sessions: {} flow records, {} records of options, {} templates; {} malformed messages, {} sets without "
        "a template, {} gaps of {} records",
        counters.messages, counters.sessions, counters.flows, counters.options, counters.templates, counters.malformed,
        counters.no_template, counters.sequence.gaps, counters.sequence.missing);
    const std::pair<std::uint64_t, const char*> rare[] = {
        {counters.sequence.late, "late messages"},
        {counters.sequence.restarts, "restarts"},
        {counters.refused_templates, "refused templates"},
        {counters.forgotten, "forgotten domains"},
        {losses.dropped_datagrams, "datagrams dropped by the kernel"},
        {losses.refused_connections, "refused connections"},
    };
    for (const auto& [times, what] : rare)
        if (times > 0) line += fmt::format(", {} {}", times, what);
    return line;
}

volatile sig_atomic_t stopped = 0;

void listen_to_signals() {
    struct sigaction end {};  // without SA_RESTART: the read of a silent pipe is interrupted
    end.sa_handler = [](int) { stopped = 1; };
    ::sigaction(SIGINT, &end, nullptr);
    ::sigaction(SIGTERM, &end, nullptr);
}

class Collecting {
 public:
    explicit Collecting(const CollectOptions& options)
        : options_(options),
          printer_(make_printer(options)),
          collector_(*printer_, problems_, options.count) {}

    int from_file(const std::string& path) {
        listen_to_signals();
        const auto is_stopped = [this] { return stopped != 0 || output_.has_failed(); };
        const auto read = read_file(path, collector_, {is_stopped, [this] { static_cast<void>(output_.flush()); }});
        return finish(read, {});
    }

    int from_network(const Source& source) {
        Receiver receiver{collector_, problems_, [this] { pause(); }};
        std::unique_ptr<UdpListener> udp;
        std::unique_ptr<StreamListener> stream;
        if (source.transport == Transport::udp) {
            auto made = UdpListener::make(io_, source, receiver);
            if (!made) return complain(made.error());
            udp = std::move(*made);
        } else {
            auto made = make_stream_listener(source, receiver);
            if (!made) return complain(made.error());
            stream = std::move(*made);
        }
        asio::signal_set signals(io_, SIGINT, SIGTERM);
        signals.async_wait([this](auto, int) { io_.stop(); });
        complain("listening at " + (udp ? udp->address() : stream->address()), kDone);
        io_.run();
        read_what_has_come();
        return finish({}, {udp ? udp->dropped() : 0, stream ? stream->refused() : 0});
    }

 private:
    std::unique_ptr<RecordSink> make_printer(const CollectOptions& options) {
        const bool table = options.format.empty() ? ::isatty(STDOUT_FILENO) != 0 : options.format == "table";
        if (table) return std::make_unique<TableRecords>(output_);
        return std::make_unique<JsonRecords>(output_);
    }

    Result<std::unique_ptr<StreamListener>> make_stream_listener(const Source& source, Receiver& receiver) {
        std::unique_ptr<asio::ssl::context> tls;
        if (source.transport == Transport::tls) {
            auto made = make_server_context(options_.tls);
            if (!made) return tl::unexpected(made.error());
            tls = std::move(*made);
        }
        return StreamListener::make(io_, source, std::move(tls), receiver);
    }

    void pause() {
        static_cast<void>(output_.flush());  // what fails here fails in finish(), too
        if (collector_.is_done() || output_.has_failed()) io_.stop();
    }

    // Sockets hold what was sent before the signal; but who sends without end does not keep us from ending.
    void read_what_has_come() {
        if (collector_.is_done() || output_.has_failed()) return;
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(1);
        io_.restart();
        while (io_.poll_one() > 0 && std::chrono::steady_clock::now() < deadline) continue;
    }

    int finish(const Result<>& read, const Losses& losses) {
        int code = read ? kDone : complain(read.error());
        if (auto written = output_.flush(); !written) code = complain(written.error());
        const CollectorCounters counters = collector_.counters();
        if (code == kDone || counters.messages > 0) complain(summary_of(counters, losses), kDone);
        return code;
    }

    const CollectOptions& options_;
    exporter::Output output_{STDOUT_FILENO, "standard output"};
    Problems problems_{[](const std::string& line) { complain(line); }};
    std::unique_ptr<RecordSink> printer_;
    Collector collector_;
    asio::io_context io_{1};
};

int collect_from(const CollectOptions& options) {
    ::signal(SIGPIPE, SIG_IGN);
    if (auto output = require_standard_output(); !output) return complain(output.error(), kRefused);
    const auto source = parse_source(options.source);
    if (!source) return complain(source.error(), kRefused);
    const TlsFiles& tls = options.tls;
    if (source->transport == Transport::tls && (tls.certificate.empty() || tls.key.empty()))
        return complain("tls needs a certificate and its key: add --cert FILE --key FILE", kRefused);
    if (source->transport != Transport::tls && !(tls.certificate + tls.key + tls.authority).empty())
        return complain("--cert, --key and --ca are for tls:// alone", kRefused);
    Collecting collecting(options);
    return source->transport == Transport::file ? collecting.from_file(source->path) : collecting.from_network(*source);
}

}  // namespace

void add_collect_command(CLI::App& app, int& exit_code) {
    const auto options = std::make_shared<CollectOptions>();
    CLI::App* command = app.add_subcommand(
        "collect", "Receive IPFIX messages and print their records, to check a set-up; ends with a summary on standard error");
    command
        ->add_option(
            "source", options->source,
            "udp://HOST:PORT, tcp://HOST:PORT or tls://HOST:PORT to listen there (HOST may be left out, PORT 0 is any free one), "
            "or a file of messages; - is standard input")
        ->required()
        ->type_name("URL");
    command->add_option("--format", options->format, "How records are printed; default: table on a terminal, else json")
        ->check(CLI::IsMember({"table", "json"}))
        ->type_name("table|json");
    command->add_option("--count", options->count, "End after so many flow records; those of options do not count")
        ->type_name("N");
    command->add_option("--cert", options->tls.certificate, "tls: our certificate, in PEM")->type_name("FILE");
    command->add_option("--key", options->tls.key, "tls: the key of our certificate, in PEM")->type_name("FILE");
    command->add_option("--ca", options->tls.authority, "tls: refuse clients without a certificate of this authority, in PEM")
        ->type_name("FILE");
    command->footer(
        "Malformed messages, records without a template and gaps are told, counted and no failure. Exit code 1: the input "
        "cannot be read, or a file of messages not to its end, or the output not written.");
    command->callback([options, &exit_code] { exit_code = collect_from(*options); });
}

}  // namespace probe
