/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* As bpf/shared.h, of programs alone that give later fragments the ports of their datagram. */

/* Of each CPU as many sets of two datagrams, as a power of two: 256 KiB. A datagram needs its place only until its last fragment is there. */
enum { FIRST_FRAGMENT_BITS = 11 };

/* Map "first_fragments": an element is a set of two of these; index = cpu << FIRST_FRAGMENT_BITS | hash. */
struct first_fragment {
	__u64 datagram[5]; /* what tells it from others, see bpf/fragments/table.h; 0: free */
	__u64 time_ns;	   /* when it was seen */
	__u64 transport;   /* its ports, and its protocol in bits 32 to 39 */
	__u64 padding;
};

/* Map "fragment_counts": one element per CPU. */
struct fragment_counts {
	__u64 without_first; /* later fragments whose first was not seen here before, or too long ago */
	__u64 padding[15];   /* two cache lines: no two CPUs write one pair of lines */
};
