// SPDX-License-Identifier: GPL-2.0
/*
 * Xen: what it counts for the domain, and the hypercalls that change that.
 *
 * Models xen/common/memory.c: populate_physmap(), decrease_reservation(), guest_remove_page();
 * xen/common/page_alloc.c: alloc_domheap_pages(), as far as it chooses a node of the host;
 * xen/arch/x86/mm/p2m-pod.c: p2m_pod_decrease_reservation(), p2m_pod_set_mem_target(),
 * p2m_pod_demand_populate(); the paging pool of xen/arch/x86/mm/hap/hap.c.
 */
#include <linux/mm.h>
#include <xen/interface/hvm/hvm_op.h>
#include <xen/mem-reservation.h>

#include <asm/xen/hypercall.h>

#include <sys/mman.h>

#include "../core/task.h"
#include "machine.h"

#define EXTENT_ORDER_MAX	9
#define MFNS			(1U << 22)

#define XENMEM_maximum_gpfn	14
#define XENMEM_get_vnumainfo	26

struct sim_xen sim_xen;
struct sim_gfn *sim_gfns;
bool sim_gfn_sections[SIM_MAX_GFN / SIM_SECTION_PAGES];

/* PV: the page frame that a machine frame is behind, plus one; 0: not this domain's. */
u32 *sim_m2p;

/* Machine frames that are free: single ones, and whole superpages. */
static u32 *mfn_stack;
static u32 nr_mfns;
static u32 next_superpage = 512;

bool sim_xen_scatters;

/* Page tables of the p2m: single frames of a superpage need one. */
static bool table_of[SIM_MAX_GFN >> 9];

static struct sim_gfn *xen_gfn(unsigned long pfn)
{
	sim_assert(pfn < SIM_MAX_GFN, "page frame %#lx", pfn);
	return &sim_gfns[pfn];
}

/* ---- Xen's own memory ---- */

static bool xen_take_mfns(unsigned int order, u32 *mfn)
{
	u32 i;

	if (order) {
		if (next_superpage + 512 > MFNS)
			return false;
		*mfn = next_superpage;
		next_superpage += sim_xen_scatters ? 1024 : 512;
		return true;
	}
	if (!nr_mfns) {
		sim_assert(next_superpage + 512 <= MFNS, "no more machine frames");
		for (i = 0; i < 512; i++)
			mfn_stack[nr_mfns++] = next_superpage + 511 - i;
		next_superpage += 512;
	}
	*mfn = mfn_stack[--nr_mfns];
	return true;
}

unsigned int sim_xen_pnodes(void)
{
	return sim_machine.vnuma ? SIM_PNODES : 1;
}

unsigned long sim_xen_free(void)
{
	unsigned long pages = 0;
	unsigned int i;

	for (i = 0; i < SIM_PNODES; i++)
		pages += sim_xen.free[i];
	return pages;
}

static bool xen_pnode_has(unsigned int pnode, unsigned int order)
{
	return sim_xen.free[pnode] >= 1UL << order && (!order || sim_xen.superpages[pnode]);
}

/* Allocates from this host node; -1: from each in turn. Sets it to the node of the memory. */
static bool xen_allocate(unsigned int order, int *pnode)
{
	static unsigned int next;
	unsigned int i;

	if (sim_xen.tot_pages + (1UL << order) > sim_xen.max_pages)
		return false;
	for (i = 0; i < sim_xen_pnodes() && *pnode < 0; i++, next++)
		if (xen_pnode_has(next % sim_xen_pnodes(), order))
			*pnode = next % sim_xen_pnodes();
	if (*pnode < 0 || !xen_pnode_has(*pnode, order))
		return false;
	if (order)
		sim_xen.superpages[*pnode]--;
	sim_xen.free[*pnode] -= 1UL << order;
	sim_xen.tot_pages += 1UL << order;
	return true;
}

static void xen_free(unsigned int pnode, unsigned long pages)
{
	sim_assert(sim_xen.tot_pages >= pages, "Xen frees more than the domain has");
	sim_xen.tot_pages -= pages;
	sim_xen.free[pnode] += pages;
}

/* A page of the paging pool for the frames of a superpage, unless there is one. */
static bool xen_split(unsigned long pfn)
{
	if (sim_is_pv() || table_of[pfn >> 9])
		return true;
	if (sim_xen.paging <= 0)
		return false;
	sim_xen.paging--;
	table_of[pfn >> 9] = true;
	return true;
}

/* ---- populate on demand: never with vNUMA, so that there is one host node ---- */

static void xen_crash(const char *why)
{
	sim_fail("Xen", 0, "the domain is crashed: %s", why);
}

