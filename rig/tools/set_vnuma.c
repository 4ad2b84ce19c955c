// SPDX-License-Identifier: GPL-2.0
/*
 * Gives a paused domain a vNUMA table. Its memory stays where it is: only what the domain is told changes.
 *
 *	set_vnuma DOMID VNODES VCPUS WORD...
 *
 *	START-END@VNODE		a range of memory, in MiB
 *	cpu:N@VNODE		where virtual CPU N is; else in vnode 0
 *	pnode:N@VNODE		the physical node of VNODE; else the one of the same number
 *	far:N			the distance of two vnodes; else 20
 *
 * Little is checked: guests have to cope with what comes.
 */
#include <stdio.h>
#include <stdlib.h>

#include <xenctrl.h>

/* What Xen can hold: xen/common/domctl.c, vnuma_init(). */
#define VNODES	32
#define RANGES	170
#define VCPUS	64

struct table {
	unsigned int vnodes, vcpus, ranges, far;
	xen_vmemrange_t range[RANGES];
	unsigned int distance[VNODES * VNODES];
	unsigned int vcpu_vnode[VCPUS];
	unsigned int pnode[VNODES];
};

/* Return: whether the word is one. */
static int read_word(struct table *t, const char *word)
{
	unsigned int n, vnode;
	unsigned long long start, end;
	int length = 0;

	if (sscanf(word, "cpu:%u@%u%n", &n, &vnode, &length) == 2 && !word[length] && n < VCPUS) {
		t->vcpu_vnode[n] = vnode;
		return 1;
	}
	if (sscanf(word, "pnode:%u@%u%n", &n, &vnode, &length) == 2 && !word[length] && vnode < VNODES) {
		t->pnode[vnode] = n;
		return 1;
	}
	if (sscanf(word, "far:%u%n", &n, &length) == 1 && !word[length]) {
		t->far = n;
		return 1;
	}
	if (sscanf(word, "%llu-%llu@%u%n", &start, &end, &vnode, &length) == 3 && !word[length] && t->ranges < RANGES) {
		t->range[t->ranges++] = (xen_vmemrange_t){ .start = start << 20, .end = end << 20, .nid = vnode };
		return 1;
	}
	return 0;
}

int main(int argc, char **argv)
{
	static struct table t = { .far = 20 };
	xc_interface *xch;
	unsigned int n;
	int i, err;

	if (argc < 4) {
		fprintf(stderr, "usage: set_vnuma DOMID VNODES VCPUS WORD...\n");
		return 1;
	}
	t.vnodes = atoi(argv[2]);
	t.vcpus = atoi(argv[3]);
	if (t.vnodes > VNODES || t.vcpus > VCPUS) {
		fprintf(stderr, "set_vnuma: at most %d vnodes and %d CPUs\n", VNODES, VCPUS);
		return 1;
	}
	for (n = 0; n < t.vnodes; n++)
		t.pnode[n] = n;
	for (i = 4; i < argc; i++) {
		if (!read_word(&t, argv[i])) {
			fprintf(stderr, "set_vnuma: '%s' is none of its words\n", argv[i]);
			return 1;
		}
	}
	for (n = 0; n < t.vnodes * t.vnodes; n++)
		t.distance[n] = n / t.vnodes == n % t.vnodes ? 10 : t.far;
	xch = xc_interface_open(NULL, NULL, 0);
	if (!xch) {
		perror("set_vnuma: xc_interface_open");
		return 1;
	}
	err = xc_domain_setvnuma(xch, atoi(argv[1]), t.vnodes, t.ranges, t.vcpus, t.range, t.distance,
				 t.vcpu_vnode, t.pnode);
	if (err)
		perror("set_vnuma: xc_domain_setvnuma");
	xc_interface_close(xch);
	return err ? 1 : 0;
}
