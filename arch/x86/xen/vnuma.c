// SPDX-License-Identifier: GPL-2.0
/*
 * NUMA nodes of a PV domain. It has no ACPI tables that describe them, so Xen is asked. A vnode and
 * its Linux node have the same number.
 *
 * Without vNUMA, with a table that makes no sense, and in dom0, whose memory may be on any node of
 * the host, the domain has one node.
 */
#define pr_fmt(fmt) "xen: " fmt

#include <linux/errno.h>
#include <linux/init.h>
#include <linux/memblock.h>
#include <linux/nodemask.h>
#include <linux/numa.h>
#include <linux/numa_memblks.h>
#include <linux/pfn.h>
#include <linux/pgtable.h>
#include <linux/printk.h>
#include <linux/string.h>

#include <asm/apicdef.h>
#include <asm/numa.h>

#include <xen/vnuma.h>
#include <xen/xen.h>

/* Whether the command line has numa=off. numa_off cannot tell: it is set in every PV domain. */
static bool vnuma_off __initdata;

static int __init vnuma_parse_numa(char *text)
{
	/* As in arch/x86/mm/numa.c, which also reads it, and refuses unknown values. */
	if (text && !strncmp(text, "off", 3))
		vnuma_off = true;
	return 0;
}
early_param("numa", vnuma_parse_numa);

/* Return: 0, or an errno after a line in the log. */
static int __init vnuma_read_table(struct xen_vnuma_table *table, void *memory)
{
	enum xen_vnuma_fault fault;
	int err;

	xen_vnuma_place(table, memory);
	err = xen_vnuma_read(table);
	if (err) {
		pr_info("One NUMA node: no vNUMA table from Xen (error %d)\n", err);
		return err;
	}
	fault = xen_vnuma_prepare(table);
	if (fault != XEN_VNUMA_GOOD) {
		pr_info("One NUMA node: the vNUMA table of Xen %s\n", xen_vnuma_fault_text(fault));
		return -EINVAL;
	}
	return 0;
}

/* Check that the ranges cover RAM of the domain. Return: 0, or an errno after a line in the log. */
static int __init vnuma_check_ram(const struct xen_vnuma_table *table)
{
	phys_addr_t start, end;
	u64 ram = 0, covered = 0, i;

	for_each_mem_range(i, &start, &end) {
		ram += end - start;
		covered += xen_vnuma_covered(table, start, end);
	}
	if (!covered) {
		pr_info("One NUMA node: the vNUMA table of Xen has none of the domain's RAM\n");
		return -EINVAL;
	}
	if (covered < ram)
		pr_info("%llu of %llu KiB of RAM are not in the vNUMA table of Xen: each is of the node below\n",
			(ram - covered) >> 10, ram >> 10);
	return 0;
}

static int __init vnuma_add_memory(const struct xen_vnuma_table *table)
{
	static struct xen_vnuma_span spans[XEN_VNUMA_MAX_RANGES] __initdata;
	unsigned int nr = xen_vnuma_spans(table, MAXMEM, spans), i;
	int err;

	for (i = 0; i < nr; i++) {
		err = numa_add_memblk(spans[i].vnode, spans[i].start, spans[i].end);
		if (err) {
			pr_info("One NUMA node: the vNUMA table of Xen has too many ranges of memory for this kernel\n");
			return err;
		}
	}
	return 0;
}

static void __init vnuma_add_distances(const struct xen_vnuma_table *table)
{
	unsigned int from, to;

	if (!xen_vnuma_distances_valid(table)) {
		pr_info("The distances in the vNUMA table of Xen make no sense, and are not used\n");
		return;
	}
	for (from = 0; from < table->vnodes; from++)
		for (to = 0; to < table->vnodes; to++)
			numa_set_distance(from, to, table->distance[from * table->vnodes + to]);
}

/* The number of a CPU is its APIC ID: smp_pv.c, xen_pv_smp_config(). */
static void __init vnuma_add_cpus(const struct xen_vnuma_table *table)
{
	unsigned int cpu;

	for (cpu = 0; cpu < table->vcpus && cpu < MAX_LOCAL_APIC; cpu++)
		set_apicid_to_node(cpu, table->vcpu_vnode[cpu]);
}

static int __init vnuma_apply_table(struct xen_vnuma_table *table, void *memory)
{
	unsigned int vnode;
	int err;

	err = vnuma_read_table(table, memory);
	if (!err)
		err = vnuma_check_ram(table);
	if (!err)
		err = vnuma_add_memory(table);
	if (err)
		return err;
	for (vnode = 0; vnode < table->vnodes; vnode++)
		node_set(vnode, numa_nodes_parsed);
	vnuma_add_distances(table);
	vnuma_add_cpus(table);
	pr_info("NUMA nodes as in the vNUMA table of Xen: %u\n", table->vnodes);
	return 0;
}

/* Return: 0, or an errno after a line in the log. */
static int __init vnuma_read_sizes(struct xen_vnuma_table *table)
{
	enum xen_vnuma_fault fault;
	int err;

	err = xen_vnuma_read_sizes(table);
	if (err == -EOPNOTSUPP) {
		pr_info("One NUMA node: the domain has no vNUMA\n");
		return err;
	}
	if (err) {
		pr_info("One NUMA node: no vNUMA table from Xen (error %d)\n", err);
		return err;
	}
	fault = xen_vnuma_check_sizes(table);
	if (fault != XEN_VNUMA_GOOD) {
		pr_info("One NUMA node: the vNUMA table of Xen %s\n", xen_vnuma_fault_text(fault));
		return -EINVAL;
	}
	if (table->vnodes > MAX_NUMNODES) {
		pr_info("One NUMA node: the vNUMA table of Xen has %u, and CONFIG_NODES_SHIFT allows %u\n",
			table->vnodes, MAX_NUMNODES);
		return -EINVAL;
	}
	return 0;
}

/**
 * xen_numa_init - tell the kernel about the nodes that Xen has for this PV domain
 *
 * Context: early boot, with memblock; from x86_numa_init(), which undoes all of it after a failure.
 * Return: 0; an errno if the domain has one node, with the reason in the log unless it is dom0.
 */
int __init xen_numa_init(void)
{
	struct xen_vnuma_table table;
	size_t bytes;
	void *memory;
	int err;

	if (xen_initial_domain())
		return -ENODEV;
	if (vnuma_off) {
		pr_info("One NUMA node: numa=off\n");
		return -ENODEV;
	}
	err = vnuma_read_sizes(&table);
	if (err)
		return err;

	bytes = xen_vnuma_bytes(&table);
	memory = memblock_alloc(bytes, SMP_CACHE_BYTES);
	if (!memory) {
		pr_info("One NUMA node: no memory for the vNUMA table of Xen\n");
		return -ENOMEM;
	}
	err = vnuma_apply_table(&table, memory);
	memblock_free(memory, bytes);
	return err;
}