/* Makes a page that holds only zeroes one that is populated on demand again. */
static bool xen_pod_sweep(void)
{
	unsigned long pfn;

	for (pfn = 0; pfn < sim_machine.pod_end; pfn++) {
		struct sim_gfn *gfn = &sim_gfns[pfn];

		if (gfn->type != SIM_GFN_RAM || gfn->dirty)
			continue;
		gfn->type = SIM_GFN_POD;
		sim_xen.populated--;
		sim_xen.pod_entries++;
		sim_xen.pod_cache++;
		return true;
	}
	return false;
}

static void xen_pod_populate(struct sim_gfn *gfn)
{
	if (!sim_xen.pod_cache && !xen_pod_sweep())
		xen_crash("out of PoD memory");
	sim_xen.pod_cache--;
	sim_xen.pod_entries--;
	sim_xen.populated++;
	gfn->type = SIM_GFN_RAM;
	gfn->dirty = false;
}

static void xen_pod_trim_cache(void)
{
	if (sim_xen.pod_cache > sim_xen.pod_entries) {
		xen_free(0, sim_xen.pod_cache - sim_xen.pod_entries);
		sim_xen.pod_cache = sim_xen.pod_entries;
	}
}

/* What xl mem-set does for HVM and PVH domains. */
void sim_xen_set_pod_target(unsigned long pages)
{
	unsigned long wanted;

	/* Less is left to the balloon driver. */
	if (!sim_xen.pod_entries || pages < sim_xen.tot_pages)
		return;
	wanted = min(pages - sim_xen.populated, sim_xen.pod_entries);
	if (wanted > sim_xen.pod_cache)
		wanted = sim_xen.pod_cache + min(wanted - sim_xen.pod_cache, sim_xen.free[0]);
	sim_xen.free[0] -= wanted - sim_xen.pod_cache;
	sim_xen.tot_pages += wanted - sim_xen.pod_cache;
	sim_xen.pod_cache = wanted;
}

/* ---- what the guest does with memory ---- */

bool sim_xen_is_ram(unsigned long pfn)
{
	return pfn < SIM_MAX_GFN && sim_gfns[pfn].type != SIM_GFN_NONE;
}

/* The guest reads or writes a page frame; @dirty: something that others must not see. */
void sim_xen_touch(unsigned long pfn, bool dirty)
{
	struct sim_gfn *gfn = xen_gfn(pfn);

	sim_assert(gfn->type != SIM_GFN_NONE, "page frame %#lx is touched, but not populated", pfn);
	if (gfn->type == SIM_GFN_POD)
		xen_pod_populate(gfn);
	gfn->dirty = dirty;
	if (sim_is_pv())
		sim_assert(sim_tables_map(pfn, gfn->mfn), "page frame %#lx is touched, but not mapped",
			   pfn);
}

/* ---- hypercalls ---- */

/* Of the hypercall under way; a single extent succeeds whenever Xen has memory. */
static u32 fail_rate;

/* A fault in the middle of an extent, or before one. */
static bool xen_injected_failure(void)
{
	return sim_chance(SIM_FAIL_XEN, fail_rate);
}

static void xen_extent_time(unsigned int order, unsigned long n)
{
	sim_spend((order ? 2000 : 250) * sim_xen.slow);
	if (!(n & 63))
		sim_point(SIM_HYPERCALL);
}

static bool xen_populate_extent(xen_pfn_t *frame, unsigned int order, int pnode)
{
	unsigned long pfn = *frame, i;
	u32 mfn = 0;

	if (!xen_allocate(order, &pnode))
		return false;
	if (sim_is_pv() && !xen_take_mfns(order, &mfn)) {
		xen_free(pnode, 1UL << order);
		return false;
	}
	/* The page is already the domain's, and stays so when it is not mapped. */
	if (!order && (!xen_split(pfn) || (!sim_is_pv() && xen_injected_failure()))) {
		sim_xen.leaked++;
		return false;
	}
	for (i = 0; i < 1UL << order; i++) {
		struct sim_gfn *gfn = xen_gfn(pfn + i);

		sim_assert(gfn->type != SIM_GFN_RAM, "page frame %#lx is populated twice", pfn + i);
		sim_assert(!gfn->foreign, "page frame %#lx is populated while memory of another domain is mapped there",
			   pfn + i);
		sim_device_model_check(pfn + i);
		if (gfn->type == SIM_GFN_POD)
			sim_xen.pod_entries--;
		*gfn = (struct sim_gfn){ .type = SIM_GFN_RAM, .pnode = pnode, .mfn = mfn + i };
		if (sim_is_pv())
			sim_m2p[mfn + i] = pfn + i + 1;
	}
	sim_gfn_sections[pfn / SIM_SECTION_PAGES] = true;
	if (order)
		table_of[pfn >> 9] = false;
	sim_xen.populated += 1UL << order;
	sim_xen.max_gpfn = max(sim_xen.max_gpfn, pfn + (1UL << order) - 1);
	xen_pod_trim_cache();
	/* A PV domain is told which frame it got. */
	if (sim_is_pv())
		*frame = mfn;
	return true;
}

