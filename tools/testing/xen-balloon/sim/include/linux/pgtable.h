/* SPDX-License-Identifier: GPL-2.0 */
/* Page tables of a PV domain's direct mapping. See model/page-tables.c. */
#ifndef _SIM_LINUX_PGTABLE_H
#define _SIM_LINUX_PGTABLE_H

#include <linux/pfn.h>

typedef u64 pteval_t, pmdval_t, pgprotval_t;

typedef struct {
	pteval_t pte;
} pte_t;

typedef struct {
	pmdval_t pmd;
} pmd_t;

typedef struct {
	pgprotval_t pgprot;
} pgprot_t;

#define PTRS_PER_PTE		512
#define PMD_SHIFT		21
#define PMD_MASK		(~((1UL << PMD_SHIFT) - 1))
#define PTE_PFN_MASK		0x000ffffffffff000ULL
#define _PAGE_PRESENT		1ULL
#define _PAGE_RW		2ULL
#define PAGE_KERNEL		((pgprot_t){ _PAGE_PRESENT | _PAGE_RW })
#define PG_LEVEL_4K		1

#define __pte_ma(val)		((pte_t){ val })
#define pte_val_ma(entry)	((entry).pte)
#define pmd_val_ma(entry)	((entry).pmd)

struct page;

static inline pte_t mfn_pte(unsigned long mfn, pgprot_t prot)
{
	return (pte_t){ (u64)mfn << 12 | prot.pgprot };
}

static inline unsigned long pte_index(unsigned long va)
{
	return va >> 12 & (PTRS_PER_PTE - 1);
}

void *page_address(const struct page *page);
pte_t *lookup_address(unsigned long va, unsigned int *level);
pmd_t *lookup_pmd_address(unsigned long va);

#endif	/* _SIM_LINUX_PGTABLE_H */
