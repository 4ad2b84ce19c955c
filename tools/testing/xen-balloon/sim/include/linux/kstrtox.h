/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _SIM_LINUX_KSTRTOX_H
#define _SIM_LINUX_KSTRTOX_H

int kstrtoull(const char *text, unsigned int base, unsigned long long *value);
int kstrtoul(const char *text, unsigned int base, unsigned long *value);

#endif	/* _SIM_LINUX_KSTRTOX_H */