static void xen_remove_ram(struct sim_gfn *gfn, unsigned long pfn)
{
	sim_assert(!xen_scrub_pages || !gfn->dirty, "page frame %#lx is released with what was in it",
		   pfn);
	sim_check_release(pfn);
	if (sim_is_pv()) {
		sim_tables_check_unmapped(gfn->mfn);
		sim_m2p[gfn->mfn] = 0;
		mfn_stack[nr_mfns++] = gfn->mfn;
	}
	sim_xen.populated--;
	/* Xen keeps the page for populate on demand, as long as it has too few for that. */
	if (sim_xen.pod_entries > sim_xen.pod_cache)
		sim_xen.pod_cache++;
	else
		xen_free(gfn->pnode, 1);
	*gfn = (struct sim_gfn){};
}

/* As a case wants it: Xen does not take back this page. */
static bool xen_stops(void)
{
	if (!sim_xen.stops_after || --sim_xen.stops_after)
		return false;
	sim_xen.stops_after = sim_xen.stays_stopped;
	return true;
}

static bool xen_decrease_extent(xen_pfn_t frame, unsigned int order)
{
	unsigned long pfn = frame, i;
	bool pod_done = false;

	if (sim_is_pv()) {
		sim_assert(frame < MFNS && sim_m2p[frame], "machine frame %#lx is released, but not the domain's",
			   frame);
		pfn = sim_m2p[frame] - 1;
		sim_assert(!order, "a PV domain releases superpages");
		if (xen_stops() || xen_injected_failure())
			return false;
		xen_remove_ram(xen_gfn(pfn), pfn);
		return true;
	}
	for (i = 0; i < 1UL << order; i++) {
		if (xen_gfn(pfn + i)->type == SIM_GFN_POD) {
			*xen_gfn(pfn + i) = (struct sim_gfn){};
			sim_xen.pod_entries--;
			pod_done = true;
		}
	}
	xen_pod_trim_cache();
	for (i = 0; i < 1UL << order; i++) {
		struct sim_gfn *gfn = xen_gfn(pfn + i);

		if (xen_stops())
			return false;
		if (gfn->type == SIM_GFN_NONE && !pod_done)
			return false;
		if (gfn->type == SIM_GFN_NONE)
			continue;
		/* The first page shatters the mapping of a superpage. */
		if (!xen_split(pfn + i) || sim_chance(SIM_FAIL_XEN, order ? fail_rate / 64 : fail_rate))
			return false;
		xen_remove_ram(gfn, pfn + i);
	}
	return true;
}

static bool xen_extent(unsigned int cmd, const struct xen_memory_reservation *reservation,
		       unsigned long n, int pnode)
{
	xen_pfn_t *frame = &reservation->extent_start[n];
	unsigned int order = reservation->extent_order;

	xen_extent_time(order, n);
	if (order > sim_xen.max_order || sim_xen.refuses)
		return false;
	fail_rate = reservation->nr_extents > 1 ? sim_xen.fail_rate : 0;
	if (cmd == XENMEM_decrease_reservation)
		return xen_decrease_extent(*frame, order);
	sim_vnuma_check_populate(*frame, reservation->address_bits);
	return !xen_injected_failure() && xen_populate_extent(frame, order, pnode);
}

static long xen_reservation(unsigned int cmd, struct xen_memory_reservation *reservation)
{
	unsigned long n = 0;
	int pnode;

	sim_assert(reservation->extent_order <= EXTENT_ORDER_MAX, "an extent of order %u",
		   reservation->extent_order);
	sim_assert(reservation->domid == DOMID_SELF && !(reservation->address_bits & 0xff) &&
		   (cmd == XENMEM_populate_physmap || !reservation->address_bits),
		   "a reservation of another kind");
	if (!sim_vnuma_find_pnode(reservation->address_bits, &pnode))
		return 0;
	while (n < reservation->nr_extents && xen_extent(cmd, reservation, n, pnode))
		n++;
	if (cmd == XENMEM_populate_physmap)
		sim_vnuma_refused(reservation->address_bits, !n);
	return n;
}

long HYPERVISOR_memory_op(unsigned int cmd, void *arg)
{
	long ret = -1;

	sim_point(SIM_HYPERCALL);
	sim_spend(1500);
	sim_xen.hypercalls++;
	switch (cmd) {
	case XENMEM_decrease_reservation:
	case XENMEM_populate_physmap:
		ret = xen_reservation(cmd, arg);
		break;
	case XENMEM_current_reservation:
		ret = sim_xen.tot_pages;
		break;
	case XENMEM_maximum_reservation:
		ret = sim_xen.max_pages;
		break;
	case XENMEM_maximum_gpfn:
		ret = sim_xen.max_gpfn;
		break;
	case XENMEM_get_vnumainfo:
		ret = sim_vnuma_info(arg);
		break;
	default:
		sim_fail("Xen", 0, "memory_op %u", cmd);
	}
	sim_point(SIM_HYPERCALL);
	return ret;
}

