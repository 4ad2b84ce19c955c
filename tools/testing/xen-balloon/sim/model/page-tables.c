// SPDX-License-Identifier: GPL-2.0
/*
 * The direct mapping of a PV domain: page tables of 512 entries, which Xen validates.
 *
 * Models xen/arch/x86/mm.c: a table that is hooked or pinned is validated, and only Xen writes to
 * it; one that is neither is memory like any other, and is validated again when it is hooked.
 */
#include <linux/mm.h>
#include <linux/pgtable.h>

#include <asm/xen/hypercall.h>
#include <asm/xen/page.h>

#include <string.h>
#include <sys/mman.h>

#include "../core/task.h"
#include "machine.h"

#define TABLES		(SIM_MAX_PFN / PTRS_PER_PTE)
#define DIRECT_MAP	0xffff888000000000UL

/* Machine addresses of page-table entries: which array, and where in it. */
#define IN_L1		(1ULL << 48)
#define IN_L2		(2ULL << 48)
#define IN_OWN		(3ULL << 48)
#define TABLE_MFN	0x10000000ULL	/* of table 0 */

extern u32 *sim_m2p;

static pte_t *l1;	/* as the guest wrote them */
static u64 *validated;	/* as Xen knows them */
static pmd_t l2[TABLES];
static pte_t own[TABLES];	/* maps the table itself */
static bool pinned[TABLES];
static bool there[TABLES];
static u8 *references;	/* by machine frame: entries that map it */

/*
 * A table that is hooked elsewhere too, as those of the kernel image are: the one that is unhooked
 * after so many others. 0, and negative: there is none.
 */
static unsigned long table_hooked_twice;
long sim_hooked_twice_after = -1;

/* Xen refuses the update after so many; negative: none. */
long sim_mmu_refuses_after = -1;

/* How often TLBs have been flushed. */
unsigned long sim_tlb_flushes;

static bool table_is_validated(unsigned long table)
{
	return l2[table].pmd || pinned[table] || (table && table == table_hooked_twice);
}

static void table_count(u64 val, int n)
{
	unsigned long mfn = (val & PTE_PFN_MASK) >> PAGE_SHIFT;

	if (!(val & _PAGE_PRESENT))
		return;
	sim_assert(sim_m2p[mfn], "machine frame %#lx is mapped, but not the domain's", mfn);
	references[mfn] += n;
}

static void table_validate(unsigned long table)
{
	unsigned long i;

	for (i = table * PTRS_PER_PTE; i < (table + 1) * PTRS_PER_PTE; i++) {
		validated[i] = l1[i].pte;
		table_count(validated[i], 1);
	}
}

static void table_check_unwritten(unsigned long table)
{
	sim_assert(!memcmp(&l1[table * PTRS_PER_PTE], &validated[table * PTRS_PER_PTE],
			   PTRS_PER_PTE * sizeof(pte_t)),
		   "page table %#lx was written to while it was in use", table);
}

static void table_invalidate(unsigned long table)
{
	unsigned long i;

	table_check_unwritten(table);
	for (i = table * PTRS_PER_PTE; i < (table + 1) * PTRS_PER_PTE; i++)
		table_count(validated[i], -1);
}

/* ---- the guest's view ---- */

void *page_address(const struct page *page)
{
	return (void *)(DIRECT_MAP + (page_to_pfn(page) << PAGE_SHIFT));
}

static bool is_in(const void *p, const void *array, size_t size)
{
	return p >= array && (const char *)p < (const char *)array + size;
}

pte_t *lookup_address(unsigned long va, unsigned int *level)
{
	unsigned long pfn = (va - DIRECT_MAP) >> PAGE_SHIFT;

	*level = PG_LEVEL_4K;
	if (is_in((void *)va, l1, SIM_MAX_PFN * sizeof(*l1)))
		return &own[((pte_t *)va - l1) / PTRS_PER_PTE];
	if (va < DIRECT_MAP || pfn >= SIM_MAX_PFN || !there[pfn / PTRS_PER_PTE])
		return NULL;
	return &l1[pfn];
}

pmd_t *lookup_pmd_address(unsigned long va)
{
	unsigned long pfn = (va - DIRECT_MAP) >> PAGE_SHIFT;

	return there[pfn / PTRS_PER_PTE] ? &l2[pfn / PTRS_PER_PTE] : NULL;
}

xmaddr_t virt_to_machine(const void *va)
{
	if (is_in(va, l1, SIM_MAX_PFN * sizeof(*l1)))
		return (xmaddr_t){ IN_L1 + ((const char *)va - (const char *)l1) };
	if (is_in(va, l2, sizeof(l2)))
		return (xmaddr_t){ IN_L2 + ((const char *)va - (const char *)l2) };
	sim_assert(is_in(va, own, sizeof(own)), "virt_to_machine(%p)", va);
	return (xmaddr_t){ IN_OWN + ((const char *)va - (const char *)own) };
}

/* ---- Xen's view ---- */

static bool table_update_l1(unsigned long i, u64 val)
{
	if (table_is_validated(i / PTRS_PER_PTE)) {
		table_count(val, 1);
		table_count(validated[i], -1);
		validated[i] = val;
	}
	l1[i].pte = val;
	return true;
}

