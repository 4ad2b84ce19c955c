/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _SHIM_LINUX_CTYPE_H
#define _SHIM_LINUX_CTYPE_H

static inline int isdigit(int c)
{
	return c >= '0' && c <= '9';
}

static inline int toupper(int c)
{
	return c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c;
}

/* The kernel's is one for ISO 8859-1. */
static inline int tolower(int c)
{
	unsigned char byte = c;

	if ((byte >= 'A' && byte <= 'Z') || (byte >= 0xc0 && byte <= 0xde && byte != 0xd7))
		byte += 'a' - 'A';
	return byte;
}

#endif	/* _SHIM_LINUX_CTYPE_H */
