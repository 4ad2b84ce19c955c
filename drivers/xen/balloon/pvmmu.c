// SPDX-License-Identifier: GPL-2.0
/*
 * What a PV guest has to do itself when memory comes and goes.
 *
 * A page that is released to Xen must not be mapped anywhere, and the p2m must say that its frame
 * is unpopulated. So the order is unmap, flush, decrease on the way down, and populate, enter into
 * the p2m, map on the way up. Each of these is done for a whole batch at a time.
 *
 * The direct mapping consists of 4 KiB pages, and Xen checks each entry that changes. Single
 * entries are changed by a vector of mmu_update. The entries of a superpage fill a page table:
 * unhooking it, writing it like any memory, and hooking it again costs Xen a fraction of that.
 */
#define pr_fmt(fmt) "xen:balloon: " fmt

#include "pvmmu.h"
#include "pool.h"
#include "xen.h"

#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/pgtable.h>

#include <asm/xen/hypercall.h>
#include <asm/xen/page.h>

#include <xen/interface/xen.h>
#include <xen/page.h>

/* The page table that the last call of pvmmu_entry() found. */
struct pvmmu_table {
	unsigned long va;	/* what its first entry maps */
	phys_addr_t machine;	/* its address */
};

/*
 * Returns the machine address of the page-table entry of @page, or 0. A page table covers 2 MiB,
 * and neighbours come one after the other: @table saves most of the walks.
 */
static phys_addr_t pvmmu_entry(struct page *page, struct pvmmu_table *table)
{
	unsigned long va = (unsigned long)page_address(page);

	if (table->va != (va & PMD_MASK)) {
		unsigned int level;
		pte_t *first = lookup_address(va & PMD_MASK, &level);

		if (WARN_ON_ONCE(!first || level != PG_LEVEL_4K))
			return 0;
		table->va = va & PMD_MASK;
		table->machine = virt_to_machine(first).maddr;
	}
	return table->machine + pte_index(va) * sizeof(pte_t);
}

/* Returns how many of the first @nr updates Xen has made: it stops at one that it refuses. */
static unsigned int pvmmu_try_update(struct xen_balloon_batch *batch, unsigned int nr)
{
	u64 start = xen_balloon_hypercall_begin();
	int done = 0;

	if (!HYPERVISOR_mmu_update(batch->updates, nr, &done, DOMID_SELF))
		done = nr;
	xen_balloon_hypercall_end(batch, start);
	return clamp(done, 0, (int)nr);
}

static unsigned int pvmmu_update(struct xen_balloon_batch *batch, unsigned int nr)
{
	unsigned int done = pvmmu_try_update(batch, nr);

	WARN_ONCE(done != nr, "Xen changed %u of %u page-table entries\n", done, nr);
	return done;
}

/*
 * Makes the direct mapping of pages @first to @first + @nr - 1 agree with the frames of the batch,
 * or removes it, entry by entry. Returns how many entries Xen changed: all of them, as a guest is
 * allowed to do this.
 */
static unsigned int pvmmu_write_entries(struct xen_balloon_batch *batch, unsigned int first,
					unsigned int nr, bool present)
{
	struct pvmmu_table table = { .va = ~0UL };
	unsigned int i;

	for (i = 0; i < nr; i++) {
		struct page *page = xen_balloon_batch_page(batch, first + i);
		phys_addr_t entry = pvmmu_entry(page, &table);
		pte_t pte = __pte_ma(0);

		if (!entry)
			break;
		if (present)
			pte = mfn_pte(batch->frames[first + i], PAGE_KERNEL);
		batch->updates[i].ptr = entry | MMU_NORMAL_PT_UPDATE;
		batch->updates[i].val = pte_val_ma(pte);
	}
	return i ? pvmmu_update(batch, i) : 0;
}

/* Maximum number of page tables that a batch of a PV guest covers. */
#define MAX_TABLES (XEN_BALLOON_BATCH_PAGES / PTRS_PER_PTE)

