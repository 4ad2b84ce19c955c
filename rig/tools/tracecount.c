// SPDX-License-Identifier: GPL-2.0
/*
 * Counts what one physical CPU asked of Xen, in a file made by xentrace.
 *
 *	tracecount FILE [CPU]
 *
 * Prints one line of NAME=NUMBER:
 *
 *	hypercalls                    all of them, those inside multicalls not counted
 *	memory_op mmu_update update_va_mapping mmuext_op multicall
 *	                              by number of hypercall, those inside multicalls (sub_...) apart
 *	extents_0 extents_9 extents_x pages_down
 *	                              extents of decrease_reservation, by order, and pages in them all
 *	p2m_0 p2m_9 p2m_x pages_p2m   entries with memory that were put into the guest's map in Xen
 *	                              (translated guests only), by order, and pages in them
 *	continued                     PVH: memory_op that Xen had begun before. Xen breaks off a long one when there
 *	                              is something else to do, and has the guest make it again: at once, or
 *	                              after an interrupt that it delivers on the way back. Told from a new one
 *	                              by the time that the guest had, and by both having moved something.
 *	exits vmmcall_ns other_ns     PVH: exits, and time from exit to entry, for hypercalls and for
 *	                              everything else but halting
 *	lost                          records that Xen could not keep; nothing holds when it is not 0
 *
 * CPU is 1 unless given: the one that the guest has to itself. Cycles are taken for nanoseconds, as they
 * are on a machine that counts instructions.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <xen/xen.h>
#include <xen/trace.h>

/* Exit codes of AMD's manual, volume 2, appendix C. */
#define EXIT_HLT	0x78
#define EXIT_VMMCALL	0x81
#define P2M_RAM_RW	0	/* Xen's own number for it */
#define HYPERCALLS	64
/*
 * Time from entering a guest to its exit, in ns, when it does nothing but make a hypercall again: 2,360 with
 * this Xen. And more than an interrupt takes that comes before that, 40,000 to 150,000, but less than a
 * driver takes to gather a batch of pages.
 */
#define AT_ONCE		2600
#define INTERRUPT	1000000

static unsigned long calls[HYPERCALLS], subcalls[HYPERCALLS];
static unsigned long extents[3], entries[3], pages_down, pages_p2m, exits, continued, lost;
static unsigned long long vmmcall_ns, other_ns;

static void by_order(unsigned long *count, unsigned long *pages, unsigned int order)
{
	count[order == 0 ? 0 : order == 9 ? 1 : 2]++;
	*pages += 1ul << order;
}

static void call(unsigned long *count, unsigned int op)
{
	if (op < HYPERCALLS)
		count[op]++;
}

/* The CPU that is followed: why and when its guest exited, when it was entered again, and what Xen did. */
static uint32_t why;
static uint64_t since, entered, outside;
static bool memory_op, moved, moved_before, injected, interrupted;

static void vm_entry(uint64_t cycles)
{
	entered = cycles;
	if (memory_op) {
		if (moved && moved_before && outside < (interrupted ? INTERRUPT : AT_ONCE))
			continued++;
		moved_before = moved;
		interrupted = false;
		outside = 0;
	}
	interrupted |= injected && outside < AT_ONCE;
	if (since && why == EXIT_VMMCALL)
		vmmcall_ns += cycles - since;
	else if (since && why != EXIT_HLT)
		other_ns += cycles - since;
	since = 0;
}

static void record(uint32_t event, uint64_t cycles, const uint32_t *word, unsigned int words)
{
	switch (event) {
	case TRC_PV_HYPERCALL_V2:
		call(calls, word[0] & 0xfffff);
		break;
	case TRC_PV_HYPERCALL_SUBCALL:
		call(subcalls, word[0] & 0xfffff);
		break;
	case TRC_HVM_VMMCALL:
		call(calls, word[0]);
		memory_op = word[0] == __HYPERVISOR_memory_op;
		moved = false;
		break;
	case TRC_MEM_DECREASE_RESERVATION:
		moved = true;
		if (words >= 3)
			by_order(extents, &pages_down, word[2] >> 16);
		break;
	case TRC_MEM_SET_P2M_ENTRY:
		moved = true;
		if (words >= 6 && word[4] == P2M_RAM_RW && (word[2] & word[3]) != ~0u)
			by_order(entries, &pages_p2m, word[5] >> 16);
		break;
	case TRC_HVM_VMEXIT:
	case TRC_HVM_VMEXIT64:
		exits++;
		if (entered)
			outside += cycles - entered;
		injected = false;
		memory_op = false;
		why = word[0];
		since = cycles;
		break;
	case TRC_HVM_INJ_VIRQ:
		injected = true;
		break;
	case TRC_HVM_VMENTRY:
		vm_entry(cycles);
		break;
	case TRC_LOST_RECORDS:
		lost += word[0];
		break;
	}
}

static unsigned long sum(const unsigned long *count)
{
	unsigned long n = 0;
	int i;

	for (i = 0; i < HYPERCALLS; i++)
		n += count[i];
	return n;
}

int main(int argc, char **argv)
{
	uint32_t head, word[9], cpu = 0, wanted = 1;
	FILE *f;

	if (argc < 2 || argc > 3 || argv[1][0] == '-') {
		fprintf(stderr, "usage: tracecount FILE [CPU]\n");
		return 1;
	}
	if (argc == 3)
		wanted = atoi(argv[2]);
	f = fopen(argv[1], "rb");
	if (!f) {
		perror(argv[1]);
		return 1;
	}
	while (fread(&head, sizeof(head), 1, f) == 1) {
		uint32_t event = head & 0x0fffffff;
		unsigned int words = head >> 28 & 7, clock = head >> 31 ? 2 : 0;
		uint64_t cycles = 0;

		memset(word, 0, sizeof(word));
		if (fread(word, sizeof(*word), words + clock, f) != words + clock)
			break; /* xentrace was stopped in mid-record */
		if (clock)
			cycles = word[0] | (uint64_t)word[1] << 32;
		if (event == TRC_TRACE_CPU_CHANGE)
			cpu = word[clock];
		else if (cpu == wanted)
			record(event, cycles, word + clock, words);
	}
	fclose(f);
	printf("hypercalls=%lu memory_op=%lu mmu_update=%lu update_va_mapping=%lu mmuext_op=%lu multicall=%lu",
	       sum(calls), calls[__HYPERVISOR_memory_op], calls[__HYPERVISOR_mmu_update],
	       calls[__HYPERVISOR_update_va_mapping], calls[__HYPERVISOR_mmuext_op],
	       calls[__HYPERVISOR_multicall]);
	printf(" sub_memory_op=%lu sub_mmu_update=%lu sub_update_va_mapping=%lu sub_mmuext_op=%lu",
	       subcalls[__HYPERVISOR_memory_op], subcalls[__HYPERVISOR_mmu_update],
	       subcalls[__HYPERVISOR_update_va_mapping], subcalls[__HYPERVISOR_mmuext_op]);
	printf(" extents_0=%lu extents_9=%lu extents_x=%lu pages_down=%lu", extents[0], extents[1],
	       extents[2], pages_down);
	printf(" p2m_0=%lu p2m_9=%lu p2m_x=%lu pages_p2m=%lu", entries[0], entries[1], entries[2],
	       pages_p2m);
	printf(" exits=%lu continued=%lu vmmcall_ns=%llu other_ns=%llu lost=%lu\n", exits, continued, vmmcall_ns,
	       other_ns, lost);
	return 0;
}
