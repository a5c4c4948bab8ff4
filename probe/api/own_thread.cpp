// SPDX-License-Identifier: Apache-2.0
#include "probe/api/own_thread.hpp"

#include <signal.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <utility>

namespace probe::api {

void give_way_to_the_worker() {
    constexpr int kNice = 5;  // on Linux priorities are those of threads
    ::setpriority(PRIO_PROCESS, static_cast<id_t>(::syscall(SYS_gettid)), kNice);
}

std::thread start_thread(std::function<void()> run) {
    sigset_t all, before;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before);
    std::thread thread([run = std::move(run)] {
        give_way_to_the_worker();
        run();
    });
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    return thread;
}

}  // namespace probe::api