int HYPERVISOR_hvm_op(int op, void *arg)
{
	struct xen_hvm_get_mem_type *query = arg;

	sim_assert(op == HVMOP_get_mem_type && !sim_is_pv(), "hvm_op %d", op);
	sim_spend(500);
	query->mem_type = sim_xen_is_ram(query->pfn) ? HVMMEM_ram_rw : HVMMEM_mmio_dm;
	return 0;
}

/* ---- the start of the domain, and its restore ---- */

/* With vNUMA on the host node of the vnode. */
static void xen_boot_frame(unsigned long pfn)
{
	int pnode = -1;
	u32 mfn = 0;

	if (sim_machine.vnuma)
		pnode = sim_machine.pnode[sim_vnuma_vnode(pfn >= sim_machine.node_start)];
	sim_assert(xen_allocate(0, &pnode), "no memory for the domain");
	if (sim_is_pv()) {
		sim_assert(xen_take_mfns(0, &mfn), "no machine frames for the domain");
		sim_m2p[mfn] = pfn + 1;
	}
	sim_gfns[pfn] = (struct sim_gfn){ .type = SIM_GFN_RAM, .pnode = pnode, .mfn = mfn };
	sim_xen.populated++;
}

static void *xen_table(size_t size)
{
	return mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
		    -1, 0);
}

static void xen_boot_on_demand(void)
{
	unsigned long pfn;

	for (pfn = 0; pfn < sim_machine.pod_end; pfn++)
		sim_gfns[pfn].type = SIM_GFN_POD;
	sim_xen.pod_entries = sim_machine.pod_end;
	sim_xen.pod_cache = min(sim_machine.memory, sim_machine.pod_end);
	sim_xen.tot_pages = sim_xen.pod_cache;
	sim_xen.free[0] -= min(sim_xen.pod_cache, sim_xen.free[0]);
}

/*
 * A PV domain is populated with its memory, and so is one with vNUMA; others with their maximum, on
 * demand.
 */
void sim_xen_boot(void)
{
	bool on_demand = !sim_is_pv() && !sim_machine.vnuma;
	unsigned long pfn;

	sim_gfns = xen_table(SIM_MAX_GFN * sizeof(*sim_gfns));
	for (pfn = 0; pfn < max(sim_machine.pod_end, sim_machine.boot_end); pfn++)
		sim_gfn_sections[pfn / SIM_SECTION_PAGES] = true;
	sim_m2p = xen_table(MFNS * sizeof(*sim_m2p));
	mfn_stack = xen_table(MFNS * sizeof(*mfn_stack));
	for (pfn = 0; !on_demand && pfn < sim_machine.memory; pfn++)
		xen_boot_frame(pfn);
	if (on_demand)
		xen_boot_on_demand();
	for (pfn = 0; !sim_is_pv() && pfn < sim_machine.kernel; pfn++)
		sim_xen_touch(pfn, true);
	sim_xen.max_gpfn = sim_is_pv() ? sim_machine.memory - 1 : sim_machine.pod_end - 1;
}

/*
 * As tools/libs/guest/xg_sr_restore.c: page frames of the image that have memory are populated, one
 * by one and on any host node, and nothing is populated on demand any more.
 */
void sim_xen_restore(unsigned long max_pages)
{
	unsigned long pfn, n = 0;

	sim_xen.max_gpfn = 0;
	sim_for_each_gfn(pfn) {
		if (sim_gfns[pfn].type == SIM_GFN_POD)
			sim_gfns[pfn].type = SIM_GFN_NONE;
		if (sim_gfns[pfn].type == SIM_GFN_NONE)
			continue;
		sim_gfns[pfn].pnode = n++ % sim_xen_pnodes();
		sim_xen.max_gpfn = pfn;
	}
	sim_assert(n <= max_pages, "over-allocation: %lu pages in the image, %lu allowed", n, max_pages);
	xen_free(0, sim_xen.tot_pages - n);
	sim_xen.leaked = 0;
	sim_xen.pod_entries = 0;
	sim_xen.pod_cache = 0;
	sim_xen.populated = n;
	sim_xen.max_pages = max_pages;
}

/* What early set-up and the PoD remainder release. Returns 1 when it is done. */
unsigned long sim_xen_remove_pod(unsigned long pfn, unsigned int order)
{
	return xen_decrease_extent(pfn, order);
}
