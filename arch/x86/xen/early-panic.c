// SPDX-License-Identifier: GPL-2.0
/*
 * The log of a PV domain that panics before it has a console.
 *
 * The log would be lost with the domain. So it is written to the console of Xen, which accepts it
 * from dom0 and, depending on how Xen was built (XSM: xsm_console_io()), from guests; and to the
 * guest's own console, where xenconsoled in dom0 reads it ("xl console", /var/log/xen/console).
 */
#include "early-panic.h"

#include <linux/compiler.h>
#include <linux/console.h>
#include <linux/init.h>
#include <linux/kmsg_dump.h>
#include <linux/minmax.h>
#include <linux/notifier.h>
#include <linux/panic_notifier.h>

#include <asm/barrier.h>
#include <asm/xen/hypercall.h>
#include <asm/xen/page.h>

#include <xen/interface/event_channel.h>
#include <xen/interface/io/console.h>
#include <xen/interface/sched.h>
#include <xen/interface/xen.h>
#include <xen/xen.h>

#include "xen-ops.h"

/* Number of times, in total, to yield to dom0 while the ring is full. Then the log is dropped. */
#define MAX_YIELDS	100000

/* Wait for room in the ring. Return: bytes of room; 0 if the ring is no longer being read. */
static unsigned int __init early_panic_wait_for_room(const struct xencons_interface *ring)
{
	static unsigned int tries __initdata;
	unsigned int used;

	for (; tries < MAX_YIELDS; tries++) {
		used = ring->out_prod - READ_ONCE(ring->out_cons);
		if (used < sizeof(ring->out))
			return sizeof(ring->out) - used;
		HYPERVISOR_sched_op(SCHEDOP_yield, NULL);
	}
	return 0;
}

/* Write text to the ring that the toolstack has set up for the guest's console. */
static void __init early_panic_write_ring(const char *text, size_t size)
{
	struct xencons_interface *ring = mfn_to_virt(xen_start_info->console.domU.mfn);
	struct evtchn_send notify = { .port = xen_start_info->console.domU.evtchn };
	XENCONS_RING_IDX prod;
	size_t n;

	for (; size; text += n, size -= n) {
		prod = ring->out_prod;
		n = min_t(size_t, size, early_panic_wait_for_room(ring));
		if (!n)
			return;
		for (unsigned int i = 0; i < n; i++)
			ring->out[MASK_XENCONS_IDX(prod + i, ring->out)] = text[i];
		/* The text must be visible before the producer index. */
		virt_wmb();
		WRITE_ONCE(ring->out_prod, prod + n);
		HYPERVISOR_event_channel_op(EVTCHNOP_send, &notify);
	}
}

static void __init early_panic_write(const char *text, size_t size)
{
	HYPERVISOR_console_io(CONSOLEIO_write, size, (char *)text);
	if (!xen_initial_domain() && xen_start_info->console.domU.mfn)
		early_panic_write_ring(text, size);
}

static int __init early_panic_report(struct notifier_block *nb, unsigned long event, void *reason)
{
	static char line[256] __initdata;
	struct kmsg_dump_iter iter;
	size_t size;

	/* If there is a console, it prints the log itself. */
	if (!hlist_empty(&console_list))
		return NOTIFY_DONE;
	kmsg_dump_rewind(&iter);
	while (kmsg_dump_get_line(&iter, true, line, sizeof(line), &size))
		early_panic_write(line, size);
	return NOTIFY_DONE;
}

/* Unregistered at the end of boot, when the functions above are freed. */
static struct notifier_block early_panic_nb __initdata = {
	.notifier_call = early_panic_report,
};

/**
 * xen_early_panic_init - have the log written when the kernel panics early
 *
 * Context: early boot, before the page allocator.
 */
void __init xen_early_panic_init(void)
{
	atomic_notifier_chain_register(&panic_notifier_list, &early_panic_nb);
}

static int __init early_panic_exit(void)
{
	if (xen_pv_domain())
		atomic_notifier_chain_unregister(&panic_notifier_list, &early_panic_nb);
	return 0;
}
late_initcall(early_panic_exit);
