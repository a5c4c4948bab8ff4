// SPDX-License-Identifier: Apache-2.0
// A Kafka cluster of three brokers for tests: librdkafka's own mock, on ports of the system's choice.
//
//   kafka_cluster TOPIC PARTITIONS
//
// Prints the brokers ("127.0.0.1:40001,…") as a line, and ends when its standard input does.
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#include <cstdio>
#include <cstdlib>

int main(int argc, char** argv) {
    if (argc != 3) return 2;
    char reason[256] = "";
    rd_kafka_t* handle = rd_kafka_new(RD_KAFKA_PRODUCER, nullptr, reason, sizeof reason);
    rd_kafka_mock_cluster_t* cluster = handle != nullptr ? rd_kafka_mock_cluster_new(handle, 3) : nullptr;
    if (cluster == nullptr || rd_kafka_mock_topic_create(cluster, argv[1], std::atoi(argv[2]), 1) != RD_KAFKA_RESP_ERR_NO_ERROR) {
        std::fprintf(stderr, "kafka_cluster: %s\n", reason);
        return 1;
    }
    std::printf("%s\n", rd_kafka_mock_cluster_bootstraps(cluster));
    std::fflush(stdout);
    while (std::getchar() != EOF) {
    }
    rd_kafka_mock_cluster_destroy(cluster);
    rd_kafka_destroy(handle);
    return 0;
}