static bool table_update_l2(unsigned long table, u64 val)
{
	bool before = table_is_validated(table);

	if (!val && sim_hooked_twice_after >= 0 && !sim_hooked_twice_after--)
		table_hooked_twice = table;
	if (val && own[table].pte & _PAGE_RW)
		return false;
	l2[table].pmd = val;
	if (!before && val)
		table_validate(table);
	else if (before && !table_is_validated(table))
		table_invalidate(table);
	return true;
}

static bool table_update_own(unsigned long table, u64 val)
{
	if (val & _PAGE_RW && table_is_validated(table))
		return false;
	own[table].pte = val;
	return true;
}

static bool table_update(const struct mmu_update *req)
{
	u64 offset = (req->ptr & 0xffffffffffffULL) / sizeof(u64);

	switch (req->ptr & ~0xffffffffffffULL) {
	case IN_L1:
		return table_update_l1(offset, req->val);
	case IN_L2:
		return table_update_l2(offset, req->val);
	case IN_OWN:
		return table_update_own(offset, req->val);
	}
	return false;
}

int HYPERVISOR_mmu_update(struct mmu_update *req, int count, int *done, domid_t domid)
{
	int i;

	sim_point(SIM_HYPERCALL);
	sim_spend(1500 + 150 * (u64)count * sim_xen.slow);
	for (i = 0; i < count; i++) {
		if (sim_mmu_refuses_after >= 0 && !sim_mmu_refuses_after--)
			break;
		if (!table_update(&req[i]))
			break;
		if (!(i & 127))
			sim_point(SIM_HYPERCALL);
	}
	if (done)
		*done = i;
	return i < count ? -EINVAL : 0;
}

static bool table_unpin(unsigned long table)
{
	if (table >= TABLES || !pinned[table])
		return false;
	pinned[table] = false;
	if (!table_is_validated(table))
		table_invalidate(table);
	return true;
}

static bool table_pin(unsigned long table)
{
	if (table >= TABLES || pinned[table] || own[table].pte & _PAGE_RW)
		return false;
	if (!table_is_validated(table))
		table_validate(table);
	pinned[table] = true;
	return true;
}

int HYPERVISOR_mmuext_op(struct mmuext_op *op, int count, int *done, domid_t domid)
{
	bool ok = true;
	int i;

	sim_point(SIM_HYPERCALL);
	sim_spend(1500 + 5000 * (u64)count * sim_xen.slow);
	for (i = 0; i < count && ok; i += ok) {
		if (op[i].cmd == MMUEXT_UNPIN_TABLE)
			ok = table_unpin(op[i].arg1.mfn - TABLE_MFN);
		else if (op[i].cmd == MMUEXT_PIN_L1_TABLE)
			ok = table_pin(op[i].arg1.mfn - TABLE_MFN);
		else if (op[i].cmd == MMUEXT_TLB_FLUSH_ALL)
			sim_tlb_flushes++;
	}
	if (done)
		*done = i;
	return ok ? 0 : -EINVAL;
}

void sim_tables_check_unmapped(unsigned long mfn)
{
	sim_assert(!references[mfn], "machine frame %#lx is released while it is mapped", mfn);
}

/* Whether the direct mapping says that @pfn is @mfn. */
bool sim_tables_map(unsigned long pfn, unsigned long mfn)
{
	unsigned long table = pfn / PTRS_PER_PTE;

	if (!there[table])
		return true;
	return l2[table].pmd && validated[pfn] & _PAGE_PRESENT &&
		(validated[pfn] & PTE_PFN_MASK) >> PAGE_SHIFT == mfn;
}

/* At rest: all tables are in use, and as Xen knows them. */
void sim_tables_check(void)
{
	unsigned long table;

	if (!sim_is_pv())
		return;
	for (table = 0; table < TABLES; table++) {
		if (!there[table])
			continue;
		sim_assert(l2[table].pmd, "page table %#lx is out of use", table);
		sim_assert(!(own[table].pte & _PAGE_RW), "page table %#lx is writable", table);
		table_check_unwritten(table);
	}
}

bool sim_table_is_pinned(unsigned long table)
{
	return pinned[table];
}

/* ---- made by the kernel ---- */

/* Tables for a range; what is populated there is mapped. */
void sim_tables_add(unsigned long pfn, unsigned long nr_pages)
{
	unsigned long table, i;

	if (!sim_is_pv())
		return;
	for (table = pfn / PTRS_PER_PTE; table * PTRS_PER_PTE < pfn + nr_pages; table++) {
		for (i = table * PTRS_PER_PTE; i < (table + 1) * PTRS_PER_PTE; i++)
			if (sim_gfns[i].type == SIM_GFN_RAM)
				l1[i] = mfn_pte(sim_gfns[i].mfn, PAGE_KERNEL);
		there[table] = true;
		own[table].pte = (TABLE_MFN + table) << PAGE_SHIFT | _PAGE_PRESENT;
		pinned[table] = table % 3 == 0;
		table_validate(table);
		l2[table].pmd = (TABLE_MFN + table) << PAGE_SHIFT | _PAGE_PRESENT | _PAGE_RW;
	}
}

void sim_tables_boot(void)
{
	size_t size = SIM_MAX_PFN * sizeof(u64);

	l1 = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
		  -1, 0);
	validated = mmap(NULL, size, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	references = mmap(NULL, 1U << 22, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
}