/**
 * struct pvmmu_superpage_table - the page table that maps one superpage, while it is out of use
 * @ptes:	its entries
 * @own_entry:	machine address of the entry that maps the table itself, read-only while in use
 * @own_pte:	value of that while in use
 * @pmd:	machine address of the entry that hooks it into the direct mapping
 * @pmd_value:	value of that while in use
 * @pinned:	Xen keeps it validated even when no entry refers to it
 */
struct pvmmu_superpage_table {
	pte_t *ptes;
	phys_addr_t own_entry;
	pteval_t own_pte;
	phys_addr_t pmd;
	pmdval_t pmd_value;
	bool pinned;
};

static bool pvmmu_find_table(struct page *superpage, struct pvmmu_superpage_table *table)
{
	unsigned long va = (unsigned long)page_address(superpage);
	pmd_t *pmd = lookup_pmd_address(va);
	unsigned int level;
	pte_t *own;

	table->ptes = lookup_address(va, &level);
	if (!pmd || !table->ptes || level != PG_LEVEL_4K)
		return false;
	own = lookup_address((unsigned long)table->ptes, &level);
	if (!own || level != PG_LEVEL_4K)
		return false;
	table->own_entry = virt_to_machine(own).maddr;
	table->own_pte = pte_val_ma(*own);
	table->pmd = virt_to_machine(pmd).maddr;
	table->pmd_value = pmd_val_ma(*pmd);
	return true;
}

static unsigned long pvmmu_table_mfn(const struct pvmmu_superpage_table *table)
{
	return PFN_DOWN(table->pmd_value & PTE_PFN_MASK);
}

/* Which tables are pinned is not known in advance: Xen refuses to unpin the others. */
static void pvmmu_unpin_tables(struct xen_balloon_batch *batch,
			       struct pvmmu_superpage_table *tables, unsigned int nr)
{
	struct mmuext_op ops[MAX_TABLES];
	unsigned int i, first;
	int done;

	for (i = 0; i < nr; i++) {
		ops[i] = (struct mmuext_op){ .cmd = MMUEXT_UNPIN_TABLE };
		ops[i].arg1.mfn = pvmmu_table_mfn(&tables[i]);
	}
	for (first = 0; first < nr; first += done + 1) {
		u64 start = xen_balloon_hypercall_begin();

		done = 0;
		HYPERVISOR_mmuext_op(ops + first, nr - first, &done, DOMID_SELF);
		xen_balloon_hypercall_end(batch, start);
		for (i = first; i < nr; i++)
			tables[i].pinned = i < first + done;
	}
}

static void pvmmu_pin_tables(struct xen_balloon_batch *batch,
			     const struct pvmmu_superpage_table *tables, unsigned int nr)
{
	struct mmuext_op ops[MAX_TABLES];
	unsigned int i, n = 0;
	u64 start;

	for (i = 0; i < nr; i++) {
		if (!tables[i].pinned)
			continue;
		ops[n] = (struct mmuext_op){ .cmd = MMUEXT_PIN_L1_TABLE };
		ops[n++].arg1.mfn = pvmmu_table_mfn(&tables[i]);
	}
	if (!n)
		return;
	start = xen_balloon_hypercall_begin();
	if (HYPERVISOR_mmuext_op(ops, n, NULL, DOMID_SELF))
		WARN_ONCE(1, "Xen did not pin page tables\n");
	xen_balloon_hypercall_end(batch, start);
}

/*
 * Unhooks the tables from the direct mapping, and makes them writable. Returns for how many that
 * worked: a table that is also hooked elsewhere cannot be made writable. Tables of the kernel image
 * are hooked elsewhere, too, and its freed .init sections may contain a whole superpage.
 */
static unsigned int pvmmu_unhook_tables(struct xen_balloon_batch *batch,
					struct pvmmu_superpage_table *tables, unsigned int nr)
{
	unsigned int i, done;

