/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _SIM_LINUX_CTYPE_H
#define _SIM_LINUX_CTYPE_H

static inline int toupper(int c)
{
	return c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c;
}

#endif	/* _SIM_LINUX_CTYPE_H */
