/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What the program in the kernel and the process in user space share in memory. C and C++ read this same text. All numbers
 * are in the byte order of the machine. One struct per section or map, because clang reorders loose globals.
 */

/* Constants of one loaded program, in .rodata: the verifier removes what they switch off. */
struct settings {
	__u64 seed;	      /* of the hash; random per load, so that nobody can aim at one set */
	__u32 first_area;     /* index of CPU 0's element in "areas": that of the interface which this program serves */
	__u32 point;	      /* number of the interface and direction that this program serves: exporter/points.hpp */
	__u64 multi_buffer;   /* frames may have more than one buffer: their length is a helper call */
	__u32 set_bits[2];    /* sets per CPU and generation, as a power of two; by table */
	__u32 log_records[2]; /* records that the log of evicted ones holds, per CPU and generation; by table */
	__u32 sampling_interval;  /* see bpf/sampling.h: one of so many is metered, ... */
	__u32 sampling_threshold; /* ... which is one whose random number is at most this: 2^32 / interval - 1 */
};

/*
 * A flow of this process's own messages to a collector, or of what a collector answers over TCP or SCTP. Octets as on the wire; IPv4
 * addresses are ::ffff:a.b.c.d.
 */
enum { MOST_OWN_FLOWS = 32 };

struct own_flow {
	__u64 source[2], destination[2];
	__u32 ports;	/* source, then destination; 0: no flow */
	__u32 protocol; /* 17: UDP; 6: TCP; 132: SCTP */
};

/* Which bit of control.own_ports stands for these ports: for others, too. */
static inline __u32 own_bit(__u32 ports)
{
	return ports * 0x9e3779b1 >> 26;
}

/* The only global in .bss: one for all programs of a process. */
struct control {
	__u32 generation; /* which half of every table is written: 0 or 1; flipped by user space alone */
	__u32 padding;
	__u64 now; /* CLOCK_MONOTONIC in ns, set by the timer while it runs; 0: read the clock for every packet */
	__u64 clock_period; /* ns between two ticks; 0 stops the timer at its next one */
	__u64 uncounted;    /* frames on a CPU that has no counters: always 0 unless the kernel lies about its CPUs */
	__u64 own_ports;    /* bit own_bit(ports) of every flow below; 0: there are none */
	struct own_flow own_flows[MOST_OWN_FLOWS];
};

/*
 * First part of an element of the array "areas" in section .bss.areas: one per interface and CPU, index = interface * cpus +
 * cpu. Where no field is a key, the two records of that interface and CPU, one a generation, lie directly behind. An array in
 * a section costs no look-up; its size is fixed for that.
 */
enum { MOST_AREAS = 4096 };

struct counters {
	__u64 frames; /* every frame that reached the program; in TC by its segments */
	__u64 octets; /* IP octets (layer 3) of the frames that are neither non_ip, malformed, filtered nor not_sampled */
	__u64 non_ip;
	__u64 malformed;
	__u64 lost_records; /* evicted records that found the log full, ... */
	__u64 lost_packets; /* ... their packets, where IN_PKTS is a field, ... */
	__u64 lost_octets;  /* ... and octets, where IN_BYTES is */
	__u64 evicted;	    /* records moved to the log because their set was full */
	__u64 dropped[7];   /* of frames, by position in the chain of droppers */
	__u64 filtered;	    /* likewise, not to be metered: bpf/own_export.h */
	__u64 not_sampled;  /* likewise, left out: bpf/sampling.h */
	__u64 sampling;	    /* no counter, but what sampling remembers of the frame before */
	__u64 padding[14];  /* two pairs of cache lines: no two CPUs write one */
};

/* Map "evictions": one element per CPU: how many records its logs hold. */
struct evictions {
	__u64 records[2][2]; /* by table, by generation */
	__u64 padding[12];   /* two cache lines: no two CPUs write one pair of lines */
};

/* What precedes each frame of a capture file, as XDP metadata: what a file knows and a context cannot carry. */
struct capture_frame {
	__u64 time_ns;	   /* since the Unix epoch */
	__u32 wire_octets; /* length on the wire; the frame in memory may be shorter */
	__u32 point;	   /* number of its interface: exporter/points.hpp */
};