	pvmmu_unpin_tables(batch, tables, nr);
	for (i = 0; i < nr; i++) {
		batch->updates[2 * i].ptr = tables[i].pmd | MMU_NORMAL_PT_UPDATE;
		batch->updates[2 * i].val = 0;
		batch->updates[2 * i + 1].ptr = tables[i].own_entry | MMU_NORMAL_PT_UPDATE;
		batch->updates[2 * i + 1].val = tables[i].own_pte | _PAGE_RW;
	}
	done = pvmmu_try_update(batch, 2 * nr);
	i = done / 2;
	if (done % 2) {
		batch->updates[0].ptr = tables[i].pmd | MMU_NORMAL_PT_UPDATE;
		batch->updates[0].val = tables[i].pmd_value;
		pvmmu_update(batch, 1);
	}
	pvmmu_pin_tables(batch, tables + i, nr - i);
	return i;
}

/* Hooks tables again, for which Xen checks every entry. Returns how many were hooked. */
static unsigned int pvmmu_hook_tables(struct xen_balloon_batch *batch,
				      const struct pvmmu_superpage_table *tables, unsigned int nr)
{
	unsigned int i;

	for (i = 0; i < nr; i++) {
		batch->updates[2 * i].ptr = tables[i].own_entry | MMU_NORMAL_PT_UPDATE;
		batch->updates[2 * i].val = tables[i].own_pte;
		batch->updates[2 * i + 1].ptr = tables[i].pmd | MMU_NORMAL_PT_UPDATE;
		batch->updates[2 * i + 1].val = tables[i].pmd_value;
	}
	nr = pvmmu_update(batch, 2 * nr) / 2;
	pvmmu_pin_tables(batch, tables, nr);
	return nr;
}

/* Fills a table with entries for these machine frames, or clears it. */
static void pvmmu_fill_table(pte_t *ptes, const xen_pfn_t *frames, bool present)
{
	const pteval_t flags = pte_val_ma(mfn_pte(0, PAGE_KERNEL));
	unsigned int i;

	if (!present) {
		for (i = 0; i < PTRS_PER_PTE; i++)
			WRITE_ONCE(ptes[i], __pte_ma(0));
		return;
	}
	for (i = 0; i < PTRS_PER_PTE; i++)
		WRITE_ONCE(ptes[i], __pte_ma(flags | PFN_PHYS(frames[i])));
}

/*
 * Does the same as pvmmu_write_entries() for all superpages of a batch. From the first table on
 * that cannot be unhooked, it goes entry by entry. Returns how many pages were done, from the
 * first.
 *
 * Nothing needs the tables meanwhile. All that they map is in this batch, which alone owns the
 * pages: no CPU touches them or changes their attributes (CPA). A walker of the whole direct
 * mapping either finds no table, which it has to expect (ptdump, which skips it; kcore and other
 * readers by copy_from_kernel_nofault(), which fault and go on), or has found it before and reads
 * entries while they are written, each of them atomically. A table remains a page of this kernel
 * throughout and is never freed. Hibernation copies memory while the worker is frozen. CPUs that
 * have the table cached are Xen's concern: it flushes them before the table becomes writable.
 */
static unsigned int pvmmu_write_tables(struct xen_balloon_batch *batch, unsigned int nr,
				       bool present)
{
	/* On the stack, not static: the OOM notifier may run this while the worker does. */
	struct pvmmu_superpage_table tables[MAX_TABLES];
	unsigned int i, done, unhooked, superpages = nr / PTRS_PER_PTE;

	for (i = 0; i < superpages; i++)
		if (!pvmmu_find_table(batch->pages[i], &tables[i]))
			return pvmmu_write_entries(batch, 0, nr, present);

	unhooked = pvmmu_unhook_tables(batch, tables, superpages);
	for (i = 0; i < unhooked; i++)
		pvmmu_fill_table(tables[i].ptes, batch->frames + i * PTRS_PER_PTE, present);
	done = unhooked ? pvmmu_hook_tables(batch, tables, unhooked) * PTRS_PER_PTE : 0;
	if (unhooked == superpages || done < unhooked * PTRS_PER_PTE)
		return done;
	return done + pvmmu_write_entries(batch, done, nr - done, present);
}

