/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The list of options that IPv4 (RFC 791 section 3.1) and TCP (RFC 9293 section 3.1) have in common: at most 40 octets of kind,
 * length of the whole option, data. Kind 0 ends the list, kind 1 fills; both are a single octet. An option that is too short, or
 * longer than the list, ends the walk, and so does the end of what was captured.
 */
enum option_wish { OPTION_KINDS, TCP_SYN_VALUES, IPV4_OPTION_BITS };

/* The bit of an IPv4 option is its number, the low five bits of its type, if the whole type is one that IANA has assigned. */
static __always_inline __u64 ipv4_option_bit(__u8 type)
{
	switch (type) {
	case 0:	  /* end of list */
	case 1:	  /* no operation */
	case 7:	  /* record route */
	case 10:  /* experimental measurement */
	case 11:  /* MTU probe */
	case 12:  /* MTU reply */
	case 15:  /* ENCODE */
	case 25:  /* quick start */
	case 30:  /* experiment */
	case 68:  /* time stamp */
	case 82:  /* traceroute */
	case 94:  /* experiment */
	case 130: /* security */
	case 131: /* loose source route */
	case 133: /* extended security */
	case 134: /* commercial security */
	case 136: /* stream id */
	case 137: /* strict source route */
	case 142: /* experimental access control */
	case 144: /* IMI traffic descriptor */
	case 145: /* extended internet protocol */
	case 147: /* address extension */
	case 148: /* router alert */
	case 149: /* selective directed broadcast */
	case 150: /* NSAP address */
	case 151: /* dynamic packet state */
	case 152: /* upstream multicast */
	case 158: /* experiment */
	case 205: /* experimental flow control */
	case 222: /* experiment */
		return 1ull << (type & 31);
	}
	return 0;
}

/*
 * What was found, with what an option adds. Nothing here asks what was found before, and the length is read anew: the verifier would
 * tell all that is known of either apart from there on.
 */
static __always_inline __u64 with_option(__u64 found, const __u8 *option, const __u8 *end, const enum option_wish wish)
{
	__u8 kind = option[0];

	if (wish == OPTION_KINDS)
		return kind < 64 ? found | 1ull << kind : found;
	if (wish == IPV4_OPTION_BITS)
		return found | ipv4_option_bit(kind);
	if (kind == 2 && option + 4 <= end && *(const volatile __u8 *)(option + 1) == 4)
		return (found & 0xff0000) | from_be16(load16(option + 2));
	if (kind == 3 && option + 3 <= end && *(const volatile __u8 *)(option + 1) == 3)
		return (found & 0xffff) | option[2] << 16;
	return found;
}

static __always_inline __u64 walk_options(context *ctx, __u32 offset, __u32 octets, const enum option_wish wish)
{
	const __u8 *end = (const __u8 *)(long)ctx->data_end;
	const __u8 *list = (const __u8 *)(long)ctx->data;
	__u64 found = 0;
	__u32 at = 0;

	if (offset > 8192 || octets > 40)
		return 0;
	list += offset;
	for (int options = 0; options < 40 && at < octets; options++) {
		const __u8 *option = list + at;
		__u32 length = 1;

		if (option + 1 > end)
			break;
		if (option[0] > 1) {
			if (option + 2 > end)
				break;
			length = option[1];
			if (length < 2 || length > octets - at)
				break;
		}
		found = with_option(found, option, end, wish);
		if (!option[0])
			break;
		at += length;
		/* The compiler knows that this changes nothing, the verifier does not, and would go every way on its own. */
		asm("" : "+r"(at));
		at &= 63;
	}
	return found;
}
