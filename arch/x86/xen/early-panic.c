// SPDX-License-Identifier: GPL-2.0
/*
 * A PV domain that dies before it has a console says why.
 *
 * What printk has collected by then would be lost with the domain. It goes to Xen's console, which
 * takes it from dom0 and, if Xen was built for that, from guests; and to the guest's own, where
 * xenconsoled in dom0 finds it ("xl console", /var/log/xen/console).
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

/* How often, in all, to let others run while the ring is full, before the rest is dropped. */
#define PATIENCE	100000

/* Waits until there is room in the ring. Return: bytes; 0 from when on nobody reads it. */
static unsigned int __init ring_room(const struct xencons_interface *ring)
{
	static unsigned int tries __initdata;
	unsigned int used;

	for (; tries < PATIENCE; tries++) {
		used = ring->out_prod - READ_ONCE(ring->out_cons);
		if (used < sizeof(ring->out))
			return sizeof(ring->out) - used;
		HYPERVISOR_sched_op(SCHEDOP_yield, NULL);
	}
	return 0;
}

/* Puts text into the ring that the toolstack made for the console of a guest. */
static void __init write_ring(const char *text, size_t size)
{
	struct xencons_interface *ring = mfn_to_virt(xen_start_info->console.domU.mfn);
	struct evtchn_send notify = { .port = xen_start_info->console.domU.evtchn };
	XENCONS_RING_IDX prod;
	size_t n;

	for (; size; text += n, size -= n) {
		prod = ring->out_prod;
		n = min_t(size_t, size, ring_room(ring));
		if (!n)
			return;
		for (unsigned int i = 0; i < n; i++)
			ring->out[MASK_XENCONS_IDX(prod + i, ring->out)] = text[i];
		/* The text is there before it is announced. */
		virt_wmb();
		WRITE_ONCE(ring->out_prod, prod + n);
		HYPERVISOR_event_channel_op(EVTCHNOP_send, &notify);
	}
}

static void __init write_consoles(const char *text, size_t size)
{
	HYPERVISOR_console_io(CONSOLEIO_write, size, (char *)text);
	if (!xen_initial_domain() && xen_start_info->console.domU.mfn)
		write_ring(text, size);
}

static int __init report_panic(struct notifier_block *nb, unsigned long event, void *reason)
{
	static char line[256] __initdata;
	struct kmsg_dump_iter iter;
	size_t size;

	/* With a console there is no need. */
	if (!hlist_empty(&console_list))
		return NOTIFY_DONE;
	kmsg_dump_rewind(&iter);
	while (kmsg_dump_get_line(&iter, true, line, sizeof(line), &size))
		write_consoles(line, size);
	return NOTIFY_DONE;
}

/* Goes away when boot is over, and the functions above with it. */
static struct notifier_block panic_nb __initdata = {
	.notifier_call = report_panic,
};

/**
 * xen_early_panic_init - see to it that an early panic is heard of
 *
 * Context: early boot, before the page allocator.
 */
void __init xen_early_panic_init(void)
{
	atomic_notifier_chain_register(&panic_notifier_list, &panic_nb);
}

static int __init early_panic_exit(void)
{
	if (xen_pv_domain())
		atomic_notifier_chain_unregister(&panic_notifier_list, &panic_nb);
	return 0;
}
late_initcall(early_panic_exit);
