// SPDX-License-Identifier: GPL-2.0
/*
 * Gives a paused PV domain another E820.
 *
 *	set_e820 DOMID START-END:TYPE...
 *
 * START and END as in 0x100000 or 1M; TYPE as in E820: 1 RAM, 2 reserved, 3 ACPI, 4 NVS, 5 unusable.
 * Nothing is checked: guests have to cope with what comes.
 */
#include <stdio.h>
#include <stdlib.h>

#include <xenctrl.h>

static unsigned long long address(char **s)
{
	unsigned long long n = strtoull(*s, s, 0);

	switch (**s) {
	case 'G':
		n <<= 10;
		/* fall through */
	case 'M':
		n <<= 10;
		/* fall through */
	case 'K':
		n <<= 10;
		(*s)++;
	}
	return n;
}

int main(int argc, char **argv)
{
	struct e820entry map[128] = {};
	xc_interface *xch;
	int i, err;

	if (argc < 3 || argc - 2 > 128) {
		fprintf(stderr, "usage: set_e820 DOMID START-END:TYPE...\n");
		return 1;
	}
	for (i = 0; i < argc - 2; i++) {
		char *s = argv[i + 2];

		map[i].addr = address(&s);
		s += *s == '-';
		map[i].size = address(&s) - map[i].addr;
		s += *s == ':';
		map[i].type = strtoul(s, &s, 0);
		if (*s) {
			fprintf(stderr, "set_e820: '%s' is not START-END:TYPE\n", argv[i + 2]);
			return 1;
		}
	}
	xch = xc_interface_open(NULL, NULL, 0);
	if (!xch) {
		perror("set_e820: xc_interface_open");
		return 1;
	}
	err = xc_domain_set_memory_map(xch, atoi(argv[1]), map, argc - 2);
	if (err)
		perror("set_e820: xc_domain_set_memory_map");
	xc_interface_close(xch);
	return err ? 1 : 0;
}
