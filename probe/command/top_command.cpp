// SPDX-License-Identifier: Apache-2.0
#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <memory>
#include <optional>
#include <utility>

#include "probe/api/client.hpp"
#include "probe/command/options.hpp"
#include "probe/command/shown.hpp"

namespace probe {

namespace {

struct TopOptions {
    std::string socket = config::Settings().control;
    std::uint64_t limit = 100;
    bool cost = false;
};

volatile std::sig_atomic_t ended = 0;

// Keys come at once and unseen, and the screen that was there comes back at the end.
class Screen {
 public:
    Screen() {
        struct sigaction action {};
        action.sa_handler = [](int) { ended = 1; };
        for (const int number : {SIGINT, SIGTERM, SIGHUP}) ::sigaction(number, &action, nullptr);
        reads_keys_ = ::tcgetattr(STDIN_FILENO, &before_) == 0;
        termios keys = before_;
        keys.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
        if (reads_keys_) ::tcsetattr(STDIN_FILENO, TCSANOW, &keys);
        std::fputs("\033[?1049h\033[?25l", stdout);
    }
    Screen(const Screen&) = delete;
    Screen& operator=(const Screen&) = delete;
    ~Screen() {
        std::fputs("\033[?25h\033[?1049l", stdout);
        std::fflush(stdout);
        if (reads_keys_) ::tcsetattr(STDIN_FILENO, TCSANOW, &before_);
    }

    static void show(const std::string& text) {
        std::string lines = "\033[H";  // in place, line by line: clearing all would flicker
        for (const char letter : text) lines += letter == '\n' ? std::string("\033[K\r\n") : std::string(1, letter);
        std::fputs((lines + "\033[J").c_str(), stdout);
        std::fflush(stdout);
    }

    // Whether the user wants to end it, within a second.
    [[nodiscard]] bool is_over() const {
        pollfd key{reads_keys_ ? STDIN_FILENO : -1, POLLIN, 0};
        char letter = 0;
        if (::poll(&key, 1, 1000) != 1 || ended) return ended != 0;
        return ::read(STDIN_FILENO, &letter, 1) != 1 || letter == 'q' || letter == 'Q';
    }

 private:
    termios before_{};
    bool reads_keys_ = false;
};

winsize size_of_terminal() {
    winsize size{};
    if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row < 2) return {24, 80, 0, 0};
    return size;
}

Result<Json> get(const TopOptions& options, const std::string& target) {
    const auto response = api::ask(options.socket, "GET", target);
    if (!response) return tl::unexpected(response.error());
    Json body = Json::parse(response->body, nullptr, false);
    if (response->status == 200 && body.is_object()) return body;
    return fail(body.is_object() && body.contains("detail") ? value_text(body.at("detail"))
                                                            : "the probe answers " + std::to_string(response->status));
}

Result<TopView> look(const TopOptions& options, const std::optional<TopView>& before) {
    const std::string cost = options.cost ? "?cost=true" : "";
    TopView view;
    if (before) view.before = before->status, view.interfaces_before = before->interfaces;
    const std::vector<std::pair<Json*, std::string>> all = {{&view.status, "/v1/status" + cost},
                                                            {&view.interfaces, "/v1/interfaces" + cost},
                                                            {&view.flows, "/v1/flows?limit=" + std::to_string(options.limit)}};
    for (const auto& [into, target] : all) {
        auto body = get(options, target);
        if (!body) return tl::unexpected(body.error());
        *into = std::move(*body);
    }
    return view;
}

int print_once(const TopOptions& options) {
    const auto view = look(options, std::nullopt);
    if (!view) return complain(view.error());
    std::fputs(top_text(*view, std::string::npos, std::string::npos).c_str(), stdout);
    return std::fflush(stdout) == 0 ? kDone : complain("cannot write to standard output");
}

int top(const TopOptions& options) {
    if (!::isatty(STDOUT_FILENO)) return print_once(options);
    std::optional<TopView> before;
    std::optional<Error> failed;
    {
        const Screen screen;
        do {
            auto view = look(options, before);
            if (!view) {
                failed = view.error();
                break;
            }
            const winsize size = size_of_terminal();
            Screen::show(top_text(*view, size.ws_col, size.ws_row - 1U));
            before = std::move(*view);
        } while (!screen.is_over());
    }
    return failed && !ended ? complain(*failed) : kDone;
}

}  // namespace

void add_top_command(CLI::App& app, int& exit_code) {
    const auto options = std::make_shared<TopOptions>();
    CLI::App* command = app.add_subcommand("top", "Flows, rates, losses and cost of a probe that runs, live; q ends it");
    command->add_option("--socket", options->socket, "Unix socket of the probe")->capture_default_str()->type_name("PATH");
    command->add_option("--limit", options->limit, "Most flows shown")
        ->check(CLI::Range(1, 1000))
        ->capture_default_str()
        ->type_name("N");
    command->add_flag("--cost", options->cost, "Measure what the program in the kernel takes, for a tenth of the time");
    command->callback([options, &exit_code] { exit_code = top(*options); });
}

}  // namespace probe
