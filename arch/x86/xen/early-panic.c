// SPDX-License-Identifier: GPL-2.0
/*
 * A PV domain that dies before it has a console says why.
 *
 * What printk has collected by then is lost with the domain. The reason for a panic is not: it goes
 * to Xen's console, which has it from dom0 and, if Xen was built for it, from guests; and to the
 * guest's own, where xenconsoled in dom0 finds it ("xl console", /var/log/xen/console).
 */
#include "early-panic.h"

#include <linux/console.h>
#include <linux/init.h>
#include <linux/minmax.h>
#include <linux/notifier.h>
#include <linux/panic_notifier.h>
#include <linux/string.h>

#include <asm/barrier.h>
#include <asm/xen/hypercall.h>
#include <asm/xen/page.h>

#include <xen/hvc-console.h>
#include <xen/interface/event_channel.h>
#include <xen/interface/io/console.h>
#include <xen/interface/xen.h>
#include <xen/xen.h>

#include "xen-ops.h"

/* Puts @text into the ring that the toolstack made for the console of a guest, as far as there is room. */
static void __init write_ring(const char *text)
{
	struct xencons_interface *ring = mfn_to_virt(xen_start_info->console.domU.mfn);
	struct evtchn_send notify = { .port = xen_start_info->console.domU.evtchn };
	XENCONS_RING_IDX prod = ring->out_prod, room;

	room = sizeof(ring->out) - min_t(XENCONS_RING_IDX, prod - READ_ONCE(ring->out_cons),
					 sizeof(ring->out));
	for (; *text && room; text++, room--)
		ring->out[MASK_XENCONS_IDX(prod++, ring->out)] = *text;
	/* The text is there before it is announced. */
	virt_wmb();
	WRITE_ONCE(ring->out_prod, prod);
	HYPERVISOR_event_channel_op(EVTCHNOP_send, &notify);
}

static void __init write_consoles(const char *text)
{
	xen_raw_console_write(text);
	if (!xen_initial_domain() && xen_start_info->console.domU.mfn)
		write_ring(text);
}

static int __init report_panic(struct notifier_block *nb, unsigned long event, void *reason)
{
	/* With a console there is no need. */
	if (hlist_empty(&console_list)) {
		write_consoles("Kernel panic before there is a console: ");
		write_consoles(reason);
		write_consoles("\r\n");
	}
	return NOTIFY_DONE;
}

/* Goes away when boot is over, and the functions above with it. */
static struct notifier_block panic_nb __initdata = {
	.notifier_call = report_panic,
};

/**
 * xen_early_panic_init - see to it that an early panic is heard of
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