static unsigned int pvmmu_write_direct_map(struct xen_balloon_batch *batch, unsigned int first,
					   unsigned int nr, bool present)
{
	BUILD_BUG_ON(XEN_BALLOON_SUPERPAGE_PAGES != PTRS_PER_PTE);

	/* Single pages change in place, and so does a superpage of which Xen took a part. */
	if (!batch->order || first || nr % PTRS_PER_PTE)
		return pvmmu_write_entries(batch, first, nr, present);
	return pvmmu_write_tables(batch, nr, present);
}

static void pvmmu_flush_tlbs(struct xen_balloon_batch *batch)
{
	struct mmuext_op op = { .cmd = MMUEXT_TLB_FLUSH_ALL };
	u64 start = xen_balloon_hypercall_begin();

	if (HYPERVISOR_mmuext_op(&op, 1, NULL, DOMID_SELF))
		WARN_ONCE(1, "Xen did not flush the TLBs\n");
	xen_balloon_hypercall_end(batch, start);
}

/*
 * Enters the machine frames of page frames of an extent, from @pfn on, into the p2m; without
 * @frames, marks them unpopulated. Returns whether there is room.
 *
 * An extent lies in one p2m page. If one entry can be written, that page is not a shared one
 * (p2m_missing, p2m_identity), and all can be; each atomically, as the toolstack may be reading.
 */
static bool pvmmu_enter(unsigned long pfn, const xen_pfn_t *frames, unsigned int nr)
{
	unsigned int i;

	BUILD_BUG_ON(P2M_PER_PAGE % XEN_BALLOON_SUPERPAGE_PAGES);

	if (!set_phys_to_machine(pfn, frames ? frames[0] : INVALID_P2M_ENTRY))
		return false;
	for (i = 1; i < nr; i++)
		WRITE_ONCE(xen_p2m_addr[pfn + i], frames ? frames[i] : INVALID_P2M_ENTRY);
	return true;
}

/* The same for pages of a batch, across extents. Returns how many it did, from @first on. */
static unsigned int pvmmu_enter_pages(struct xen_balloon_batch *batch, unsigned int first,
				      unsigned int nr, bool present)
{
	unsigned int i, n;

	for (i = 0; i < nr; i += n) {
		unsigned long pfn = page_to_pfn(xen_balloon_batch_page(batch, first + i));
		const xen_pfn_t *frames = present ? batch->frames + first + i : NULL;

		n = min(nr - i, xen_balloon_batch_run(batch, first + i));
		if (WARN_ON_ONCE(!pvmmu_enter(pfn, frames, n)))
			break;
	}
	return i;
}

/**
 * xen_balloon_pvmmu_map - enter populated pages into the p2m and the direct mapping
 * @batch:	the pages; the machine frame of each in @batch->frames
 * @first:	the first of them, counted in pages
 * @nr:		how many; prepared with xen_balloon_p2m_prepare()
 *
 * Context: process.
 * Return: how many are mapped, from @first on. The others are not in the p2m.
 */
unsigned int xen_balloon_pvmmu_map(struct xen_balloon_batch *batch, unsigned int first,
				   unsigned int nr)
{
	unsigned int entered, mapped;

	/* This cannot fail, as they have been prepared. */
	entered = pvmmu_enter_pages(batch, first, nr, true);
	mapped = pvmmu_write_direct_map(batch, first, entered, true);
	pvmmu_enter_pages(batch, first + mapped, entered - mapped, false);
	return mapped;
}

/**
 * xen_balloon_pvmmu_unmap - take pages out of the direct mapping and the p2m
 * @batch:	the pages; their machine frames are left in @batch->frames
 * @nr:		how many, from the first on
 *
 * Context: process.
 * Return: how many are unmapped, from the first on; no TLB has them any more.
 */
unsigned int xen_balloon_pvmmu_unmap(struct xen_balloon_batch *batch, unsigned int nr)
{
	unsigned int i;

	for (i = 0; i < nr; i++)
		batch->frames[i] = pfn_to_mfn(page_to_pfn(xen_balloon_batch_page(batch, i)));
	nr = pvmmu_write_direct_map(batch, 0, nr, false);
	pvmmu_enter_pages(batch, 0, nr, false);
	pvmmu_flush_tlbs(batch);
	return nr;
}
